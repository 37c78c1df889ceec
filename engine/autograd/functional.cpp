#include "engine/autograd/functional.hpp"

#include <cmath>
#include <functional>

namespace inkgrad {

namespace {

Tensor like(const Tensor& x, double value) { return Tensor::scalar(value, x.dtype(), x.device()); }

/// Whole numbers are compared as float64, which b's fraction fits into.
template <class Compare>
Tensor compared(const Tensor& a, double b, Compare compare) {
  const Tensor x = is_floating(a.dtype()) ? a : to(a, DType::float64);
  return compare(x, like(x, b));
}

std::int64_t reduced_count(const Tensor& x, const Shape& axes) {
  std::int64_t count = 1;
  if (axes.empty()) return x.numel();
  for (std::int64_t axis : axes) count *= x.size(static_cast<int>(axis));
  return count;
}

/// A mean over a broadcast of two shapes is hardly ever what was meant.
void expect_one_shape(const char* loss, const Tensor& x, const Tensor& target) {
  if (!(x.shape() == target.shape())) {
    input_error(loss, " takes a prediction and a target of one shape, got ", to_string(x.shape()), " and ",
                to_string(target.shape()), "; view() or broadcast_to() makes them alike");
  }
}

/// log(x), but -100 where it would be less, and there without a gradient.
Tensor bounded_log(const Tensor& x) {
  const Tensor tiny = abs(x) < std::exp(-100.0);
  return where(tiny, like(x, -100), log(where(tiny, like(x, 1), x)));
}

}  // namespace

Tensor add(const Tensor& a, const Tensor& b) { return apply_one(Op::add, {a, b}); }
Tensor sub(const Tensor& a, const Tensor& b) { return apply_one(Op::sub, {a, b}); }
Tensor mul(const Tensor& a, const Tensor& b) { return apply_one(Op::mul, {a, b}); }
Tensor div(const Tensor& a, const Tensor& b) { return apply_one(Op::div, {a, b}); }
Tensor operator+(const Tensor& a, double b) { return add(a, like(a, b)); }
Tensor operator-(const Tensor& a, double b) { return sub(a, like(a, b)); }
Tensor operator*(const Tensor& a, double b) { return mul(a, like(a, b)); }
Tensor operator/(const Tensor& a, double b) { return div(a, like(a, b)); }
Tensor operator+(double a, const Tensor& b) { return b + a; }
Tensor operator-(double a, const Tensor& b) { return sub(like(b, a), b); }
Tensor operator*(double a, const Tensor& b) { return b * a; }
Tensor operator/(double a, const Tensor& b) { return div(like(b, a), b); }
Tensor operator-(const Tensor& x) { return apply_one(Op::neg, {x}); }

Tensor pow(const Tensor& a, const Tensor& b) { return apply_one(Op::pow, {a, b}); }
Tensor pow(const Tensor& x, double exponent) { return exponent == 2 ? x * x : pow(x, like(x, exponent)); }

Tensor operator==(const Tensor& a, const Tensor& b) { return apply_one(Op::eq, {a, b}); }
Tensor operator!=(const Tensor& a, const Tensor& b) { return (a == b) == Tensor::scalar(false, DType::boolean, a.device()); }
Tensor operator<(const Tensor& a, const Tensor& b) { return apply_one(Op::lt, {a, b}); }
Tensor operator<=(const Tensor& a, const Tensor& b) { return apply_one(Op::le, {a, b}); }
Tensor operator>(const Tensor& a, const Tensor& b) { return b < a; }
Tensor operator>=(const Tensor& a, const Tensor& b) { return b <= a; }
Tensor operator==(const Tensor& a, double b) { return compared(a, b, std::equal_to<>()); }
Tensor operator!=(const Tensor& a, double b) { return compared(a, b, std::not_equal_to<>()); }
Tensor operator<(const Tensor& a, double b) { return compared(a, b, std::less<>()); }
Tensor operator<=(const Tensor& a, double b) { return compared(a, b, std::less_equal<>()); }
Tensor operator>(const Tensor& a, double b) { return compared(a, b, std::greater<>()); }
Tensor operator>=(const Tensor& a, double b) { return compared(a, b, std::greater_equal<>()); }
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) { return apply_one(Op::where, {condition, a, b}); }

Tensor clamp(const Tensor& x, double min, double max) {
  // Comparisons with not-a-number are false, so it stays; a limit itself is inside and passes its gradient, as in PyTorch.
  const Tensor low = like(x, min), high = like(x, max);
  const Tensor raised = where(x < low, low, x);
  return where(high < raised, high, raised);
}

Tensor operator-=(Tensor a, const Tensor& b) {
  if (a.grad_fn()) input_error("-= would change a result that the tape may still need; write a = a - b, or change its detach()");
  if (a.requires_grad()) input_error("-= would change a leaf that requires a gradient, unseen by the tape; change its data()");
  if (!(broadcast_shapes(a.shape(), b.shape()) == a.shape())) {
    input_error("-=: ", to_string(b.shape()), " does not broadcast to ", to_string(a.shape()), ", whose axes stay as long as they are");
  }
  apply_into(Op::sub, {{a, b}}, {{a}});
  return a;
}

