#include "engine/backend/cpu/ops.hpp"

namespace inkgrad::cpu {

namespace {

Compute::Conv conv_of(const Shape& x, const Shape& weight, const Shape& out, const Attributes& attributes) {
  return {.batch = x[0], .channels = x[1], .height = x[2], .width = x[3],
          .out_channels = weight[0], .out_height = out[2], .out_width = out[3],
          .kernel = static_cast<int>(weight[2]), .stride = attributes.stride, .padding = attributes.padding};
}

/// The shape of what a convolution makes, where only what is pooled of it is kept.
Shape result_of(const Shape& x, const Shape& weight, const Attributes& attributes) {
  const auto along = [&](int axis) { return (x[axis] + 2 * attributes.padding - weight[2]) / attributes.stride + 1; };
  return {x[0], weight[0], along(2), along(3)};
}

}  // namespace

void conv2d(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const bool relu = attributes.activation == Activation::relu;
  if (out.size() > 1) {  // Fusion::max_pool
    const Shape &x = in[0].shape, &weight = in[1].shape;
    return compute.conv2d_max_pool(conv_of(x, weight, result_of(x, weight, attributes), attributes), in[0].as<float>(), in[1].as<float>(), in[2].as<float>(),
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
  const Shape &x = in[1].shape, &weight = out[0].shape;
  const bool is_pooled = in.size() > 2;  // Fusion::max_pool_backward
  const Shape result = is_pooled ? result_of(x, weight, attributes) : in[0].shape;
  const Compute::Unpooling unpooling{is_pooled ? in[2].as<std::uint8_t>() : nullptr, in.size() > 3 ? in[3].as<float>() : nullptr};
  compute.conv2d_weight_backward(conv_of(x, weight, result, attributes), in[0].as<float>(), in[1].as<float>(), out[0].as<float>(),
                                 out.size() > 1 ? out[1].as<float>() : nullptr,  // Fusion::bias_gradient
                                 is_pooled ? &unpooling : nullptr);
}

}  // namespace inkgrad::cpu
