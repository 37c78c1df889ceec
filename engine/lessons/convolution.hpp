#pragma once
// What the lesson "convolution" is made of: one kernel of 3 x 3 numbers over one image.

#include <array>
#include <cstdint>
#include <span>

#include "engine/core/tensor.hpp"

namespace inkgrad::lessons {

inline constexpr int kernel_side = 3;
using Kernel = std::array<double, kernel_side * kernel_side>;  ///< row by row

/// Kernels that image processing has long used: the pixel itself; the mean of the nine; the pixel five times less its four
/// neighbours (the Laplacian subtracted); and Sobel's differences from left to right and from top to bottom (Sobel and Feldman, 1968).
struct Kernels {
  static constexpr Kernel identity{0, 0, 0, 0, 1, 0, 0, 0, 0};
  static constexpr Kernel blur{1 / 9.0, 1 / 9.0, 1 / 9.0, 1 / 9.0, 1 / 9.0, 1 / 9.0, 1 / 9.0, 1 / 9.0, 1 / 9.0};
  static constexpr Kernel sharpen{0, -1, 0, -1, 5, -1, 0, -1, 0};
  static constexpr Kernel vertical_edge{-1, 0, 1, -2, 0, 2, -1, 0, 1};
  static constexpr Kernel horizontal_edge{-1, -2, -1, 0, 0, 0, 1, 2, 1};
  static constexpr std::array<Kernel, 5> all{identity, blur, sharpen, vertical_edge, horizontal_edge};
};

/// An image [h, w] with `padding` zeros on every side: [h + 2 padding, w + 2 padding].
Tensor padded(const Tensor& image, int padding);

/// conv2d of one image [h, w] with one kernel and no bias: [h', w'], h' = (h + 2 padding - 3) / stride + 1 as in functional.hpp.
Tensor slide(const Tensor& image, const Kernel& kernel, int stride, int padding);

/// What slide() adds up for its output (row, column): the window's numbers, and those times the kernel's, float32 [3, 3] both.
struct WindowProducts {
  Tensor window, products;
};
WindowProducts window_products(const Tensor& image, const Kernel& kernel, int stride, int padding, std::int64_t row, std::int64_t column);

/// Max and average pooling of one map [h, w] with windows of size x size, beside each other: [h / size, w / size] each.
struct Pooled {
  Tensor max, average;
};
Pooled pooled(const Tensor& map, int size);

}  // namespace inkgrad::lessons