Tensor abs(const Tensor& x) { return apply_one(Op::abs, {x}); }
Tensor exp(const Tensor& x) { return apply_one(Op::exp, {x}); }
Tensor log(const Tensor& x) { return apply_one(Op::log, {x}); }
Tensor sqrt(const Tensor& x) { return apply_one(Op::sqrt, {x}); }
Tensor sin(const Tensor& x) { return apply_one(Op::sin, {x}); }
Tensor cos(const Tensor& x) { return apply_one(Op::cos, {x}); }
Tensor tanh(const Tensor& x) { return apply_one(Op::tanh, {x}); }
Tensor sigmoid(const Tensor& x) { return apply_one(Op::sigmoid, {x}); }
Tensor relu(const Tensor& x) { return apply_one(Op::relu, {x}); }
Tensor to(const Tensor& x, DType dtype) { return x.dtype() == dtype ? x : apply_one(Op::cast, {x}, {.dtype = dtype}); }
Tensor contiguous(const Tensor& x) { return x.is_contiguous() ? x : apply_one(Op::copy, {x}); }

Tensor sum(const Tensor& x, const Shape& axes, bool keepdims) {
  return apply_one(Op::sum, {x}, {.keepdims = keepdims, .axes = axes});
}
Tensor mean(const Tensor& x, const Shape& axes, bool keepdims) {
  if (!is_floating(x.dtype())) input_error("mean takes float elements, got ", describe(x), "; convert them with to(x, DType::float32)");
  return sum(x, axes, keepdims) / static_cast<double>(reduced_count(x, axes));
}
Tensor amax(const Tensor& x, const Shape& axes, bool keepdims) {
  return apply_one(Op::amax, {x}, {.keepdims = keepdims, .axes = axes});
}
Tensor stddev(const Tensor& x, const Shape& axes, bool keepdims, bool unbiased) {
  const Tensor away = x - mean(x, axes, true);
  const double count = static_cast<double>(reduced_count(x, axes)) - (unbiased ? 1 : 0);
  const Tensor variance = sum(away * away, axes, keepdims) / count;
  // The same value, but where nothing varies the root's infinite slope is kept out of the gradient.
  return sqrt(where(variance == 0, like(x, 0), variance));
}
Tensor argmax(const Tensor& x) { return argmax(contiguous(x).view({-1}), 0); }
Tensor argmax(const Tensor& x, int axis, bool keepdims) {
  const Tensor index = apply_one(Op::argmax, {x}, {.axis0 = normalise_axis(axis, x.ndim())});
  return keepdims ? index.unsqueeze(normalise_axis(axis, x.ndim())) : index;
}

Tensor broadcast_to(const Tensor& x, const Shape& shape) { return x.expand(shape); }
Tensor cat(const std::vector<Tensor>& tensors, int axis) { return apply(Op::cat, tensors, {.axis0 = axis})[0]; }
Tensor stack(const std::vector<Tensor>& tensors, int axis) {
  std::vector<Tensor> parts;
  for (const Tensor& tensor : tensors) {
    if (!(tensor.shape() == tensors[0].shape())) {
      input_error("stack takes tensors of one shape, got ", to_string(tensors[0].shape()), " and ", to_string(tensor.shape()), "; cat joins along an axis they have");
    }
    parts.push_back(tensor.unsqueeze(axis));
  }
  return cat(parts, axis);
}
Tensor index_select(const Tensor& x, int axis, const Tensor& indices) {
  return apply_one(Op::index_select, {x, indices}, {.axis0 = normalise_axis(axis, x.ndim())});
}

Tensor matmul(const Tensor& a, const Tensor& b) { return apply_one(Op::matmul, {a, b}); }
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias) { return apply_one(Op::linear, {x, weight, bias}); }
Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias, int stride, int padding) {
  return apply_one(Op::conv2d, {x, weight, bias}, {.stride = stride, .padding = padding});
}
Tensor max_pool2d(const Tensor& x, int kernel) { return apply_one(Op::max_pool2d, {x}, {.kernel = kernel}); }
Tensor avg_pool2d(const Tensor& x, int kernel) { return apply_one(Op::avg_pool2d, {x}, {.kernel = kernel}); }

Tensor dropout(const Tensor& x, double p, const Tensor& call, std::uint64_t seed, std::uint32_t stream) {
  return apply_one(Op::dropout, {x, call}, {.p = p, .seed = seed, .stream = stream});
}

BatchNormResult batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                           const Tensor& running_var, bool training, double eps) {
  const auto results = apply(Op::batch_norm, {{x, weight, bias, running_mean, running_var}}, {.eps = eps, .training = training});
  return {results[0], results[1].detach(), results[2].detach()};
}

Tensor softmax(const Tensor& x, int axis) { return exp(log_softmax(x, axis)); }
Tensor log_softmax(const Tensor& x, int axis) {
  // Shifting by the largest logit changes nothing in the result, so no gradient flows through it.
  const Tensor shifted = x - amax(x.detach(), {axis}, true);
  return shifted - log(sum(exp(shifted), {axis}, true));
}

Tensor nll_loss(const Tensor& log_probabilities, const Tensor& labels) {
  return -mean(apply_one(Op::pick_class, {log_probabilities, labels}));
}

Tensor l1_loss(const Tensor& x, const Tensor& target) {
  expect_one_shape("l1_loss", x, target);
  return mean(abs(x - target));
}

Tensor mse_loss(const Tensor& x, const Tensor& target) {
  expect_one_shape("mse_loss", x, target);
  return mean(pow(x - target, 2));
}

Tensor binary_cross_entropy(const Tensor& x, const Tensor& target) {
  expect_one_shape("binary_cross_entropy", x, target);
  return -mean(target * bounded_log(x) + (1 - target) * bounded_log(1 - x));
}

CrossEntropy cross_entropy(const Tensor& logits, const Tensor& labels) {
  const std::vector<Tensor> results = apply(Op::cross_entropy, {{logits, labels}});
  return {results[0], results[1]};
}

}  // namespace inkgrad
