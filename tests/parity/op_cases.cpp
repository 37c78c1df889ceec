#include "tests/parity/op_cases.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/autograd/functional.hpp"
#include "tests/parity/generators.hpp"

namespace inkgrad::test {

std::int64_t Random::integer(std::int64_t least, std::int64_t most) {
  state_ += 0x9E3779B97F4A7C15u;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  z ^= z >> 31;
  return least + static_cast<std::int64_t>(z % static_cast<std::uint64_t>(most - least + 1));
}

namespace {

OpCase binary(Random& random, Size size, Tensor (*second)(Random&, const Shape&)) {
  const Shape shape = any_shape(random, size);
  const Shape other = random.coin() ? shape : narrowed(random, shape);
  OpCase c{.inputs = {any(random, shape), second(random, other)}};
  if (second == any && random.coin()) std::swap(c.inputs[0], c.inputs[1]);
  return c;
}
OpCase binary_case(Random& random, Size size) { return binary(random, size, any); }
OpCase div_case(Random& random, Size size) { return binary(random, size, clear_of_zero); }

OpCase pow_case(Random& random, Size size) {
  const Shape shape = any_shape(random, size);
  const Tensor base = filled<double>(shape, [&] { return static_cast<double>(random.integer(2048, 16384)) / 4096; });
  return {.inputs = {base, any(random, random.coin() ? shape : narrowed(random, shape))}};
}
/// Few different numbers, so that many are equal; floats or whole.
OpCase compare_case(Random& random, Size size) {
  const Shape shape = any_shape(random, size), other = random.coin() ? shape : narrowed(random, shape);
  const auto kind = random.integer(0, 2);
  const auto few = [&](const Shape& s) -> Tensor {
    if (kind == 0) return filled<std::uint8_t>(s, [&] { return static_cast<std::uint8_t>(random.integer(253, 255)); });
    if (kind == 1) return integers(random, s, 3);
    return filled<double>(s, [&] { return static_cast<double>(random.integer(-2, 2)) / 4; });
  };
  OpCase c{.inputs = {few(shape), few(other)}};
  if (random.coin()) std::swap(c.inputs[0], c.inputs[1]);
  return c;
}
OpCase where_case(Random& random, Size size) {
  const Shape shape = any_shape(random, size);
  const auto part = [&] { return random.coin() ? shape : narrowed(random, shape); };
  return {.inputs = {filled<bool>(shape, [&] { return random.coin(); }), any(random, part()), any(random, part())}};
}

OpCase unary_case(Random& random, Size size) { return {.inputs = {any(random, any_shape(random, size))}}; }
OpCase positive_case(Random& random, Size size) { return {.inputs = {positive(random, any_shape(random, size))}}; }
OpCase relu_case(Random& random, Size size) { return {.inputs = {clear_of_zero(random, any_shape(random, size))}}; }
OpCase relu_backward_case(Random& random, Size size) {
  const Shape shape = any_shape(random, size);
  return {.inputs = {any(random, shape), filled<double>(shape, [&] {
                       return std::max<double>(0, static_cast<double>(random.integer(-5, 5)));
                     })}};
}
OpCase cast_case(Random& random, Size size) {
  OpCase c = unary_case(random, size);
  const auto kind = random.integer(0, 2);
  c.attributes.dtype = kind == 0 ? DType::float32 : kind == 1 ? DType::float64 : DType::int64;
  return c;
}

OpCase reduction(Random& random, Size size, Tensor (*values)(Random&, const Shape&)) {
  OpCase c{.inputs = {values(random, any_shape(random, size))}};
  for (int axis = 0; axis < c.inputs[0].ndim(); ++axis) {
    if (random.coin()) c.attributes.axes.push_back(random.coin() ? axis : axis - c.inputs[0].ndim());
  }
  c.attributes.keepdims = random.coin();
  return c;
}
OpCase sum_case(Random& random, Size size) { return reduction(random, size, any); }
OpCase amax_case(Random& random, Size size) { return reduction(random, size, distinct); }
OpCase argmax_case(Random& random, Size size) {
  Shape shape = any_shape(random, size);
  if (shape.empty()) shape = {random.integer(1, 9)};
  return {.inputs = {filled<double>(shape, [&] { return static_cast<double>(random.integer(-4, 4)); })},
          .attributes = {.axis0 = static_cast<int>(random.integer(-shape.rank(), shape.rank() - 1))}};
}

OpCase matmul_case(Random& random, Size size) {
  const auto m = length(random, size, 60), k = length(random, size, 300), n = length(random, size, 100);
  const bool ta = random.coin(), tb = random.coin();
  return {.inputs = {any(random, ta ? Shape{k, m} : Shape{m, k}), any(random, tb ? Shape{n, k} : Shape{k, n})},
          .attributes = {.transpose_a = ta, .transpose_b = tb}};
}
OpCase linear_case(Random& random, Size size) {
  const auto b = length(random, size, 64), in = length(random, size, 784), out = length(random, size, 128);
  return {.inputs = {any(random, {b, in}), any(random, {out, in}), any(random, {out})},
          .attributes = {.activation = random.coin() ? Activation::relu : Activation::none}};
}

/// x, weight and bias of a convolution, with its stride and padding.
OpCase convolution(Random& random, Size size) {
  const bool small = size == Size::small;
  const auto kernel = small ? random.integer(1, 4) : 5;
  const auto padding = random.integer(0, small ? kernel : 2);
  const auto least = std::max<std::int64_t>(1, kernel - 2 * padding);
  const auto side = [&] { return small ? random.integer(least, least + 6) : random.integer(20, 28); };
  const auto n = small ? random.integer(1, 3) : 40, c = small ? random.integer(1, 3) : 6, o = small ? random.integer(1, 4) : 13;
  return {.inputs = {any(random, {n, c, side(), side()}), any(random, {o, c, kernel, kernel}), any(random, {o})},
          .attributes = {.stride = static_cast<int>(random.integer(1, small ? 3 : 2)), .padding = static_cast<int>(padding)}};
}
OpCase conv2d_case(Random& random, Size size) {
  OpCase c = convolution(random, size);
  c.attributes.activation = random.coin() ? Activation::relu : Activation::none;
  return c;
}
/// A convolution's gradient in place of its bias, and the shape of input number `result` in the attributes.
OpCase convolution_backward(Random& random, Size size, std::size_t result) {
  OpCase c = convolution(random, size);
  const Tensor gradient = any(random, apply(Op::conv2d, c.inputs, c.attributes)[0].shape());
  c.attributes.shape = c.inputs[result].shape();
  c.inputs = {gradient, c.inputs[1 - result]};
  return c;
}
OpCase conv2d_input_backward_case(Random& random, Size size) { return convolution_backward(random, size, 0); }
OpCase conv2d_weight_backward_case(Random& random, Size size) { return convolution_backward(random, size, 1); }

OpCase pool_case(Random& random, Size size) {
  const bool small = size == Size::small;
  const auto kernel = random.integer(1, 4);
  const auto n = small ? random.integer(1, 3) : 40, c = small ? random.integer(1, 3) : 16;
  const auto side = [&] { return small ? random.integer(kernel, kernel + 6) : random.integer(20, 28); };
  return {.inputs = {distinct(random, {n, c, side(), side()})}, .attributes = {.kernel = static_cast<int>(kernel)}};
}
OpCase pool_backward(Random& random, Size size, Op forward) {
  OpCase c = pool_case(random, size);
  const std::vector<Tensor> pooled = apply(forward, c.inputs, c.attributes);
  c.attributes.shape = c.inputs[0].shape();
  c.inputs = {any(random, pooled[0].shape())};
  if (forward == Op::max_pool2d) c.inputs.push_back(pooled[1]);
  return c;
}
OpCase max_pool2d_backward_case(Random& random, Size size) { return pool_backward(random, size, Op::max_pool2d); }
OpCase avg_pool2d_backward_case(Random& random, Size size) { return pool_backward(random, size, Op::avg_pool2d); }

OpCase one_hot_case(Random& random, Size size) {
  const auto classes = random.integer(1, 12);
  return {.inputs = {integers(random, {length(random, size, 1000)}, classes)},
          .attributes = {.classes = classes, .dtype = DType::float64}};
}
OpCase logits_case(Random& random, Size size) {
  const auto rows = length(random, size, 500), classes = random.integer(2, 12);
  return {.inputs = {distinct(random, {rows, classes}), integers(random, {rows}, classes)}};
}
OpCase dropout_case(Random& random, Size size) {
  return {.inputs = {any(random, any_shape(random, size)), filled<double>({1}, [&] { return static_cast<double>(random.integer(0, 1 << 20)); })},
          .attributes = {.p = static_cast<double>(random.integer(0, 3)) / 4, .seed = 7, .stream = 2}};
}
/// x, and four numbers a channel; at least four values of a channel, so that their variance is not small.
OpCase batch_norm_case(Random& random, Size size) {
  const bool small = size == Size::small, image = random.coin();
  const auto n = small ? random.integer(4, 9) : 60, c = small ? random.integer(1, 9) : 20, side = small ? random.integer(1, 5) : 20;
  const Shape shape = image ? Shape{n, c, side, side + 1} : Shape{n, c};
  return {.inputs = {any(random, shape), any(random, {c}), any(random, {c}), any(random, {c}), positive(random, {c})},
          .attributes = {.eps = 1e-5, .training = random.coin()}};
}
OpCase batch_norm_backward_case(Random& random, Size size) {
  OpCase c = batch_norm_case(random, size);
  const std::vector<Tensor> forward = apply(Op::batch_norm, c.inputs, c.attributes);
  c.inputs = {any(random, forward[0].shape()), c.inputs[0], c.inputs[1], forward[1], forward[2]};
  return c;
}
OpCase batch_places_case(Random& random, Size size) {
  const auto batch = length(random, size, 2000), first = random.integer(0, 50);
  return {.inputs = {Tensor::from_values<std::int64_t>({random.integer(0, 100), first}, {2}, Device::reference)},
          .attributes = {.batch = batch, .count = batch + first + random.integer(0, 50), .shuffle = random.coin(), .seed = 7}};
}
OpCase gather_batch_case(Random& random, Size size) {
  const auto count = random.integer(1, 50), pixels = random.integer(1, 800);
  return {.inputs = {filled<std::uint8_t>({count, pixels}, [&] { return static_cast<std::uint8_t>(random.integer(0, 255)); }),
                     integers(random, {count}, 10), integers(random, {length(random, size, 200)}, count)},
          .attributes = {.dtype = DType::float64, .mean = 0.1306604762738429, .std = 0.30810780385646264}};
}

OpCase augment_batch_case(Random& random, Size size) {
  const auto count = random.integer(1, 9);
  const auto part = [&](double most) { return random.coin() ? most * static_cast<double>(random.integer(1, 8)) / 8 : 0.0; };
  OpCase c{.inputs = {filled<std::uint8_t>({count, 784}, [&] { return static_cast<std::uint8_t>(random.integer(0, 255)); }),
                      integers(random, {count}, 10), integers(random, {length(random, size, 20)}, count), integers(random, {1}, 100)},
           .attributes = {.dtype = DType::float64, .mean = 0.1306604762738429, .std = 0.30810780385646264, .seed = 5}};
  c.attributes.augmentation = {part(3), part(45), part(0.5), part(1), part(4)};
  return c;
}

OpCase accumulate_metrics_case(Random& random, Size) {
  return {.inputs = {positive(random, {}), integers(random, {}, 64)},
          .attributes = {.batch = 64},
          .outputs = {positive(random, {3})}};
}
OpCase optimizer_step(Random& random, Size size, const Attributes& attributes) {
  const Shape shape{length(random, size, 100'000)};
  const Tensor hyper = Tensor::from_values<double>({static_cast<double>(random.integer(1, 64)) / 256,
                                                    static_cast<double>(random.integer(1, 1000))}, {2}, Device::reference);
  return {.inputs = {any(random, shape), hyper}, .attributes = attributes, .outputs = {any(random, shape), any(random, shape)}};
}
OpCase sgd_step_case(Random& random, Size size) {
  const double momentum = random.coin() ? 0.875 : 0;
  return optimizer_step(random, size, {.momentum = momentum, .weight_decay = random.coin() ? 0.03125 : 0,
                                       .nesterov = momentum > 0 && random.coin()});
}
OpCase adam_step_case(Random& random, Size size) {
  OpCase c = optimizer_step(random, size, {.weight_decay = random.coin() ? 0.03125 : 0, .decoupled = random.coin()});
  c.outputs.push_back(positive(random, c.outputs[0].shape()));
  return c;
}

/// How a row's S comes about.
enum class Scale {
  value,      ///< the absolute value of the result
  absolute,   ///< the row itself on absolute values: rows that are linear in their inputs
  optimizer,  ///< the same, with the learning rate negative so that nothing cancels
  normalise,  ///< batch norm: with what is subtracted from x, and from its gradient, added
  softmax,    ///< cross entropy: the loss against the logits, the gradient against probability and target
};

/// Takes its generator by reference, so that none can be missing or null.
struct Row {
  constexpr Row(Op op_, OpCase (&generate_)(Random&, Size), Scale scale_) : op(op_), generate(generate_), scale(scale_) {}

  Op op;
  OpCase (*generate)(Random& random, Size size);
  Scale scale;
};

constexpr std::array<Row, op_count> rows = {{
    {Op::add, binary_case, Scale::value},
    {Op::sub, binary_case, Scale::value},
    {Op::mul, binary_case, Scale::value},
    {Op::div, div_case, Scale::value},
    {Op::pow, pow_case, Scale::value},
    {Op::eq, compare_case, Scale::value},
    {Op::lt, compare_case, Scale::value},
    {Op::le, compare_case, Scale::value},
    {Op::where, where_case, Scale::value},
    {Op::neg, unary_case, Scale::value},
    {Op::abs, relu_case, Scale::value},
    {Op::exp, unary_case, Scale::value},
    {Op::log, positive_case, Scale::value},
    {Op::sqrt, positive_case, Scale::value},
    {Op::sin, unary_case, Scale::value},
    {Op::cos, unary_case, Scale::value},
    {Op::tanh, unary_case, Scale::value},
    {Op::sigmoid, unary_case, Scale::value},
    {Op::relu, relu_case, Scale::value},
    {Op::relu_backward, relu_backward_case, Scale::value},
    {Op::cast, cast_case, Scale::value},
    {Op::sum, sum_case, Scale::absolute},
    {Op::amax, amax_case, Scale::value},
    {Op::argmax, argmax_case, Scale::value},
    {Op::matmul, matmul_case, Scale::absolute},
    {Op::linear, linear_case, Scale::absolute},
    {Op::conv2d, conv2d_case, Scale::absolute},
    {Op::conv2d_input_backward, conv2d_input_backward_case, Scale::absolute},
    {Op::conv2d_weight_backward, conv2d_weight_backward_case, Scale::absolute},
    {Op::max_pool2d, pool_case, Scale::value},
    {Op::max_pool2d_backward, max_pool2d_backward_case, Scale::value},
    {Op::avg_pool2d, pool_case, Scale::absolute},
    {Op::avg_pool2d_backward, avg_pool2d_backward_case, Scale::absolute},
    {Op::one_hot, one_hot_case, Scale::value},
    {Op::pick_class, logits_case, Scale::value},
    {Op::cross_entropy, logits_case, Scale::softmax},
    {Op::dropout, dropout_case, Scale::value},
    {Op::batch_norm, batch_norm_case, Scale::normalise},
    {Op::batch_norm_backward, batch_norm_backward_case, Scale::normalise},
    {Op::batch_places, batch_places_case, Scale::value},
    {Op::gather_batch, gather_batch_case, Scale::value},
    {Op::augment_batch, augment_batch_case, Scale::value},
    {Op::accumulate_metrics, accumulate_metrics_case, Scale::value},
    {Op::sgd_step, sgd_step_case, Scale::optimizer},
    {Op::adam_step, adam_step_case, Scale::optimizer},
    {Op::cat, cat_case, Scale::value},
    {Op::index_select, index_select_case, Scale::value},
    {Op::index_select_backward, index_select_backward_case, Scale::absolute},
    {Op::slice_backward, slice_backward_case, Scale::value},
    {Op::copy, copy_case, Scale::value},
    {Op::view, view_case, Scale::value},
    {Op::transpose, transpose_case, Scale::value},
    {Op::expand, expand_case, Scale::value},
    {Op::slice, slice_case, Scale::value},
}};

constexpr bool complete() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (index_of(rows[i].op) != i) return false;
  }
  return true;
}
static_assert(complete(), "every row of the op table has a generator of random cases, in the order of the enumerators");

bool keeps_double(Op op, std::size_t input) {
  return (op == Op::sgd_step || op == Op::adam_step || op == Op::dropout) && input == 1;
}

/// |x| elementwise for floating tensors, others as they are.
Tensor absolute(const Tensor& x) {
  if (!is_floating(x.dtype())) return x;
  std::vector<double> values = numbers(x);
  for (double& v : values) v = std::abs(v);
  return Tensor::from_values(values, x.shape(), x.device());
}

std::vector<Tensor> absolute(const std::vector<Tensor>& tensors) {
  std::vector<Tensor> result;
  for (const Tensor& t : tensors) result.push_back(absolute(t));
  return result;
}

/// Batch norm's results with every difference taken as a sum; statistics to the size of x and of its square.
std::vector<Tensor> normalise_scales(Op op, const OpCase& exact) {
  const bool backward = op == Op::batch_norm_backward;
  const Tensor x = absolute(exact.inputs[backward ? 1 : 0]);
  Shape over{0}, channel{x.size(1)};
  for (int axis = 2; axis < x.ndim(); ++axis) {
    over.push_back(axis);
    channel.push_back(1);
  }
  const auto across = [&](const Tensor& of_channel) { return absolute(of_channel).view(channel); };
  const std::vector<Tensor> found = results(op, exact);
  const Tensor variance = across(backward ? exact.inputs[4] : found[2]);
  const Tensor away = (x + across(backward ? exact.inputs[3] : found[1])) / sqrt(variance + exact.attributes.eps);
  const Tensor weight = across(exact.inputs[backward ? 2 : 1]);
  if (!backward) return {away * away * weight + away * weight + across(exact.inputs[2]), mean(x, over), mean(x * x, over) + absolute(found[2])};
  const Tensor g = absolute(exact.inputs[0]);
  const Tensor slope = weight / sqrt(variance + exact.attributes.eps);
  const Tensor dx = slope * (g + across(mean(g, over)) + away * across(mean(g * away, over)));
  return {dx * (away * away + 1.0), sum(g * away * away, over), sum(g, over)};
}

}  // namespace

OpCase make_case(Op op, Random& random, Size size) { return rows[index_of(op)].generate(random, size); }

std::vector<double> numbers(const Tensor& tensor) {
  const auto widened = [](const auto& values) { return std::vector<double>(values.begin(), values.end()); };
  switch (tensor.dtype()) {
    case DType::float32: return widened(tensor.to_vector<float>());
    case DType::float64: return tensor.to_vector<double>();
    case DType::uint8: return widened(tensor.to_vector<std::uint8_t>());
    case DType::int64: return widened(tensor.to_vector<std::int64_t>());
    case DType::boolean: break;
  }
  return widened(tensor.to_vector<bool>());
}

Tensor converted(const Tensor& tensor, DType dtype, Device device) {
  const std::vector<double> values = numbers(tensor);
  if (is_floating(tensor.dtype())) {
    if (dtype == DType::float64) return Tensor::from_values(values, tensor.shape(), device);
    return Tensor::from_values(std::vector<float>(values.begin(), values.end()), tensor.shape(), device);
  }
  return visit_any(tensor.dtype(), [&]<class T>(T) {
    return Tensor::from_values(tensor.to_vector<T>(), tensor.shape(), device);
  });
}

OpCase converted(Op op, const OpCase& original, DType dtype, Device device) {
  OpCase result{.attributes = original.attributes};
  for (std::size_t i = 0; i < original.inputs.size(); ++i) {
    result.inputs.push_back(converted(original.inputs[i], keeps_double(op, i) ? DType::float64 : dtype, device));
  }
  for (const Tensor& output : original.outputs) {
    result.outputs.push_back(converted(output, op == Op::accumulate_metrics ? DType::float64 : dtype, device));
  }
  if (op != Op::cast && is_floating(original.attributes.dtype)) result.attributes.dtype = dtype;
  return result;
}

std::vector<Tensor> results(Op op, const OpCase& c) {
  if (!is_in_place(op)) return apply(op, c.inputs, c.attributes);
  std::vector<Tensor> outputs;
  for (const Tensor& output : c.outputs) outputs.push_back(converted(output, output.dtype(), output.device()));
  apply_into(op, c.inputs, outputs, c.attributes);
  return outputs;
}

std::vector<Tensor> scales(Op op, const OpCase& exact) {
  const Scale scale = rows[index_of(op)].scale;
  if (scale == Scale::value) return absolute(results(op, exact));
  if (scale == Scale::softmax) {
    std::vector<Tensor> result = absolute(results(op, exact));
    const double largest = amax(absolute(exact.inputs[0])).item();
    result[0] = Tensor::scalar(result[0].item() + largest, DType::float64, Device::reference);
    const auto batch = static_cast<double>(exact.inputs[0].size(0));
    result[2] = result[2] + Tensor::scalar(2 / batch, DType::float64, Device::reference);
    return result;
  }
  if (scale == Scale::normalise) return normalise_scales(op, exact);
  OpCase over_absolutes{absolute(exact.inputs), exact.attributes, absolute(exact.outputs)};
  over_absolutes.attributes.activation = Activation::none;
  if (scale == Scale::optimizer) {
    const std::vector<double> hyper = numbers(exact.inputs[1]);
    over_absolutes.inputs[1] = Tensor::from_values<double>({-hyper[0], hyper[1]}, {2}, Device::reference);
  }
  return results(op, over_absolutes);
}

}  // namespace inkgrad::test
