#include "engine/backend/reference/kernels.hpp"
#include "engine/backend/reference/xtensor.hpp"

namespace inkgrad::reference {

namespace {

/// x [n, c, h, w] with a frame of zeros.
template <class T>
xt::xarray<T> padded(const View& x, int padding) {
  const auto p = static_cast<std::size_t>(padding);
  auto shape = xtensor_shape(x.shape);
  const std::size_t h = shape[2], w = shape[3];
  shape[2] += 2 * p;
  shape[3] += 2 * p;
  xt::xarray<T> result = xt::zeros<T>(shape);
  xt::view(result, xt::all(), xt::all(), xt::range(p, p + h), xt::range(p, p + w)) = adapted<T>(x);
  return result;
}

/// For each tap of the kernel calls visit(channel, ky, kx, rows, columns), rows and columns being the ranges of the padded image
/// that the tap sees as the window slides.
template <class Visit>
void for_each_tap(const Shape& weight, const Shape& result, int stride, Visit visit) {
  const auto span = [stride](std::int64_t first, std::int64_t length) {
    return xt::range(first, first + (length - 1) * stride + 1, stride);
  };
  for (std::int64_t c = 0; c < weight[1]; ++c) {
    for (std::int64_t ky = 0; ky < weight[2]; ++ky) {
      for (std::int64_t kx = 0; kx < weight[3]; ++kx) visit(c, ky, kx, span(ky, result[2]), span(kx, result[3]));
    }
  }
}

}  // namespace

void conv2d(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const xt::xarray<T> x = padded<T>(in[0], attributes.padding);
    const auto weight = adapted<T>(in[1]);
    auto y = adapted<T>(out[0]);
    y = xt::zeros<T>(y.shape()) + xt::view(adapted<T>(in[2]), xt::all(), xt::newaxis(), xt::newaxis());
    for_each_tap(in[1].shape, out[0].shape, attributes.stride, [&](auto c, auto ky, auto kx, auto rows, auto columns) {
      const auto taps = xt::view(weight, xt::all(), c, ky, kx, xt::newaxis(), xt::newaxis());
      y += taps * xt::view(x, xt::all(), xt::range(c, c + 1), rows, columns);
    });
    if (attributes.activation == Activation::relu) y = xt::eval(xt::where(y > 0, y, xt::zeros_like(y)));
  });
}

void conv2d_input_backward(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const auto g = adapted<T>(in[0]);
    const auto weight = adapted<T>(in[1]);
    const auto p = static_cast<std::size_t>(attributes.padding);
    auto dx = adapted<T>(out[0]);
    dx.fill(T{0});
    xt::xarray<T> frame = padded<T>(out[0], attributes.padding);
    for_each_tap(in[1].shape, in[0].shape, attributes.stride, [&](auto c, auto ky, auto kx, auto rows, auto columns) {
      const auto taps = xt::view(weight, xt::all(), c, ky, kx, xt::newaxis(), xt::newaxis());
      xt::view(frame, xt::all(), c, rows, columns) += xt::eval(xt::sum(xt::eval(g * taps), {1}));
    });
    dx = xt::view(frame, xt::all(), xt::all(), xt::range(p, p + dx.shape()[2]), xt::range(p, p + dx.shape()[3]));
  });
}

void conv2d_weight_backward(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const auto g = adapted<T>(in[0]);
    const xt::xarray<T> x = padded<T>(in[1], attributes.padding);
    auto dw = adapted<T>(out[0]);
    for_each_tap(out[0].shape, in[0].shape, attributes.stride, [&](auto c, auto ky, auto kx, auto rows, auto columns) {
      const auto seen = xt::view(x, xt::all(), xt::range(c, c + 1), rows, columns);
      xt::view(dw, xt::all(), c, ky, kx) = xt::eval(xt::sum(xt::eval(g * seen), {0, 2, 3}));
    });
  });
}

}  // namespace inkgrad::reference
