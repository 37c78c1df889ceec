#include <array>

#include "engine/autograd/functional.hpp"
#include "engine/autograd/node.hpp"
#include "engine/autograd/tape.hpp"

// The table of gradients: one rule a row, written in ops. `g` is the gradient of the first output.
namespace inkgrad {

namespace {

using Tensors = std::vector<Tensor>;
using Gradients = std::span<const Tensor>;

bool needed(const Node& node, std::size_t input) { return node.inputs[input].requires_grad(); }

/// What each input gets, for the inputs that require a gradient.
template <class... Rules>
Tensors each(const Node& node, Rules... rules) {
  Tensors result;
  const auto push = [&](auto rule) { result.push_back(needed(node, result.size()) ? rule() : Tensor()); };
  (push(rules), ...);
  return result;
}

/// Sums a gradient over the axes along which a tensor of `shape` was broadcast.
Tensor sum_to(const Tensor& g, const Shape& shape) {
  if (g.shape() == shape) return g;
  Shape axes;
  const int added = g.ndim() - shape.rank();
  for (int axis = 0; axis < g.ndim(); ++axis) {
    if (axis < added || (shape[axis - added] == 1 && g.shape()[axis] != 1)) axes.push_back(axis);
  }
  const Tensor total = axes.empty() ? g : sum(g, axes, true);
  return contiguous(total).view(shape);
}

Tensors add_rule(const Node& n, Gradients g) {
  return each(n, [&] { return sum_to(g[0], n.inputs[0].shape()); }, [&] { return sum_to(g[0], n.inputs[1].shape()); });
}

Tensors sub_rule(const Node& n, Gradients g) {
  return each(n, [&] { return sum_to(g[0], n.inputs[0].shape()); }, [&] { return sum_to(-g[0], n.inputs[1].shape()); });
}

Tensors mul_rule(const Node& n, Gradients g) {
  return each(n, [&] { return sum_to(g[0] * n.inputs[1], n.inputs[0].shape()); },
              [&] { return sum_to(g[0] * n.inputs[0], n.inputs[1].shape()); });
}

/// d(a / b) = da / b - (a / b) db / b.
Tensors div_rule(const Node& n, Gradients g) {
  return each(n, [&] { return sum_to(g[0] / n.inputs[1], n.inputs[0].shape()); },
              [&] { return sum_to(-(g[0] * n.outputs[0] / n.inputs[1]), n.inputs[1].shape()); });
}

/// d(a^b) = b a^(b - 1) da + a^b log(a) db, and 0 where a power of 0 would make that not-a-number.
Tensors pow_rule(const Node& n, Gradients g) {
  const Tensor &a = n.inputs[0], &b = n.inputs[1];
  const Tensor zero = Tensor::scalar(0, a.dtype(), a.device());
  return each(n, [&] { return sum_to(where(b == zero, zero, g[0] * b * pow(a, b - 1.0)), a.shape()); },
              [&] {
                const Tensor slope = g[0] * n.outputs[0] * log(a);
                return sum_to(where(a == zero, where(zero <= b, zero, slope), slope), b.shape());
              });
}

Tensors where_rule(const Node& n, Gradients g) {
  const Tensor& condition = n.inputs[0];
  const Tensor zero = Tensor::scalar(0, g[0].dtype(), g[0].device());
  return each(n, [] { return Tensor(); }, [&] { return sum_to(where(condition, g[0], zero), n.inputs[1].shape()); },
              [&] { return sum_to(where(condition, zero, g[0]), n.inputs[2].shape()); });
}

/// The gradient with x's sign; 0 at 0.
Tensors abs_rule(const Node& n, Gradients g) {
  return {apply_one(Op::relu_backward, {g[0], n.inputs[0]}) - apply_one(Op::relu_backward, {g[0], -n.inputs[0]})};
}
Tensors sin_rule(const Node& n, Gradients g) { return {g[0] * cos(n.inputs[0])}; }
Tensors cos_rule(const Node& n, Gradients g) { return {-(g[0] * sin(n.inputs[0]))}; }
Tensors neg_rule(const Node&, Gradients g) { return {-g[0]}; }
Tensors exp_rule(const Node& n, Gradients g) { return {g[0] * n.outputs[0]}; }
Tensors log_rule(const Node& n, Gradients g) { return {g[0] / n.inputs[0]}; }
Tensors sqrt_rule(const Node& n, Gradients g) { return {g[0] / (n.outputs[0] * 2.0)}; }
Tensors tanh_rule(const Node& n, Gradients g) { return {g[0] - g[0] * n.outputs[0] * n.outputs[0]}; }
Tensors sigmoid_rule(const Node& n, Gradients g) {
  const Tensor part = g[0] * n.outputs[0];
  return {part - part * n.outputs[0]};
}
Tensors relu_rule(const Node& n, Gradients g) { return {apply_one(Op::relu_backward, {g[0], n.outputs[0]})}; }
Tensors cast_rule(const Node& n, Gradients g) { return {to(g[0], n.inputs[0].dtype())}; }

Tensors sum_rule(const Node& n, Gradients g) {
  const Shape& shape = n.inputs[0].shape();
  return {contiguous(g[0]).view(reduced_shape(shape, n.attributes.axes, true)).expand(shape)};
}

/// Shared equally by the elements that equal the largest: those from which it does not stand out.
Tensors amax_rule(const Node& n, Gradients g) {
  const Tensor& x = n.inputs[0];
  const Shape kept = reduced_shape(x.shape(), n.attributes.axes, true);
  const Tensor ones = Tensor::full(x.shape(), 1, x.dtype(), x.device());
  const Tensor below = apply_one(Op::relu_backward, {ones, contiguous(n.outputs[0]).view(kept) - x});
  const Tensor largest = ones - below;
  return {largest * (contiguous(g[0]).view(kept) / sum(largest, n.attributes.axes, true))};
}

/// For C = A B: dA = dC B^T, dB = A^T dC, and the same with the factors' own transposes taken along.
Tensors matmul_rule(const Node& n, Gradients g) {
  const bool ta = n.attributes.transpose_a, tb = n.attributes.transpose_b;
  const Tensor &a = n.inputs[0], &b = n.inputs[1];
  return each(
      n,
      [&] {
        return ta ? apply_one(Op::matmul, {b, g[0]}, {.transpose_a = tb, .transpose_b = true})
                  : apply_one(Op::matmul, {g[0], b}, {.transpose_b = !tb});
      },
      [&] {
        return tb ? apply_one(Op::matmul, {g[0], a}, {.transpose_a = true, .transpose_b = ta})
                  : apply_one(Op::matmul, {a, g[0]}, {.transpose_a = !ta});
      });
}

/// The gradient before a fused row's activation.
Tensor before_activation(const Node& n, const Tensor& g) {
  return n.attributes.activation == Activation::relu ? apply_one(Op::relu_backward, {g, n.outputs[0]}) : g;
}

Tensors linear_rule(const Node& n, Gradients gradients) {
  const Tensor g = before_activation(n, gradients[0]);
  return each(n, [&] { return matmul(g, n.inputs[1]); },
              [&] { return apply_one(Op::matmul, {g, n.inputs[0]}, {.transpose_a = true}); }, [&] { return sum(g, {0}); });
}

Tensors conv2d_rule(const Node& n, Gradients gradients) {
  const Tensor g = before_activation(n, gradients[0]);
  Attributes attributes{.stride = n.attributes.stride, .padding = n.attributes.padding};
  return each(
      n,
      [&] {
        attributes.shape = n.inputs[0].shape();
        return apply_one(Op::conv2d_input_backward, {g, n.inputs[1]}, attributes);
      },
      [&] {
        attributes.shape = n.inputs[1].shape();
        return apply_one(Op::conv2d_weight_backward, {g, n.inputs[0]}, attributes);
      },
      [&] { return sum(g, {0, 2, 3}); });
}

Attributes pool_attributes(const Node& n) {
  return {.kernel = n.attributes.kernel, .shape = n.inputs[0].shape()};
}
Tensors max_pool2d_rule(const Node& n, Gradients g) {
  return {apply_one(Op::max_pool2d_backward, {g[0], n.outputs[1]}, pool_attributes(n))};
}
Tensors avg_pool2d_rule(const Node& n, Gradients g) { return {apply_one(Op::avg_pool2d_backward, {g[0]}, pool_attributes(n))}; }

Tensors pick_class_rule(const Node& n, Gradients g) {
  const Tensor at_label =
      apply_one(Op::one_hot, {n.inputs[1]}, {.classes = n.inputs[0].size(1), .dtype = n.inputs[0].dtype()});
  return {at_label * contiguous(g[0]).view({g[0].size(0), 1}), Tensor()};
}

Tensors cross_entropy_rule(const Node& n, Gradients g) {
  if (!g[0].defined()) return {};
  return {is_backward_seed(g[0]) ? n.outputs[2] : n.outputs[2] * g[0], Tensor()};
}

Tensors dropout_rule(const Node& n, Gradients g) { return {apply_one(Op::dropout, {g[0], n.inputs[1]}, n.attributes), Tensor()}; }

/// In training the statistics depend on x too.
Tensors batch_norm_rule(const Node& n, Gradients g) {
  if (!g[0].defined()) return {};
  const std::array inputs{g[0], n.inputs[0], n.inputs[1], n.outputs[1].detach(), n.outputs[2].detach()};
  Tensors result = apply(Op::batch_norm_backward, inputs, n.attributes);
  result.resize(n.inputs.size());
  return result;
}

Tensors cat_rule(const Node& n, Gradients g) {
  const int axis = n.attributes.axis0;
  Tensors result;
  std::int64_t start = 0;
  for (const Tensor& part : n.inputs) {
    const std::int64_t stop = start + part.size(axis);
    result.push_back(part.requires_grad() ? g[0].slice(axis, start, stop) : Tensor());
    start = stop;
  }
  return result;
}

Tensors index_select_rule(const Node& n, Gradients g) {
  return {apply_one(Op::index_select_backward, {g[0], n.inputs[1]},
              {.axis0 = n.attributes.axis0, .shape = n.inputs[0].shape()}), Tensor()};
}

Tensors slice_rule(const Node& n, Gradients g) {
  return {apply_one(Op::slice_backward, {g[0]}, {.axis0 = n.attributes.axis0, .shape = n.inputs[0].shape(),
                                           .start = n.attributes.start, .step = n.attributes.step})};
}

Tensors copy_rule(const Node&, Gradients g) { return {g[0]}; }
Tensors view_rule(const Node& n, Gradients g) { return {contiguous(g[0]).view(n.inputs[0].shape())}; }
Tensors transpose_rule(const Node& n, Gradients g) { return {g[0].transpose(n.attributes.axis0, n.attributes.axis1)}; }
Tensors expand_rule(const Node& n, Gradients g) { return {sum_to(g[0], n.inputs[0].shape())}; }

struct Row {
  Op op;
  GradientRule rule;
};

constexpr std::array<Row, op_count> table = {{
    {Op::add, add_rule},
    {Op::sub, sub_rule},
    {Op::mul, mul_rule},
    {Op::div, div_rule},
    {Op::pow, pow_rule},
    {Op::eq, nullptr},
    {Op::lt, nullptr},
    {Op::le, nullptr},
    {Op::where, where_rule},
    {Op::neg, neg_rule},
    {Op::abs, abs_rule},
    {Op::exp, exp_rule},
    {Op::log, log_rule},
    {Op::sqrt, sqrt_rule},
    {Op::sin, sin_rule},
    {Op::cos, cos_rule},
    {Op::tanh, tanh_rule},
    {Op::sigmoid, sigmoid_rule},
    {Op::relu, relu_rule},
    {Op::relu_backward, nullptr},
    {Op::cast, cast_rule},
    {Op::sum, sum_rule},
    {Op::amax, amax_rule},
    {Op::argmax, nullptr},
    {Op::matmul, matmul_rule},
    {Op::linear, linear_rule},
    {Op::conv2d, conv2d_rule},
    {Op::conv2d_input_backward, nullptr},
    {Op::conv2d_weight_backward, nullptr},
    {Op::max_pool2d, max_pool2d_rule},
    {Op::max_pool2d_backward, nullptr},
    {Op::avg_pool2d, avg_pool2d_rule},
    {Op::avg_pool2d_backward, nullptr},
    {Op::one_hot, nullptr},
    {Op::pick_class, pick_class_rule},
    {Op::cross_entropy, cross_entropy_rule},
    {Op::dropout, dropout_rule},
    {Op::batch_norm, batch_norm_rule},
    {Op::batch_norm_backward, nullptr},
    {Op::batch_places, nullptr},
    {Op::gather_batch, nullptr},
    {Op::augment_batch, nullptr},
    {Op::accumulate_metrics, nullptr},
    {Op::sgd_step, nullptr},
    {Op::adam_step, nullptr},
    {Op::cat, cat_rule},
    {Op::index_select, index_select_rule},
    {Op::index_select_backward, nullptr},
    {Op::slice_backward, nullptr},
    {Op::copy, copy_rule},
    {Op::view, view_rule},
    {Op::transpose, transpose_rule},
    {Op::expand, expand_rule},
    {Op::slice, slice_rule},
}};

constexpr bool complete() {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (index_of(table[i].op) != i) return false;
  }
  return true;
}
static_assert(complete(), "the table of gradients has a row for every Op, in the order of the enumerators");

}  // namespace

GradientRule gradient_rule(Op op) { return table[index_of(op)].rule; }

}  // namespace inkgrad
