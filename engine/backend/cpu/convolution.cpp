#include "engine/backend/cpu/ops.hpp"

namespace inkgrad::cpu {

namespace {

Compute::Conv conv_of(const Shape& x, const Shape& weight, const Shape& out, const Attributes& attributes) {
  return {.batch = x[0], .channels = x[1], .height = x[2], .width = x[3],
          .out_channels = weight[0], .out_height = out[2], .out_width = out[3],
          .kernel = static_cast<int>(weight[2]), .stride = attributes.stride, .padding = attributes.padding};
}

}  // namespace

void conv2d(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const bool relu = attributes.activation == Activation::relu;
  if (out.size() > 1) {  // Fusion::max_pool
    const Shape& x = in[0].shape;
    const std::int64_t kernel = in[1].shape[2];
    const auto along = [&](int axis) { return (x[axis] + 2 * attributes.padding - kernel) / attributes.stride + 1; };
    const Shape result{x[0], in[1].shape[0], along(2), along(3)};
    return compute.conv2d_max_pool(conv_of(x, in[1].shape, result, attributes), in[0].as<float>(), in[1].as<float>(), in[2].as<float>(),
                                   relu, out[0].as<float>(), out[1].as<std::uint8_t>());
  }
  compute.conv2d(conv_of(in[0].shape, in[1].shape, out[0].shape, attributes), in[0].as<float>(), in[1].as<float>(),
                 in[2].as<float>(), relu, out[0].as<float>());
}

void conv2d_input_backward(Compute& compute, Views in, Views out, const Attributes& attributes) {
  compute.conv2d_input_backward(conv_of(out[0].shape, in[1].shape, in[0].shape, attributes), in[0].as<float>(),
                                in[1].as<float>(), out[0].as<float>());
}

void conv2d_weight_backward(Compute& compute, Views in, Views out, const Attributes& attributes) {
  compute.conv2d_weight_backward(conv_of(in[1].shape, out[0].shape, in[0].shape, attributes), in[0].as<float>(),
                                 in[1].as<float>(), out[0].as<float>(),
                                 out.size() > 1 ? out[1].as<float>() : nullptr);  // Fusion::bias_gradient
}

}  // namespace inkgrad::cpu
