#pragma once
// What the lesson "normalise" is made of: how often each grey occurs, and what follows from it.

#include <array>
#include <cstdint>
#include <span>

#include "engine/data/mnist.hpp"

namespace inkgrad::lessons {

/// What the document prints of MNIST: mean and standard deviation of the images to learn from, the same of the images to check by
/// once these are normalised by the first two, and the ends that paper and ink come to.
inline constexpr PixelStats known_stats{0.13096, 0.30849}, known_validation_stats{-0.00585, 0.99243};
inline constexpr double known_paper = -0.4245, known_ink = 2.8170;

/// How often each of the 256 greys occurs.
struct PixelCounts {
  std::array<std::uint64_t, 256> counts{};

  void add(std::span<const std::uint8_t> pixels);
  std::uint64_t pixels() const;
  /// Mean and population standard deviation of pixel / 255 over all of them. Throws Error (Input) if there are none.
  PixelStats stats() const;
};

/// Mean and standard deviation of (x - subtracted) / divisor, for x of these.
PixelStats after(const PixelStats& x, double subtracted, double divisor);

}  // namespace inkgrad::lessons
