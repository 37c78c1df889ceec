// What the lessons "gradients", "broadcasting" and "loss" are made of, beyond the numbers that they tell.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/lessons/broadcasting.hpp"
#include "engine/lessons/gradients.hpp"
#include "engine/lessons/loss.hpp"

using namespace inkgrad;

namespace {

std::vector<double> values_of(const Tensor& tensor) { return to(tensor.detach(), DType::float64).to_vector<double>(); }

Tensor leaf_of(const lessons::GraphNode& node) {
  const auto count = static_cast<std::int64_t>(node.values.size());
  Tensor leaf = Tensor::from_values<float>(node.values, count == 1 ? Shape{} : Shape{count});
  return leaf.requires_grad_(node.parameter);
}

}  // namespace

TEST_CASE("walking back through a graph, node by node, brings what backward() brings") {
  for (const lessons::Graph& graph : lessons::graphs()) {
    CAPTURE(graph.title);
    std::vector<Tensor> leaves;
    for (const lessons::GraphNode& node : graph.nodes) {
      if (node.op == nullptr) leaves.push_back(leaf_of(node));
    }
    const std::vector<Tensor> values = lessons::forward(graph, leaves);
    REQUIRE(values.back().numel() == 1);
    std::vector<Tensor> arrived(values.size());
    arrived.back() = Tensor::scalar(1);
    for (std::size_t i = values.size(); i-- > 0;) {
      const lessons::GraphNode& node = graph.nodes[i];
      if (node.op == nullptr) continue;
      std::vector<Tensor> inputs;
      for (const int input : node.inputs) inputs.push_back(values[static_cast<std::size_t>(input)]);
      const std::vector<Tensor> passed = lessons::pass_back(node, inputs, arrived[i]);
      REQUIRE(passed.size() == inputs.size());
      for (std::size_t k = 0; k < passed.size(); ++k) {
        CHECK(passed[k].defined() == inputs[k].requires_grad());
        Tensor& sum = arrived[static_cast<std::size_t>(node.inputs[k])];
        if (passed[k].defined()) sum = sum.defined() ? sum + passed[k] : passed[k];
      }
    }
    values.back().backward();
    std::size_t leaf = 0;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      if (graph.nodes[i].op != nullptr) continue;
      const Tensor& one = leaves[leaf++];
      CHECK(arrived[i].defined() == graph.nodes[i].parameter);
      if (graph.nodes[i].parameter) CHECK(values_of(arrived[i])[0] == doctest::Approx(values_of(one.grad())[0]).epsilon(1e-6));
    }
  }
}

TEST_CASE("the slope by two points comes close to backward()'s, away from corners") {
  for (const lessons::Function& f : lessons::functions()) {
    CAPTURE(f.name);
    for (const double x : {-2.5, -0.75, 0.5, 2.25}) {
      const lessons::ValueAndSlope at = lessons::value_and_slope(f.of, Tensor::scalar(x));
      CHECK(at.value.item() == doctest::Approx(f.of(Tensor::scalar(x)).item()));
      CHECK(std::abs(lessons::slope_by_hand(f.of, Tensor::scalar(x), 0.01).item() - at.slope.item()) < 1e-3);
    }
  }
}

TEST_CASE("shapes are read as they are typed, and refused in one line") {
  CHECK(lessons::parse_shape("256, 256, 3") == Shape{256, 256, 3});
  CHECK(lessons::parse_shape("(3,)") == Shape{3});
  CHECK(lessons::parse_shape(" 8x1x6x1 ") == Shape{8, 1, 6, 1});
  CHECK(lessons::parse_shape("") == Shape{});
  for (const char* wrong : {"3, none", "0", "-1", "1.5", "2001", "1,1,1,1,1", "99999999999999999999"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(lessons::parse_shape(wrong), Error);
  }
}

TEST_CASE("axes are lined up from the last, and say which does not fit") {
  const std::vector<lessons::AxisFit> axes = lessons::line_up({2, 1, 3}, {5, 4});
  REQUIRE(axes.size() == 3);
  CHECK((axes[0].a == 2 && axes[0].b == 0 && axes[0].result == 2 && axes[0].b_stretched && !axes[0].a_stretched));
  CHECK((axes[1].result == 5 && axes[1].a_stretched && !axes[1].b_stretched));
  CHECK((axes[2].result == 0 && !axes[2].a_stretched && !axes[2].b_stretched));
}

TEST_CASE("a stretched tensor allocates nothing and knows where each element lies") {
  const lessons::Stretch rows = lessons::stretch(lessons::course_vector(), {2, 3});
  CHECK(rows.bytes == 0);
  CHECK(values_of(rows.as_if) == std::vector<double>{10, 20, 30, 10, 20, 30});
  CHECK(values_of(lessons::sources(lessons::course_vector(), {2, 3})) == std::vector<double>{0, 1, 2, 0, 1, 2});
  CHECK(lessons::bytes_beyond(contiguous(rows.as_if), lessons::course_vector()) == 24);
  CHECK_THROWS_AS(lessons::stretch(lessons::course_vector(), {3, 2}), Error);
}

TEST_CASE("cells of a matrix product, and its columns by broadcasting, are matmul's") {
  const Tensor m = lessons::course_matrix(), n = lessons::course_factor();
  const std::vector<double> product = values_of(matmul(m, n));
  for (std::int64_t j = 0; j < 2; ++j) {
    const std::vector<double> column = values_of(lessons::product_column(m, n, j));
    for (std::int64_t i = 0; i < 3; ++i) {
      const double expected = product[static_cast<std::size_t>(i * 2 + j)];
      CHECK(lessons::product_cell(m, n, i, j).sum == expected);
      CHECK(column[static_cast<std::size_t>(i)] == expected);
    }
  }
}

TEST_CASE("mnist_loss of scores stays between 0 and 1 where the plain one does not") {
  const Tensor scores = Tensor::from_values<float>({5, -4, 3}, {3}), targets = Tensor::from_values<float>({1, 0, 1}, {3});
  CHECK(lessons::mnist_loss(scores, targets).item() < 0);
  const double squeezed = lessons::mnist_loss_of_scores(scores, targets).item();
  CHECK(squeezed > 0);
  CHECK(squeezed < 1);
  const Tensor closer = lessons::nudged(scores, targets, 0.5);
  CHECK(values_of(closer) == std::vector<double>{5.5, -4.5, 3.5});
}
