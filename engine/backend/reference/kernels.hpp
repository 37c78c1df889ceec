#pragma once

#include "engine/backend/kernel_table.hpp"

/// The reference kernels, one an op, float32 and float64, as xtensor expressions: read them to know what an op
/// computes. The CPU backend uses those of what is not hot.
namespace inkgrad::reference {

using Views = std::span<const View>;

// elementwise.cpp
void add(Views in, Views out, const Attributes&);
void sub(Views in, Views out, const Attributes&);
void mul(Views in, Views out, const Attributes&);
void div(Views in, Views out, const Attributes&);
void pow(Views in, Views out, const Attributes&);
void eq(Views in, Views out, const Attributes&);
void lt(Views in, Views out, const Attributes&);
void le(Views in, Views out, const Attributes&);
void where(Views in, Views out, const Attributes&);
void neg(Views in, Views out, const Attributes&);
void abs(Views in, Views out, const Attributes&);
void exp(Views in, Views out, const Attributes&);
void log(Views in, Views out, const Attributes&);
void sqrt(Views in, Views out, const Attributes&);
void sin(Views in, Views out, const Attributes&);
void cos(Views in, Views out, const Attributes&);
void tanh(Views in, Views out, const Attributes&);
void sigmoid(Views in, Views out, const Attributes&);
void relu(Views in, Views out, const Attributes&);
void relu_backward(Views in, Views out, const Attributes&);
// memory.cpp
void cast(Views in, Views out, const Attributes&);
void copy(Views in, Views out, const Attributes&);
void batch_places(Views in, Views out, const Attributes&);
/// Throws Error (Input) unless batch_places can take so many images from `position` on.
void expect_places(const std::int64_t* position, std::int64_t batch, const Attributes& of_batch_places);
/// What batch_places gives from image number `start` of the batch on.
void find_places(const std::int64_t* position, std::int64_t start, std::span<std::int64_t> places, const Attributes& of_batch_places);
void gather_batch(Views in, Views out, const Attributes&);
// reduce.cpp
void sum(Views in, Views out, const Attributes&);
void amax(Views in, Views out, const Attributes&);
void argmax(Views in, Views out, const Attributes&);
// linear.cpp
void matmul(Views in, Views out, const Attributes&);
void linear(Views in, Views out, const Attributes&);
// convolution.cpp
void conv2d(Views in, Views out, const Attributes&);
void conv2d_input_backward(Views in, Views out, const Attributes&);
void conv2d_weight_backward(Views in, Views out, const Attributes&);
// pooling.cpp
void max_pool2d(Views in, Views out, const Attributes&);
void max_pool2d_backward(Views in, Views out, const Attributes&);
void avg_pool2d(Views in, Views out, const Attributes&);
void avg_pool2d_backward(Views in, Views out, const Attributes&);
// classification.cpp
void one_hot(Views in, Views out, const Attributes&);
void pick_class(Views in, Views out, const Attributes&);
void cross_entropy(Views in, Views out, const Attributes&);
// training.cpp
void dropout(Views in, Views out, const Attributes&);
void batch_norm(Views in, Views out, const Attributes&);
void batch_norm_backward(Views in, Views out, const Attributes&);
// augment.cpp
void augment_batch(Views in, Views out, const Attributes&);
// indexing.cpp
void cat(Views in, Views out, const Attributes&);
void index_select(Views in, Views out, const Attributes&);
void index_select_backward(Views in, Views out, const Attributes&);
void slice_backward(Views in, Views out, const Attributes&);
// optimizer.cpp
void accumulate_metrics(Views in, Views out, const Attributes&);
void sgd_step(Views in, Views out, const Attributes&);
void adam_step(Views in, Views out, const Attributes&);

/// The reference kernel of an op, for other host backends.
Kernel kernel(Op op);

}  // namespace inkgrad::reference
