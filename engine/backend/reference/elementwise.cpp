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
void neg(Views in, Views out, const Attributes&) {
  unary(in, out, [](const auto& x) { return xt::eval(-x); });
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
