// What the engine says of mistakes that everybody makes who writes a training loop: one line each, with what is wrong, where, and
// what to do.
#include <doctest/doctest.h>

#include <functional>

#include "engine/autograd/functional.hpp"
#include "tests/unit/bytes.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

Tensor ones(const Shape& shape, DType dtype = DType::float32) { return Tensor::full(shape, 1, dtype); }
Tensor leaf(const Shape& shape = {}) { return ones(shape).requires_grad_(); }

struct Mistake {
  std::function<void()> make;
  std::vector<std::string> said;
};

void expect_said(const std::vector<Mistake>& mistakes) {
  for (const auto& [make, said] : mistakes) {
    const std::string message = input_error_of(make);
    for (const std::string& part : said) CHECK(contains(message, part));
  }
}

}  // namespace

TEST_CASE("shapes that do not fit: both are said, and the axis") {
  expect_said({
      {[] { ones({2, 3}) + ones({2, 4}); }, {"[2, 3] and [2, 4]", "axis -1 is 3 in one and 4", "must be equal or one of them 1"}},
      {[] { ones({5, 2, 3}) * ones({4, 1}); }, {"[5, 2, 3] and [4, 1]", "axis -2 is 2 in one and 4"}},
      {[] { where(ones({2}, DType::boolean), ones({3}), ones({1})); }, {"[2] and [3]", "axis -1"}},
      {[] { matmul(ones({2, 3}), ones({2, 3})); },
       {"matmul: the shapes [2, 3] of the first and [2, 3] of the second", "axis 1 of the first is 3, axis 0 of the second is 2", "must be equal"}},
      {[] { linear(ones({8, 784}), ones({10, 785}), ones({10})); }, {"linear", "[8, 784]", "[10, 785]", "axis 1 of x is 784, axis 1 of the weight is 785"}},
      {[] { linear(ones({8, 784}), ones({10, 784}), ones({9})); }, {"linear", "[10, 784]", "[9]", "axis 0 of the weight is 10, axis 0 of the bias is 9"}},
      {[] { linear(ones({784}), ones({10, 784}), ones({10})); }, {"x [b, in]", "float32 [784]", "view()"}},
      {[] { conv2d(ones({1, 3, 9, 9}), ones({4, 1, 3, 3}), ones({4})); }, {"conv2d", "[1, 3, 9, 9]", "[4, 1, 3, 3]", "axis 1 of x is 3, axis 1 of the weight is 1"}},
      {[] { conv2d(ones({1, 1, 2, 2}), ones({1, 1, 3, 3}), ones({1})); }, {"a kernel of 3 x 3 does not fit into 2 x 2"}},
      {[] { cross_entropy(ones({4, 10}), ones({5}, DType::int64)); }, {"cross_entropy", "[4, 10]", "[5]", "axis 0 of x is 4, axis 0 of the labels is 5"}},
      {[] { nll_loss(ones({4, 10}), ones({5}, DType::int64)); }, {"[4, 10]", "[5]", "axis 0"}},
      {[] { mse_loss(ones({4, 1}), ones({4})); }, {"mse_loss", "[4, 1] and [4]", "view() or broadcast_to()"}},
      {[] { ones({2, 3}).view({4, -1}); }, {"[2, 3] has 6 elements", "[4, -1]"}},
      {[] { ones({2, 3}).transpose(0, 1).view({6}); }, {"[3, 2]", "call contiguous() first"}},
      {[] { ones({2, 3}).expand({2, 4}); }, {"[2, 3] and [2, 4]", "axis -1"}},
      {[] { stack({ones({2}), ones({3})}); }, {"[2] and [3]", "cat"}},
      {[] { cat({ones({2, 3}), ones({2, 4})}); }, {"axis 0", "[2, 3]", "[2, 4]"}},
      {[] { ones({2, 3}).select(0, 2); }, {"index 2 is outside axis 0 of [2, 3]", "use -2 to 1"}},
      {[] { sum(ones({2, 3}), {2}); }, {"axis 2 is outside a tensor of rank 2", "use -2 to 1"}},
      {[] { ones({3}) -= ones({2, 3}); }, {"[2, 3] does not broadcast to [3]"}},
  });
}

TEST_CASE("wrong types: what is wanted, what was given, and how to convert") {
  expect_said({
      {[] { ones({2}) + ones({2}, DType::float64); }, {"float32 [2] and float64 [2]", "convert one with to()"}},
      {[] { (ones({2}, DType::int64) == ones({2})).item(); }, {"int64 [2] and float32 [2]", "convert one with to()"}},
      {[] { matmul(ones({2, 2}, DType::int64), ones({2, 2}, DType::int64)); }, {"matmul takes two float matrices", "int64 [2, 2]", "to()"}},
      {[] { cross_entropy(ones({2, 3}), ones({2})); }, {"cross_entropy takes", "int64 labels", "float32 [2]", "to()"}},
      {[] { where(ones({2}), ones({2}), ones({2})); }, {"where takes a bool condition", "float32 [2]"}},
      {[] { exp(ones({2}, DType::int64)); }, {"float32 or float64", "int64", "convert with to("}},
      {[] { mean(ones({2}, DType::boolean)); }, {"mean takes float elements", "bool [2]", "to("}},
      {[] { ones({2}, DType::int64).requires_grad_(); }, {"only float tensors", "int64", "to()"}},
      {[] { ones({2}).to_vector<double>(); }, {"expected a float64 tensor, got float32", "to()"}},
      {[] { ones({2}).item(); }, {"[2]", "to_vector()"}},
  });
}

TEST_CASE("backward without a graph") {
  const auto computed_without = [] {
    const NoGrad no_grad;
    return leaf() * 2.0;
  };
  expect_said({
      {[] { (ones({}) * 2.0).backward(); }, {"nothing in this result's history requires a gradient", "requires_grad_()"}},
      {[] { (leaf() * 2.0).detach().backward(); }, {"requires_grad_()"}},
      {[&] { computed_without().backward(); }, {"outside NoGrad"}},
      {[] { gradients(ones({}), {{leaf()}}); }, {"requires_grad_()"}},
      {[] { (leaf({3}) * 2.0).backward(); }, {"a single number", "[3]", "sum() or mean()"}},
      {[] { (leaf() * 2.0).requires_grad_(); }, {"for leaves", "detach()"}},
  });
  // No graph, no gradient: who uses one all the same is told where it would come from.
  CHECK_THROWS_WITH_AS(leaf().grad() * 2.0, doctest::Contains("before backward()"), Error);
}

TEST_CASE("backward twice") {
  const Tensor x = leaf();
  const Tensor loss = x * x;
  loss.backward();
  expect_said({{[&] { loss.backward(); }, {"a second time", "mul", "compute the result anew", "backward(true)"}},
               {[&] { (loss + 1).backward(); }, {"a second time", "mul"}}});
  CHECK(x.grad().item() == 2);
}

TEST_CASE("in place on what the tape watches") {
  Tensor weights = leaf({2});
  const Tensor twice = weights * 2.0;
  expect_said({{[&] { weights -= ones({2}); }, {"a leaf that requires a gradient", "data()"}},
               {[&] { twice -= ones({2}); }, {"a result", "detach()"}},
               {[&] { weights.slice(0, 0, 1) -= ones({1}); }, {"a result"}}});
  CHECK(weights.to_vector<float>() == std::vector<float>{1, 1});
  weights.data() -= ones({2});
  CHECK(weights.to_vector<float>() == std::vector<float>{0, 0});
  CHECK(weights.requires_grad());
}
