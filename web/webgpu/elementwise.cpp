#include "web/webgpu/ops.hpp"

namespace inkgrad::webgpu {

namespace {

/// Of shaders/wgsl/elementwise.wgsl.
enum Operation : std::uint32_t { of_add, of_sub, of_mul, of_div, of_neg, of_abs, of_exp, of_log, of_sqrt, of_tanh, of_sigmoid, of_relu, of_relu_backward };

constexpr std::int64_t threads = 256;

/// By how many elements a contiguous tensor moves on along the result's axis; 0 where it is repeated.
std::int64_t broadcast_stride(const View& view, const Shape& result, int axis) {
  const int own = axis - (result.rank() - view.shape.rank());
  if (own < 0 || view.shape[own] == 1) return 0;
  std::int64_t stride = 1;
  for (int inner = own + 1; inner < view.shape.rank(); ++inner) stride *= view.shape[inner];
  return stride;
}

Parameters parameters_for(Context& context, const View& a, const View& b, const View& out, const Axes& axes) {
  Parameters parameters;
  parameters << out.numel() << axes.length.rank() << context.word(out) << context.word(a) << context.word(b);
  parameters.align();
  put_lengths(parameters, axes.length);
  put_lengths(parameters, axes.first);
  put_lengths(parameters, axes.second);
  return parameters;
}

void map(Context& context, Operation operation, const View& a, const View& b, const View& out) {
  Axes axes;
  for (int axis = 0; axis < out.shape.rank(); ++axis) {
    axes.add(out.shape[axis], broadcast_stride(a, out.shape, axis), broadcast_stride(b, out.shape, axis));
  }
  context.dispatch({wgsl::elementwise_wgsl, "map", operation}, groups_of(threads, out.numel()), parameters_for(context, a, b, out, axes));
}

template <Operation operation>
void unary(Context& context, Views in, Views out) {
  map(context, operation, in[0], in[0], out[0]);
}

template <Operation operation>
void binary(Context& context, Views in, Views out) {
  map(context, operation, in[0], in[1], out[0]);
}

}  // namespace

void add(Context& context, Views in, Views out, const Attributes&) {
  if (out[0].dtype == DType::float32) return binary<of_add>(context, in, out);
  if (in[0].shape != out[0].shape || in[1].shape != out[0].shape) unsupported("WebGPU adds counters of one shape only");
  context.dispatch({wgsl::training_wgsl, "add_counters"}, groups_of(threads, out[0].numel()),
                   Parameters() << out[0].numel() << context.word(in[0]) << 0 << context.word(in[1]) << context.word(out[0]));
}
void sub(Context& context, Views in, Views out, const Attributes&) { binary<of_sub>(context, in, out); }
void mul(Context& context, Views in, Views out, const Attributes&) { binary<of_mul>(context, in, out); }
void div(Context& context, Views in, Views out, const Attributes&) { binary<of_div>(context, in, out); }
void neg(Context& context, Views in, Views out, const Attributes&) { unary<of_neg>(context, in, out); }
void abs(Context& context, Views in, Views out, const Attributes&) { unary<of_abs>(context, in, out); }
void exp(Context& context, Views in, Views out, const Attributes&) { unary<of_exp>(context, in, out); }
void log(Context& context, Views in, Views out, const Attributes&) { unary<of_log>(context, in, out); }
void sqrt(Context& context, Views in, Views out, const Attributes&) { unary<of_sqrt>(context, in, out); }
void tanh(Context& context, Views in, Views out, const Attributes&) { unary<of_tanh>(context, in, out); }
void sigmoid(Context& context, Views in, Views out, const Attributes&) { unary<of_sigmoid>(context, in, out); }
void relu(Context& context, Views in, Views out, const Attributes&) { unary<of_relu>(context, in, out); }
void relu_backward(Context& context, Views in, Views out, const Attributes&) { binary<of_relu_backward>(context, in, out); }

void copy(Context& context, Views in, Views out, const Attributes&) {
  Axes axes;
  for (int axis = 0; axis < out[0].shape.rank(); ++axis) axes.add(out[0].shape[axis], in[0].strides[axis]);
  const auto words = static_cast<std::uint32_t>(item_size(out[0].dtype) / 4);
  context.dispatch({wgsl::elementwise_wgsl, "gather_strided", words}, groups_of(threads, out[0].numel()),
                   parameters_for(context, in[0], in[0], out[0], axes));
}

}  // namespace inkgrad::webgpu
