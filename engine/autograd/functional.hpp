#pragma once

#include "engine/ops/op.hpp"

/// Differentiable functions on tensors, under PyTorch's names. Each is a row of the op table, or a few rows;
/// binary ones broadcast as NumPy does. All throw Error if types or shapes do not fit.
namespace inkgrad {

Tensor add(const Tensor& a, const Tensor& b);
Tensor sub(const Tensor& a, const Tensor& b);
Tensor mul(const Tensor& a, const Tensor& b);
Tensor div(const Tensor& a, const Tensor& b);
inline Tensor operator+(const Tensor& a, const Tensor& b) { return add(a, b); }
inline Tensor operator-(const Tensor& a, const Tensor& b) { return sub(a, b); }
inline Tensor operator*(const Tensor& a, const Tensor& b) { return mul(a, b); }
inline Tensor operator/(const Tensor& a, const Tensor& b) { return div(a, b); }
Tensor operator+(const Tensor& a, double b);
Tensor operator-(const Tensor& a, double b);
Tensor operator*(const Tensor& a, double b);
Tensor operator/(const Tensor& a, double b);
Tensor operator+(double a, const Tensor& b);
Tensor operator-(double a, const Tensor& b);
Tensor operator*(double a, const Tensor& b);
Tensor operator/(double a, const Tensor& b);
Tensor operator-(const Tensor& x);

/// a to the power b, element by element.
Tensor pow(const Tensor& a, const Tensor& b);
Tensor pow(const Tensor& x, double exponent);

/// Element by element, as bool tensors; no gradient. Take their mean with mean(to(a == b, DType::float32)).
Tensor operator==(const Tensor& a, const Tensor& b);
Tensor operator!=(const Tensor& a, const Tensor& b);
Tensor operator<(const Tensor& a, const Tensor& b);
Tensor operator<=(const Tensor& a, const Tensor& b);
Tensor operator>(const Tensor& a, const Tensor& b);
Tensor operator>=(const Tensor& a, const Tensor& b);
Tensor operator==(const Tensor& a, double b);
Tensor operator!=(const Tensor& a, double b);
Tensor operator<(const Tensor& a, double b);
Tensor operator<=(const Tensor& a, double b);
Tensor operator>(const Tensor& a, double b);
Tensor operator>=(const Tensor& a, double b);
/// a where the condition (bool) is true, else b; the three broadcast.
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);
/// min where x < min, max where x > max, else x.
Tensor clamp(const Tensor& x, double min, double max);

/// Changes a's elements in place, outside the graph: `weights.data() -= weights.grad() * lr`. Throws Error if b does not broadcast to
/// a's shape, or if a is on the tape (use data()).
Tensor operator-=(Tensor a, const Tensor& b);

/// Absolute value. Its gradient at 0 is 0.
Tensor abs(const Tensor& x);
Tensor exp(const Tensor& x);
Tensor log(const Tensor& x);
Tensor sqrt(const Tensor& x);
Tensor sin(const Tensor& x);
Tensor cos(const Tensor& x);
Tensor tanh(const Tensor& x);
Tensor sigmoid(const Tensor& x);
Tensor relu(const Tensor& x);
/// x with another element type; x itself if it has it already. Gradients pass between float types.
Tensor to(const Tensor& x, DType dtype);
/// The same elements in row-major order; x itself if it is contiguous already.
Tensor contiguous(const Tensor& x);

/// Sum, mean, largest value over axes (all if empty). Whole numbers and bool are summed in int64; mean takes floats alone. Equal
/// largest values share amax's gradient.
Tensor sum(const Tensor& x, const Shape& axes = {}, bool keepdims = false);
Tensor mean(const Tensor& x, const Shape& axes = {}, bool keepdims = false);
Tensor amax(const Tensor& x, const Shape& axes = {}, bool keepdims = false);
/// Standard deviation over axes (all if empty), PyTorch's std: of a sample (divided by count - 1) unless `unbiased` is false.
Tensor stddev(const Tensor& x, const Shape& axes = {}, bool keepdims = false, bool unbiased = true);
/// int64 index of the largest value along an axis, the first of equals; without an axis among all elements in row-major order.
Tensor argmax(const Tensor& x);
Tensor argmax(const Tensor& x, int axis, bool keepdims = false);

