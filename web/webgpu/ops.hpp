#pragma once

#include <span>

#include "web/webgpu/context.hpp"
#include "wgsl.hpp"

/// What the WebGPU backend's files share: an op's launcher reads the row's shapes and gives the context its kernels.
namespace inkgrad::webgpu {

using Views = std::span<const View>;
using Launcher = void(Context& context, Views in, Views out, const Attributes& attributes);

// elementwise.cpp
Launcher add, sub, mul, div, neg, abs, exp, log, sqrt, tanh, sigmoid, relu, relu_backward, copy;
// reduce.cpp
Launcher sum, amax;
// product.cpp
Launcher matmul, linear, conv2d, conv2d_input_backward, conv2d_weight_backward;
// pooling.cpp
Launcher max_pool2d, max_pool2d_backward, avg_pool2d, avg_pool2d_backward;
// training.cpp
Launcher cross_entropy, dropout, batch_norm, batch_norm_backward, batch_places, gather_batch, accumulate_metrics, sgd_step, adam_step;

/// Groups of so many threads, a thread an item.
inline Groups groups_of(std::int64_t threads, std::int64_t items) { return groups_for((items + threads - 1) / threads); }

/// Axes with their lengths, and by how many elements each of two tensors moves on along them.
struct Axes {
  Shape length, first, second{};

  /// One more axis, the innermost, joined with the one before where both tensors go through the two as through one.
  void add(std::int64_t axis_length, std::int64_t first_stride, std::int64_t second_stride = 0) {
    if (axis_length == 1) return;
    const int last = length.rank() - 1;
    if (last >= 0 && first[last] == first_stride * axis_length && second[last] == second_stride * axis_length) {
      length[last] *= axis_length;
      first[last] = first_stride;
      second[last] = second_stride;
      return;
    }
    length.push_back(axis_length);
    first.push_back(first_stride);
    second.push_back(second_stride);
  }
};

/// Eight words, as the kernels' array<vec4u, 2>.
inline void put_lengths(Parameters& parameters, const Shape& lengths) {
  for (int axis = 0; axis < Shape::max_rank; ++axis) parameters << (axis < lengths.rank() ? lengths[axis] : 0);
}

}  // namespace inkgrad::webgpu
