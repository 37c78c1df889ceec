#include "engine/ops/op.hpp"

#include "engine/ops/shape_rules.hpp"

namespace inkgrad {

namespace {

using Tensors = std::vector<Tensor>;
using Inputs = std::span<const Tensor>;

Tensor activated(const Tensor& x, const Attributes& attributes) {
  return attributes.activation == Activation::relu ? apply_one(Op::relu, {x}) : x;
}

Tensors linear_decomposition(Inputs in, const Attributes& attributes) {
  const Tensor product = apply_one(Op::matmul, {in[0], in[1]}, {.transpose_b = true});
  return {activated(apply_one(Op::add, {product, in[2]}), attributes)};
}

Tensors sigmoid_decomposition(Inputs in, const Attributes&) {
  const Tensor ones = Tensor::scalar(1, in[0].dtype(), in[0].device());
  return {apply_one(Op::div, {ones, apply_one(Op::add, {ones, apply_one(Op::exp, {apply_one(Op::neg, {in[0]})})})})};
}

/// loss = mean of -log_softmax picked at the label; its gradient = (softmax - one_hot) / batch.
Tensors cross_entropy_decomposition(Inputs in, const Attributes&) {
  const Tensor& logits = in[0];
  const Tensor& labels = in[1];
  const Shape classes_axis{1};
  const Tensor shifted = apply_one(Op::sub, {logits, apply_one(Op::amax, {logits}, {.keepdims = true, .axes = classes_axis})});
  const Tensor total = apply_one(Op::sum, {apply_one(Op::exp, {shifted})}, {.keepdims = true, .axes = classes_axis});
  const Tensor log_softmax = apply_one(Op::sub, {shifted, apply_one(Op::log, {total})});
  const Tensor per_batch =
      Tensor::scalar(1.0 / static_cast<double>(logits.size(0)), logits.dtype(), logits.device());
  const Tensor loss = apply_one(Op::mul, {apply_one(Op::neg, {apply_one(Op::sum, {apply_one(Op::pick_class, {log_softmax, labels})})}), per_batch});
  const Tensor target = apply_one(Op::one_hot, {labels}, {.classes = logits.size(1), .dtype = logits.dtype()});
  const Tensor gradient = apply_one(Op::mul, {apply_one(Op::sub, {apply_one(Op::exp, {log_softmax}), target}), per_batch});
  const Tensor hits = apply_one(Op::pick_class, {apply_one(Op::one_hot, {apply_one(Op::argmax, {logits}, {.axis0 = 1})},
                                               {.classes = logits.size(1), .dtype = logits.dtype()}), labels});
  return {loss, apply_one(Op::cast, {apply_one(Op::sum, {hits})}, {.dtype = DType::int64}), gradient};
}

/// (x - mean) / sqrt(var + eps) * weight + bias, a channel at a time.
Tensors batch_norm_decomposition(Inputs in, const Attributes& attributes) {
  const Tensor& x = in[0];
  Shape over{0}, channel{x.size(1)};
  for (int axis = 2; axis < x.ndim(); ++axis) {
    over.push_back(axis);
    channel.push_back(1);
  }
  const auto across = [&](const Tensor& of_channel) { return of_channel.view(channel); };
  const double count = static_cast<double>(x.numel()) / static_cast<double>(x.size(1));
  const auto number = [&](double value) { return Tensor::scalar(value, x.dtype(), x.device()); };
  const auto mean_of = [&](const Tensor& values) {
    return apply_one(Op::mul, {apply_one(Op::sum, {values}, {.axes = over}), number(1 / count)});
  };
  const Tensor mean = attributes.training ? mean_of(x) : apply_one(Op::copy, {in[3]});
  const Tensor centred = apply_one(Op::sub, {x, across(mean)});
  const Tensor variance = attributes.training ? mean_of(apply_one(Op::mul, {centred, centred})) : apply_one(Op::copy, {in[4]});
  const Tensor deviation = apply_one(Op::sqrt, {apply_one(Op::add, {variance, number(attributes.eps)})});
  const Tensor normalised = apply_one(Op::div, {centred, across(deviation)});
  return {apply_one(Op::add, {apply_one(Op::mul, {normalised, across(in[1])}), across(in[2])}), mean, variance};
}

using namespace shape_rules;

// name, inputs, outputs, shape rule, tolerance, description, decomposition
constexpr std::array<OpRow, op_count> table = {{
    {Op::add, "add", 2, 1, broadcast, 0, "a + b", nullptr},
    {Op::sub, "sub", 2, 1, broadcast, 0, "a - b", nullptr},
    {Op::mul, "mul", 2, 1, broadcast, 0, "a * b", nullptr},
    {Op::div, "div", 2, 1, broadcast, 0, "a / b", nullptr},
    {Op::pow, "pow", 2, 1, pow, 1e-5, "a to the power b", nullptr},
    {Op::eq, "eq", 2, 1, compare, 0, "a == b, as bool", nullptr},
    {Op::lt, "lt", 2, 1, compare, 0, "a < b, as bool", nullptr},
    {Op::le, "le", 2, 1, compare, 0, "a <= b, as bool", nullptr},
    {Op::where, "where", 3, 1, where, 0, "a where the first input (bool) is true, else b", nullptr},
    {Op::neg, "neg", 1, 1, same, 0, "-x", nullptr},
    {Op::abs, "abs", 1, 1, same, 0, "absolute value of x", nullptr},
    {Op::exp, "exp", 1, 1, same, 1e-5, "e to the power x", nullptr},
    {Op::log, "log", 1, 1, same, 1e-5, "natural logarithm of x", nullptr},
    {Op::sqrt, "sqrt", 1, 1, same, 0, "square root of x", nullptr},
    {Op::sin, "sin", 1, 1, same, 1e-5, "sine of x in radians", nullptr},
    {Op::cos, "cos", 1, 1, same, 1e-5, "cosine of x in radians", nullptr},
    {Op::tanh, "tanh", 1, 1, same, 1e-5, "hyperbolic tangent of x", nullptr},
    {Op::sigmoid, "sigmoid", 1, 1, same, 1e-5, "1 / (1 + exp(-x))", sigmoid_decomposition},
    {Op::relu, "relu", 1, 1, same, 0, "0 where x < 0, else x: not-a-number stays", nullptr},
    {Op::relu_backward, "relu_backward", 2, 1, same, 0,
     "gradient where the second input, relu's result, is > 0, else 0", nullptr},
    {Op::cast, "cast", 1, 1, cast, 0, "x with another element type (float32, float64, int64, from any type)", nullptr},
    {Op::sum, "sum", 1, 1, sum, 1e-5, "sum over axes; of whole numbers and bool in int64", nullptr},
    {Op::amax, "amax", 1, 1, amax, 0, "largest value over axes", nullptr},
    {Op::argmax, "argmax", 1, 1, argmax, 0, "index (int64) of the largest value along axis0, the first of equals", nullptr},
    {Op::matmul, "matmul", 2, 1, matmul, 1e-5, "matrix product [m, k] x [k, n], either factor transposed on request", nullptr},
    {Op::linear, "linear", 3, 1, linear, 1e-5, "x [b, in] times weight [out, in] transposed, plus bias [out], activated", linear_decomposition},
    {Op::conv2d, "conv2d", 3, 1, conv2d, 1e-5,
     "cross-correlation of x [n, c, h, w] with weight [o, c, k, k], plus bias [o], activated; stride, zero padding", nullptr},
    {Op::conv2d_input_backward, "conv2d_input_backward", 2, 1, given_shape, 1e-5,
     "from gradient [n, o, oh, ow] and weight: gradient of x, whose shape is attributes.shape", nullptr},
    {Op::conv2d_weight_backward, "conv2d_weight_backward", 2, 1, given_shape, 1e-5,
     "from gradient [n, o, oh, ow] and x: gradient of weight, whose shape is attributes.shape", nullptr},
    {Op::max_pool2d, "max_pool2d", 1, 2, max_pool2d, 0,
     "largest value of each kernel x kernel window (stride = kernel, the rest at the edge left out), and its place in the "
     "window (uint8, row * kernel + column, the first of equals)", nullptr},
    {Op::max_pool2d_backward, "max_pool2d_backward", 2, 1, given_shape, 0,
     "from gradient and places: gradient of x, whose shape is attributes.shape", nullptr},
    {Op::avg_pool2d, "avg_pool2d", 1, 1, avg_pool2d, 1e-5, "mean of each kernel x kernel window (stride = kernel)", nullptr},
    {Op::avg_pool2d_backward, "avg_pool2d_backward", 1, 1, given_shape, 1e-5,
     "from gradient: gradient of x, whose shape is attributes.shape", nullptr},
    {Op::one_hot, "one_hot", 1, 1, one_hot, 0, "labels [b] -> [b, classes]: 1 at the label, 0 elsewhere", nullptr},
    {Op::pick_class, "pick_class", 2, 1, pick_class, 0, "x [b, c], labels [b] -> [b]: x at the label of each row", nullptr},
    {Op::cross_entropy, "cross_entropy", 2, 3, cross_entropy, 1e-5,
     "logits [b, c], labels [b] -> mean of -log softmax at the label; number of rows whose largest logit is the label (int64); "
     "gradient of the first with respect to logits", cross_entropy_decomposition},
    {Op::dropout, "dropout", 2, 1, dropout, 1e-6,
     "x, call (float64 [1], the number of the call) -> x / (1 - p), or 0 where uniform(seed, dropout, stream, call * 2^32 + i) < p, "
     "i counting elements; its own gradient", nullptr},
    {Op::batch_norm, "batch_norm", 5, 3, batch_norm, 1e-5,
     "x [n, c, ...], weight, bias, running mean and variance (all [c]) -> (x - mean) / sqrt(var + eps) * weight + bias; mean; var: "
     "in training the batch's own, var over n, else the running ones", batch_norm_decomposition},
    {Op::batch_norm_backward, "batch_norm_backward", 5, 3, batch_norm_backward, 1e-5,
     "from gradient, x, weight, and the mean and var that batch_norm gave: gradients of x, weight and bias", nullptr},
    {Op::batch_places, "batch_places", 1, 1, batch_places, 0,
     "position (int64 [2]: epoch, first) -> [batch]: first, first + 1 and so on or, with shuffle, where KeyedPermutation(seed, epoch, "
     "count) sends them", nullptr},
    {Op::gather_batch, "gather_batch", 3, 2, gather_batch, 0,
     "uint8 images [n, p], labels [n], indices [b] -> (pixel / 255 - mean) / std in double, rounded once, [b, p]; labels [b]", nullptr},
    {Op::augment_batch, "augment_batch", 4, 2, augment_batch, 0,
     "as gather_batch of 28 x 28 images, with epoch (int64 [1]): each thickened, distorted, turned, scaled and shifted by "
     "random numbers of (seed, augment, epoch, its index)", nullptr},
    {Op::accumulate_metrics, "accumulate_metrics", 2, 1, nullptr, 0,
     "loss, correct -> metrics (float64 [3]): last loss, sum of loss * batch, sum of correct", nullptr},
    {Op::sgd_step, "sgd_step", 2, 2, nullptr, 1e-6,
     "gradient, hyper (float64 [2]: learning rate, step from 1) -> parameter, velocity: g += weight_decay * p; "
     "v = momentum * v + g; p -= lr * v, with nesterov p -= lr * (g + momentum * v) (PyTorch's SGD)", nullptr},
    {Op::adam_step, "adam_step", 2, 3, nullptr, 1e-6,
     "gradient, hyper (as sgd_step) -> parameter, mean m, square mean v: g += weight_decay * p; m += (1 - beta1)(g - m); "
     "v = beta2 v + (1 - beta2) g g; p -= lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + eps) (PyTorch's Adam); "
     "decoupled, p *= 1 - lr * weight_decay before, and g stays as it is (PyTorch's AdamW)", nullptr},
    {Op::cat, "cat", any_number, 1, cat, 0, "the tensors one behind the other along axis0", nullptr},
    {Op::index_select, "index_select", 2, 1, index_select, 0, "x, indices (int64 [b]) -> x's places along axis0, in that order",
     nullptr},
    {Op::index_select_backward, "index_select_backward", 2, 1, given_shape, 1e-5,
     "from gradient and indices: gradient of x, whose shape is attributes.shape", nullptr},
    {Op::slice_backward, "slice_backward", 1, 1, slice_backward, 0,
     "from gradient: gradient of x, whose shape is attributes.shape: the gradient at start, start + step, ... along axis0, "
     "0 elsewhere", nullptr},
    {Op::copy, "copy", 1, 1, same, 0, "the same elements, contiguous", nullptr},
    {Op::view, "view", 1, 1, given_shape, 0, "the same elements under another shape", nullptr},
    {Op::transpose, "transpose", 1, 1, transpose, 0, "axes axis0 and axis1 exchanged", nullptr},
    {Op::expand, "expand", 1, 1, given_shape, 0, "repeated along axes of length 1, without copying", nullptr},
    {Op::slice, "slice", 1, 1, slice, 0,
     "the places start, start + step, ... before stop along axis0, as Python's range indexes", nullptr},
}};

constexpr bool in_order() {
  for (int i = 0; i < op_count; ++i) {
    if (index_of(table[static_cast<std::size_t>(i)].op) != static_cast<std::size_t>(i)) return false;
  }
  return true;
}
static_assert(in_order(), "the op table has a row for every Op, in the order of the enumerators");

}  // namespace

const OpRow& row(Op op) { return table[index_of(op)]; }
std::string_view name(Op op) { return row(op).name; }

}  // namespace inkgrad
