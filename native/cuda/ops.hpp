#pragma once

#include "engine/backend/backend.hpp"

/// The launchers, one an op: each turns views and attributes into launches of the kernels in the `.cuh` beside it. They return
/// before the device is done.
namespace inkgrad::cuda {

class Context;
using Views = std::span<const View>;
using Launcher = void(Context& context, Views in, Views out, const Attributes& attributes);

// elementwise.cu
Launcher add, sub, mul, div, pow, eq, lt, le, where;
Launcher neg, abs, exp, log, sqrt, sin, cos, tanh, sigmoid, relu, relu_backward;
// memory.cu
Launcher cast, copy, gather_batch;
// reduce.cu
Launcher sum, amax, argmax;
// linear.cu
Launcher matmul, linear;
// convolution.cu
Launcher conv2d, conv2d_input_backward, conv2d_weight_backward;
// pooling.cu
Launcher max_pool2d, max_pool2d_backward, avg_pool2d, avg_pool2d_backward;
// classification.cu
Launcher one_hot, pick_class, cross_entropy;
// training.cu
Launcher dropout, batch_norm, batch_norm_backward;
// augment.cu
Launcher augment_batch;
// indexing.cu
Launcher cat, index_select, index_select_backward, slice_backward;
// optimizer.cu
Launcher accumulate_metrics, sgd_step, adam_step;

}  // namespace inkgrad::cuda
