#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace inkgrad::cli {

/// How long a training goes on and on how much data: what the command line says beyond the engine's TrainOptions.
/// A checkpoint keeps them, so that `--resume FILE` alone continues what was asked for.
struct Goals {
  int epochs = 5;
  std::int64_t images = 0;           ///< the first so many training images; 0: all
  std::optional<std::int64_t> max_steps{};
  std::optional<double> target{};    ///< accuracy that ends the training
  std::int64_t validation = 0;       ///< the last so many of those images are not trained on but measured with
  int patience = 0;                  ///< epochs without a better loss on them that end the training; 0: never
};

/// The checkpoint with the goals in its metadata.
std::vector<std::byte> with_goals(std::span<const std::byte> checkpoint, const Goals& goals);

/// The goals of a checkpoint; the defaults if it has none. Throws Error that begins with `name` if they or the file
/// make no sense.
Goals goals_of(std::span<const std::byte> checkpoint, std::string_view name);

}  // namespace inkgrad::cli
