#include "engine/backend/cpu/ops.hpp"
#include "engine/backend/reference/kernels.hpp"

namespace inkgrad::cpu {

namespace {

// Elements worth a thread: about 10 microseconds of work.
constexpr std::int64_t grain = 32768;

void unary(Compute& compute, Unary* kernel, Views in, Views out) {
  const float* x = in[0].as<float>();
  float* y = out[0].as<float>();
  compute.split(out[0].numel(), grain, [&](std::int64_t start, std::int64_t count) { kernel(x + start, y + start, count); });
}

void same_shape(Compute& compute, Binary* kernel, Views in, Views out) {
  const float *a = in[0].as<float>(), *b = in[1].as<float>();
  float* y = out[0].as<float>();
  compute.split(out[0].numel(), grain,
                [&](std::int64_t start, std::int64_t count) { kernel(a + start, b + start, y + start, count); });
}

/// Whether `shape` holds the last axes of `whole`: a row that is repeated.
bool is_tail(const Shape& shape, const Shape& whole) {
  const int offset = whole.rank() - shape.rank();
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (shape[axis] != whole[offset + axis]) return false;
  }
  return true;
}

/// The broadcasts that models and losses are made of: equal shapes, a scalar on the right, a row on the right, one value
/// a row ([b, c] with [b, 1]). False if the case is none of these.
bool broadcast(Compute& compute, Binary* kernel, WithScalar* with_scalar, Views in, Views out) {
  const View &a = in[0], &b = in[1];
  if (a.shape == b.shape) {
    same_shape(compute, kernel, in, out);
    return true;
  }
  if (a.shape != out[0].shape) return false;
  const float *x = a.as<float>(), *y = b.as<float>();
  float* z = out[0].as<float>();
  const std::int64_t total = a.numel(), row = b.numel();
  if (row == 1) {
    compute.split(total, grain, [&](std::int64_t start, std::int64_t count) { with_scalar(x + start, *y, z + start, count); });
    return true;
  }
  if (is_tail(b.shape, a.shape)) {
    for (std::int64_t start = 0; start < total; start += row) kernel(x + start, y, z + start, row);
    return true;
  }
  if (a.shape.rank() == 2 && b.shape == Shape{a.shape[0], 1}) {
    const std::int64_t columns = a.shape[1];
    for (std::int64_t i = 0; i < row; ++i) with_scalar(x + i * columns, y[i], z + i * columns, columns);
    return true;
  }
  return false;
}

}  // namespace

void add(Compute& c, Views in, Views out, const Attributes& attributes) {
  if (!broadcast(c, c.kernels.add, c.kernels.add_scalar, in, out)) reference::add(in, out, attributes);
}
void sub(Compute& c, Views in, Views out, const Attributes& attributes) {
  if (!broadcast(c, c.kernels.sub, c.kernels.sub_scalar, in, out)) reference::sub(in, out, attributes);
}
void mul(Compute& c, Views in, Views out, const Attributes& attributes) {
  if (!broadcast(c, c.kernels.mul, c.kernels.mul_scalar, in, out)) reference::mul(in, out, attributes);
}
void div(Compute& c, Views in, Views out, const Attributes& attributes) {
  if (!broadcast(c, c.kernels.div, c.kernels.div_scalar, in, out)) reference::div(in, out, attributes);
}
void neg(Compute& c, Views in, Views out, const Attributes&) { unary(c, c.kernels.neg, in, out); }
void abs(Compute& c, Views in, Views out, const Attributes&) { unary(c, c.kernels.abs, in, out); }
void exp(Compute& c, Views in, Views out, const Attributes&) { unary(c, c.kernels.exp, in, out); }
void log(Compute& c, Views in, Views out, const Attributes&) { unary(c, c.kernels.log, in, out); }
void sqrt(Compute& c, Views in, Views out, const Attributes&) { unary(c, c.kernels.sqrt, in, out); }
void tanh(Compute& c, Views in, Views out, const Attributes&) { unary(c, c.kernels.tanh, in, out); }
void sigmoid(Compute& c, Views in, Views out, const Attributes&) { unary(c, c.kernels.sigmoid, in, out); }
void relu(Compute& c, Views in, Views out, const Attributes&) { unary(c, c.kernels.relu, in, out); }
void relu_backward(Compute& c, Views in, Views out, const Attributes&) { same_shape(c, c.kernels.relu_backward, in, out); }

}  // namespace inkgrad::cpu
