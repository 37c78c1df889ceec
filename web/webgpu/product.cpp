#include <algorithm>

#include "web/webgpu/ops.hpp"

namespace inkgrad::webgpu {

namespace {

/// Of shaders/wgsl/product.wgsl.
enum Variant : std::uint32_t { of_matrices, of_conv2d, of_input_backward, of_weight_backward };

constexpr std::int64_t side = 32;      // of a tile
constexpr std::int64_t longest = 512;  // of the inner axis in one part: longer ones are cut, at most into most_parts
constexpr std::int64_t most_parts = 64;

/// The struct Params of product.wgsl, without its launch.
struct Product {
  std::int64_t m, n, k;
  std::uint32_t a, b, c;
  std::int64_t a_row = 0, a_column = 0, b_row = 0, b_column = 0;
  std::uint32_t bias = 0;
  bool has_bias = false, relu = false;
  Shape x{0, 0, 0, 0}, out{0, 0, 0, 0};  // of a convolution's image and result
  std::int64_t kernel = 0, stride = 0, padding = 0;
};

void run(Context& context, Variant variant, const Product& p) {
  const std::int64_t tiles = ((p.m + side - 1) / side) * ((p.n + side - 1) / side);
  // Only where there are few tiles: many keep a GPU busy by themselves.
  const std::int64_t wanted = tiles >= most_parts ? 1 : std::clamp<std::int64_t>(p.k / longest, 1, most_parts);
  const std::int64_t part = std::max<std::int64_t>(1, (p.k + wanted - 1) / wanted), parts = std::max<std::int64_t>(1, (p.k + part - 1) / part);
  const bool is_cut = parts > 1;
  Parameters parameters;
  parameters << p.m << p.n << p.k << part << p.a << p.b << p.c << (is_cut ? context.scratch(static_cast<std::size_t>(parts * p.m * p.n)) : 0)
             << p.a_row << p.a_column << p.b_row << p.b_column << p.bias << p.has_bias << p.relu;
  parameters << p.x[1] << p.x[2] << p.x[3] << p.out[1] << p.out[2] << p.out[3] << p.kernel << p.stride << p.padding;
  const Groups groups{static_cast<std::uint32_t>((p.n + side - 1) / side), static_cast<std::uint32_t>((p.m + side - 1) / side),
                      static_cast<std::uint32_t>(parts)};
  context.dispatch({wgsl::product_wgsl, "product", variant}, groups, parameters);
  if (is_cut) context.dispatch({wgsl::product_wgsl, "add_parts", variant}, groups_of(64, p.m * p.n), parameters);
}

/// A convolution's shapes: x [n, c, h, w], weight [o, c, kernel, kernel], out or its gradient [n, o, oh, ow].
Product convolution(const Shape& x, const Shape& weight, const Shape& out, const Attributes& attributes) {
  Product p{};
  p.x = x;
  p.out = out;
  p.kernel = weight[2];
  p.stride = attributes.stride;
  p.padding = attributes.padding;
  return p;
}

}  // namespace

void matmul(Context& context, Views in, Views out, const Attributes& attributes) {
  const bool ta = attributes.transpose_a, tb = attributes.transpose_b;
  const Shape &a = in[0].shape, &b = in[1].shape;
  Product p{.m = a[ta ? 1 : 0], .n = b[tb ? 0 : 1], .k = a[ta ? 0 : 1], .a = context.word(in[0]), .b = context.word(in[1]), .c = context.word(out[0])};
  p.a_row = ta ? 1 : a[1];
  p.a_column = ta ? a[1] : 1;
  p.b_row = tb ? 1 : b[1];
  p.b_column = tb ? b[1] : 1;
  run(context, of_matrices, p);
}

void linear(Context& context, Views in, Views out, const Attributes& attributes) {
  const Shape &x = in[0].shape, &weight = in[1].shape;
  Product p{.m = x[0], .n = weight[0], .k = x[1], .a = context.word(in[0]), .b = context.word(in[1]), .c = context.word(out[0])};
  p.a_row = x[1];
  p.a_column = 1;
  p.b_row = 1;
  p.b_column = x[1];
  p.bias = context.word(in[2]);
  p.has_bias = true;
  p.relu = attributes.activation == Activation::relu;
  run(context, of_matrices, p);
}

void conv2d(Context& context, Views in, Views out, const Attributes& attributes) {
  const Shape &x = in[0].shape, &weight = in[1].shape, &y = out[0].shape;
  Product p = convolution(x, weight, y, attributes);
  p.m = weight[0];
  p.n = y[0] * y[2] * y[3];
  p.k = x[1] * weight[2] * weight[3];
  p.a = context.word(in[1]);
  p.b = context.word(in[0]);
  p.c = context.word(out[0]);
  p.bias = context.word(in[2]);
  p.has_bias = true;
  p.relu = attributes.activation == Activation::relu;
  run(context, of_conv2d, p);
}

void conv2d_input_backward(Context& context, Views in, Views out, const Attributes& attributes) {
  const Shape &gradient = in[0].shape, &weight = in[1].shape, &x = out[0].shape;
  Product p = convolution(x, weight, gradient, attributes);
  p.m = x[1];
  p.n = x[0] * x[2] * x[3];
  p.k = weight[0] * weight[2] * weight[3];
  p.a = context.word(in[1]);
  p.b = context.word(in[0]);
  p.c = context.word(out[0]);
  run(context, of_input_backward, p);
}

void conv2d_weight_backward(Context& context, Views in, Views out, const Attributes& attributes) {
  const Shape &gradient = in[0].shape, &x = in[1].shape, &weight = out[0].shape;
  Product p = convolution(x, weight, gradient, attributes);
  p.m = weight[0];
  p.n = x[1] * weight[2] * weight[3];
  p.k = gradient[0] * gradient[2] * gradient[3];
  p.a = context.word(in[0]);
  p.b = context.word(in[1]);
  p.c = context.word(out[0]);
  run(context, of_weight_backward, p);
}

}  // namespace inkgrad::webgpu
