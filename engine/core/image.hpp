#pragma once

namespace inkgrad {

/// Side and pixels of an image of a digit, and how many kinds of digits there are: MNIST's.
inline constexpr int image_side = 28;
inline constexpr int image_pixels = image_side * image_side;
inline constexpr int digit_classes = 10;

}  // namespace inkgrad
