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

/// The gradient of a convolution's result, a backward row's first input, or with Fusion::max_pool_backward that of what is pooled of it.
struct Unpooled {
  Unpooled(Views in, const Shape& x, const Shape& weight, const Attributes& attributes)
      : is_pooled(in.size() > 2), shape(is_pooled ? result_of(x, weight, attributes) : in[0].shape) {
    if (is_pooled) how = {in[2].as<std::uint8_t>(), in.size() > 3 ? in[3].as<float>() : nullptr};
  }
  const Compute::Unpooling* unpooling() const { return is_pooled ? &how : nullptr; }

  bool is_pooled;
  Shape shape;
  Compute::Unpooling how{};
};

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
  const Shape &x = out[0].shape, &weight = in[1].shape;
  const Unpooled gradient(in, x, weight, attributes);
  compute.conv2d_input_backward(conv_of(x, weight, gradient.shape, attributes), in[0].as<float>(), in[1].as<float>(), out[0].as<float>(),
                                gradient.unpooling());
}

void conv2d_weight_backward(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const Shape &x = in[1].shape, &weight = out[0].shape;
  const Unpooled gradient(in, x, weight, attributes);
  compute.conv2d_weight_backward(conv_of(x, weight, gradient.shape, attributes), in[0].as<float>(), in[1].as<float>(), out[0].as<float>(),
                                 out.size() > 1 ? out[1].as<float>() : nullptr,  // Fusion::bias_gradient
                                 gradient.unpooling());
}

}  // namespace inkgrad::cpu
