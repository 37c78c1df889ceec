#pragma once
// What the lesson "speed" is made of: one distance computed in several ways.

#include "engine/core/tensor.hpp"

namespace inkgrad::lessons {

/// L1 from one image [28, 28] to each of many [n, 28, 28], float32, gives [n]. All ways give the same up to rounding.
/// Whole arrays at a time, on the device that both lie on: subtract, make positive, add up.
Tensor by_arrays(const Tensor& many, const Tensor& one);
/// A loop over the pixels in C++, each a number in the machine. Both contiguous, on a host device.
Tensor by_loop(const Tensor& many, const Tensor& one);

/// A copy on another device, float32.
Tensor on(const Tensor& tensor, Device device);

}  // namespace inkgrad::lessons
