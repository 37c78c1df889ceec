#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace inkgrad {

/// The browser's GPU, which answers later: L1 from one image to each of many.
class Gpu {
 public:
  struct Answer {
    std::string missing;           ///< "no_webgpu", "no_adapter", "failed"; empty: it has computed
    std::string detail;            ///< of "failed": what the browser says
    std::string name;              ///< the GPU's, where the browser tells it
    std::vector<double> seconds;   ///< of a pass over all images, each measured anew
    std::vector<float> distances;  ///< [n]
  };

  virtual ~Gpu() = default;
  /// Asks for the distances from `one` (784 bytes) to each of `many` (784 bytes an image), timed `repeats` times. Returns at once.
  virtual void ask(std::span<const std::uint8_t> many, std::span<const std::uint8_t> one, int repeats) = 0;
  /// The answer to the last ask(), once, when it is here.
  virtual std::optional<Answer> take() = 0;
};

}  // namespace inkgrad
