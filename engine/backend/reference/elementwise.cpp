#include "engine/backend/reference/kernels.hpp"
#include "engine/backend/reference/xtensor.hpp"

namespace inkgrad::reference {

namespace {

template <class F>
void unary(Views in, Views out, F f) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    auto y = adapted<T>(out[0]);
    y = f(adapted<T>(in[0]));
  });
}

template <class F>
void binary(Views in, Views out, F f) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    auto y = adapted<T>(out[0]);
    y = f(adapted<T>(in[0]), adapted<T>(in[1]));
  });
}

xt::xarray<std::int64_t> whole_numbers(const View& view) {
  if (view.dtype == DType::int64) return adapted<std::int64_t>(view);
  if (view.dtype == DType::uint8) return xt::cast<std::int64_t>(adapted<std::uint8_t>(view));
  return xt::cast<std::int64_t>(adapted<bool>(view));
}

template <class F>
void comparison(Views in, Views out, F f) {
  auto y = adapted<bool>(out[0]);
  if (!is_floating(in[0].dtype)) {
    y = f(whole_numbers(in[0]), whole_numbers(in[1]));
  } else {
    visit_floating(in[0].dtype, [&]<class T>(T) { y = f(adapted<T>(in[0]), adapted<T>(in[1])); });
  }
}

}  // namespace

void add(Views in, Views out, const Attributes&) {
  binary(in, out, [](const auto& a, const auto& b) { return xt::eval(a + b); });
}
void sub(Views in, Views out, const Attributes&) {
  binary(in, out, [](const auto& a, const auto& b) { return xt::eval(a - b); });
}
void mul(Views in, Views out, const Attributes&) {
  binary(in, out, [](const auto& a, const auto& b) { return xt::eval(a * b); });
}
void div(Views in, Views out, const Attributes&) {
  binary(in, out, [](const auto& a, const auto& b) { return xt::eval(a / b); });
}
void pow(Views in, Views out, const Attributes&) {
  binary(in, out, [](const auto& a, const auto& b) { return xt::eval(xt::pow(a, b)); });
}
void eq(Views in, Views out, const Attributes&) {
  comparison(in, out, [](const auto& a, const auto& b) { return xt::eval(xt::equal(a, b)); });
}
void lt(Views in, Views out, const Attributes&) {
  comparison(in, out, [](const auto& a, const auto& b) { return xt::eval(a < b); });
}
void le(Views in, Views out, const Attributes&) {
  comparison(in, out, [](const auto& a, const auto& b) { return xt::eval(a <= b); });
}
void where(Views in, Views out, const Attributes&) {
  const auto condition = adapted<bool>(in[0]);
  binary(in.subspan(1), out, [&](const auto& a, const auto& b) { return xt::eval(xt::where(condition, a, b)); });
}
void neg(Views in, Views out, const Attributes&) {
  unary(in, out, [](const auto& x) { return xt::eval(-x); });
}
void abs(Views in, Views out, const Attributes&) {
  unary(in, out, [](const auto& x) { return xt::eval(xt::abs(x)); });
}
void exp(Views in, Views out, const Attributes&) {
  unary(in, out, [](const auto& x) { return xt::eval(xt::exp(x)); });
}
void log(Views in, Views out, const Attributes&) {
  unary(in, out, [](const auto& x) { return xt::eval(xt::log(x)); });
}
void sqrt(Views in, Views out, const Attributes&) {
  unary(in, out, [](const auto& x) { return xt::eval(xt::sqrt(x)); });
}
void sin(Views in, Views out, const Attributes&) {
  unary(in, out, [](const auto& x) { return xt::eval(xt::sin(x)); });
}
void cos(Views in, Views out, const Attributes&) {
  unary(in, out, [](const auto& x) { return xt::eval(xt::cos(x)); });
}
void tanh(Views in, Views out, const Attributes&) {
  unary(in, out, [](const auto& x) { return xt::eval(xt::tanh(x)); });
}
void sigmoid(Views in, Views out, const Attributes&) {
  unary(in, out, [](const auto& x) { return xt::eval(1 / (1 + xt::exp(-x))); });
}
void relu(Views in, Views out, const Attributes&) {
  unary(in, out, [](const auto& x) { return xt::eval(xt::where(x < 0, xt::zeros_like(x), x)); });
}
void relu_backward(Views in, Views out, const Attributes&) {
  binary(in, out, [](const auto& g, const auto& y) { return xt::eval(xt::where(y > 0, g, xt::zeros_like(g))); });
}

}  // namespace inkgrad::reference
