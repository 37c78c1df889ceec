// The table of gradients against finite differences, in float64 on the reference backend: every row that has a rule.
#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <string>

#include "engine/autograd/functional.hpp"
#include "engine/autograd/node.hpp"
#include "tests/parity/op_cases.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

/// Rows whose results no gradient flows through.
const std::set<Op> without_gradient{Op::eq, Op::lt, Op::le, Op::relu_backward, Op::argmax, Op::conv2d_input_backward, Op::conv2d_weight_backward,
                                    Op::max_pool2d_backward, Op::avg_pool2d_backward, Op::one_hot, Op::batch_norm_backward, Op::batch_places,
                                    Op::gather_batch, Op::augment_batch,
                                    Op::accumulate_metrics, Op::sgd_step, Op::adam_step,
                                    Op::index_select_backward, Op::slice_backward};

/// Floating inputs that are given, not learnt from: the number of a call, running statistics.
bool has_gradient(Op op, std::size_t input) {
  return !(op == Op::dropout && input == 1) && !(op == Op::batch_norm && input >= 3);
}

/// sum(upstream * first result): the number whose gradient is checked.
Tensor weighted(Op op, const OpCase& c, const Tensor& upstream) { return sum(results(op, c)[0] * upstream); }

/// A case whose results keep clear of the corner of a fused ReLU, where there is no derivative.
OpCase smooth_case(Op op, Random& random) {
  for (;;) {
    OpCase c = make_case(op, random, Size::small);
    if (op == Op::cast) c.attributes.dtype = DType::float64;
    if (c.attributes.activation == Activation::none) return c;
    OpCase before = c;
    before.attributes.activation = Activation::none;
    double nearest = 1;
    for (const double value : numbers(results(op, before)[0])) nearest = std::min(nearest, std::abs(value));
    if (nearest > 1e-3) return c;
  }
}

Tensor with_element(const Tensor& x, std::size_t element, double value) {
  std::vector<double> values = numbers(x);
  values[element] = value;
  return Tensor::from_values(values, x.shape(), x.device());
}

}  // namespace

TEST_CASE("gradients agree with finite differences") {
  constexpr double step = 1e-4;
  for (int number = 0; number < op_count; ++number) {
    const Op op = static_cast<Op>(number);
    CHECK_MESSAGE((gradient_rule(op) != nullptr) == !without_gradient.count(op), name(op));
    if (gradient_rule(op) == nullptr) continue;
    Random random(5000 + static_cast<std::uint64_t>(number));
    for (int round = 0; round < 12; ++round) {
      OpCase c = smooth_case(op, random);
      std::vector<double> weights(static_cast<std::size_t>(results(op, c)[0].numel()));
      for (double& w : weights) w = static_cast<double>(random.integer(-64, 64)) / 32;
      const Tensor upstream = Tensor::from_values(weights, results(op, c)[0].shape(), Device::reference);

      OpCase leaves = converted(op, c, DType::float64, Device::reference);
      for (Tensor& input : leaves.inputs) {
        if (is_floating(input.dtype())) input.requires_grad_();
      }
      const std::vector<Tensor> analytic = gradients(weighted(op, leaves, upstream), leaves.inputs);
      for (std::size_t input = 0; input < c.inputs.size(); ++input) {
        if (!is_floating(c.inputs[input].dtype()) || !has_gradient(op, input)) continue;
        REQUIRE_MESSAGE(analytic[input].defined(), name(op), " has no gradient of input ", input);
        const std::vector<double> gradient = numbers(analytic[input]), values = numbers(c.inputs[input]);
        const Tensor kept = c.inputs[input];
        for (std::size_t i = 0; i < values.size(); ++i) {
          c.inputs[input] = with_element(kept, i, values[i] + step);
          const double above = weighted(op, c, upstream).item();
          c.inputs[input] = with_element(kept, i, values[i] - step);
          const double below = weighted(op, c, upstream).item();
          const double difference = (above - below) / (2 * step);
          CHECK_MESSAGE(std::abs(gradient[i] - difference) <= 1e-6 * std::max(1.0, std::abs(difference)), name(op), " input ",
                        input, " element ", i, ": ", gradient[i], ", by finite differences ", difference);
        }
        c.inputs[input] = kept;
      }
    }
  }
}

TEST_CASE("only the inputs that ask for a gradient get one") {
  const Tensor a = Tensor::full({2}, 3, DType::float32, Device::cpu).requires_grad_();
  const Tensor b = Tensor::full({2}, 5, DType::float32, Device::cpu);
  sum(a * b).backward();
  CHECK(a.grad().to_vector<float>() == std::vector<float>{5, 5});
  CHECK_FALSE(b.grad().defined());
}

TEST_CASE("gradients add up over backward calls and over uses") {
  Tensor x = Tensor::full({3}, 2, DType::float64, Device::reference).requires_grad_();
  sum(x * x + x).backward();
  CHECK(x.grad().to_vector<double>() == std::vector<double>{5, 5, 5});
  sum(x * x + x).backward();
  CHECK(x.grad().to_vector<double>() == std::vector<double>{10, 10, 10});
  x.zero_grad();
  sum(x).backward();
  CHECK(x.grad().to_vector<double>() == std::vector<double>{1, 1, 1});
}

TEST_CASE("a tape longer than the stack is deep") {
  Tensor x = Tensor::scalar(1, DType::float64, Device::reference).requires_grad_();
  Tensor y = x;
  for (int i = 0; i < 200'000; ++i) y = y + 1.0;
  y.backward();
  CHECK(x.grad().item() == 1);
}

TEST_CASE("nothing is noted under NoGrad") {
  const Tensor x = Tensor::scalar(1, DType::float64, Device::reference).requires_grad_();
  const NoGrad guard;
  CHECK_FALSE((x * x).requires_grad());
}
