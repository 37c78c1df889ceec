#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/compute.hpp"

/// The ops that the CPU does faster than the reference: each turns views and attributes into calls of kernels. All expect
/// float32; what a row cannot do fast (a rare broadcast, a rare reduction) it hands to the reference's kernel.
namespace inkgrad::cpu {

using Views = std::span<const View>;

/// As Kernel, with the device's means to compute.
using FastKernel = void (*)(Compute& compute, Views in, Views out, const Attributes& attributes);

// elementwise.cpp
void add(Compute&, Views in, Views out, const Attributes&);
void sub(Compute&, Views in, Views out, const Attributes&);
void mul(Compute&, Views in, Views out, const Attributes&);
void div(Compute&, Views in, Views out, const Attributes&);
void neg(Compute&, Views in, Views out, const Attributes&);
void abs(Compute&, Views in, Views out, const Attributes&);
void exp(Compute&, Views in, Views out, const Attributes&);
void log(Compute&, Views in, Views out, const Attributes&);
void sqrt(Compute&, Views in, Views out, const Attributes&);
void tanh(Compute&, Views in, Views out, const Attributes&);
void sigmoid(Compute&, Views in, Views out, const Attributes&);
void relu(Compute&, Views in, Views out, const Attributes&);
void relu_backward(Compute&, Views in, Views out, const Attributes&);
// memory.cpp
void copy(Compute&, Views in, Views out, const Attributes&);
void gather_batch(Compute&, Views in, Views out, const Attributes&);
// reduce.cpp
void sum(Compute&, Views in, Views out, const Attributes&);
// linear.cpp
void matmul(Compute&, Views in, Views out, const Attributes&);
void linear(Compute&, Views in, Views out, const Attributes&);
// convolution.cpp
void conv2d(Compute&, Views in, Views out, const Attributes&);
void conv2d_input_backward(Compute&, Views in, Views out, const Attributes&);
void conv2d_weight_backward(Compute&, Views in, Views out, const Attributes&);
// pooling.cpp
void max_pool2d(Compute&, Views in, Views out, const Attributes&);
void max_pool2d_backward(Compute&, Views in, Views out, const Attributes&);
void avg_pool2d(Compute&, Views in, Views out, const Attributes&);
void avg_pool2d_backward(Compute&, Views in, Views out, const Attributes&);
// normalisation.cpp
void batch_norm(Compute&, Views in, Views out, const Attributes&);
void batch_norm_backward(Compute&, Views in, Views out, const Attributes&);
// classification.cpp
void cross_entropy(Compute&, Views in, Views out, const Attributes&);
// optimizer.cpp
void sgd_step(Compute&, Views in, Views out, const Attributes&);
void adam_step(Compute&, Views in, Views out, const Attributes&);

}  // namespace inkgrad::cpu