/// x repeated along axes of length 1 and along new ones in front, without copying. NumPy's expand_dims is Tensor::unsqueeze.
Tensor broadcast_to(const Tensor& x, const Shape& shape);
/// Tensors one behind the other along an axis that they have; the others must be equal.
Tensor cat(const std::vector<Tensor>& tensors, int axis = 0);
/// Tensors of one shape one behind the other along a new axis.
Tensor stack(const std::vector<Tensor>& tensors, int axis = 0);
/// The places of x along an axis that `indices` (int64 [b], 0 or more) name: rows of a matrix for axis 0.
Tensor index_select(const Tensor& x, int axis, const Tensor& indices);

/// [m, k] x [k, n] -> [m, n].
Tensor matmul(const Tensor& a, const Tensor& b);
/// x [b, in], weight [out, in], bias [out] -> x weight^T + bias, [b, out].
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias);
/// x [n, c, h, w], weight [o, c, k, k], bias [o] -> [n, o, h', w'] with h' = (h + 2 padding - k) / stride + 1.
Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias, int stride = 1, int padding = 0);
/// Windows of kernel x kernel, stride = kernel.
Tensor max_pool2d(const Tensor& x, int kernel);
Tensor avg_pool2d(const Tensor& x, int kernel);

/// Each element 0 with probability p and x / (1 - p) otherwise, by the random numbers of (seed, stream, call), `call` a float64 [1].
Tensor dropout(const Tensor& x, double p, const Tensor& call, std::uint64_t seed, std::uint32_t stream);
/// x [n, c, ...] less mean, over sqrt(var + eps), times weight, plus bias, a channel at a time. In training by the mean and the
/// (biased) variance of x itself; otherwise by the running ones. Both come with the result.
struct BatchNormResult {
  Tensor y, mean, var;  ///< the last two [c], outside the graph
};
BatchNormResult batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                           const Tensor& running_var, bool training, double eps = 1e-5);

/// e^x over its sum along an axis, and the natural logarithm of that.
Tensor softmax(const Tensor& x, int axis = -1);
Tensor log_softmax(const Tensor& x, int axis = -1);
/// Mean of -log_probabilities [b, c] at the labels [b].
Tensor nll_loss(const Tensor& log_probabilities, const Tensor& labels);
/// Means over all elements of |x - target|, of (x - target)^2, and of -(target log x + (1 - target) log(1 - x)) with x in
/// 0..1 (not-a-number outside) and logarithms not below -100, as PyTorch bounds them. Throw Error unless the shapes are equal.
Tensor l1_loss(const Tensor& x, const Tensor& target);
Tensor mse_loss(const Tensor& x, const Tensor& target);
Tensor binary_cross_entropy(const Tensor& x, const Tensor& target);
/// Mean cross entropy of logits [b, c] against labels [b], fused with its softmax.
struct CrossEntropy {
  Tensor loss;     ///< rank 0, differentiable
  Tensor correct;  ///< int64, rank 0: rows whose largest logit is the label's
};
CrossEntropy cross_entropy(const Tensor& logits, const Tensor& labels);

/// While one of these lives, nothing is noted on the tape in this thread.
class NoGrad {
 public:
  NoGrad();
  ~NoGrad();
  NoGrad(const NoGrad&) = delete;
  NoGrad& operator=(const NoGrad&) = delete;

 private:
  bool before_;
};

/// d(loss)/d(each of `with_respect_to`), without touching any grad(). `loss` holds one element. An undefined
/// tensor stands for "does not depend on it".
std::vector<Tensor> gradients(const Tensor& loss, std::span<const Tensor> with_respect_to);

}  // namespace inkgrad
