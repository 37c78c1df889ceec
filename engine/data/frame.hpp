#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/core/image.hpp"

namespace inkgrad {

/// A digit as MNIST has it: 28 rows of 28 pixels, 0 background to 255 ink.
struct InkImage {
  std::array<std::uint8_t, 784> pixels{};
};

/// Side of the box inside an image that ink is scaled to.
inline constexpr int box_side = 20;

/// The most ink a pixel of the box can hold.
inline constexpr int full_ink = 256;

/// Scaled ink, row-major, 0 to full_ink a pixel.
using InkBox = std::array<int, static_cast<std::size_t>(box_side) * box_side>;

/// Puts the box's ink where MNIST has it: moved by whole pixels so that its centre of mass, in pixel indices,
/// comes to lie in (13.5, 14.5] on both axes (in MNIST's images it lies there to within 0.02). No ink leaves
/// the image. Without ink: all background.
InkImage centre_by_mass(const InkBox& box);

/// Puts the box itself in the middle of the image, wherever its ink lies.
InkImage centre_box(const InkBox& box);

/// Whether a 28x28 picture is framed as MNIST's images are: the ink's longer side is 19 or 20 pixels, and its
/// centre of mass within 0.55 of pixel index 14 on both axes. All 70,000 of MNIST are.
bool is_framed_like_mnist(std::span<const std::uint8_t> pixels);

}  // namespace inkgrad
