#pragma once
// What the lesson "gradients" is made of: functions of one number, and small computations as graphs, op by op.

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "engine/core/tensor.hpp"

namespace inkgrad::lessons {

/// A function of one number, element by element, and the places x between which it is worth a look.
struct Function {
  std::string_view name;
  Tensor (*of)(const Tensor& x);
  double low, high;
};
/// x², x³, sin, |x|, sigmoid and relu. The first is the course's.
std::span<const Function> functions();

/// x[0]² + x[1]² + ..., a single number.
Tensor sum_of_squares(const Tensor& x);

/// The slope of f at x by two points, h to either side: (f(x + h) - f(x - h)) / 2h, element by element.
Tensor slope_by_hand(Tensor (*f)(const Tensor&), const Tensor& x, double h);

/// f(x) and, by backward(), its slope at each element of x.
struct ValueAndSlope {
  Tensor value, slope;
};
ValueAndSlope value_and_slope(Tensor (*f)(const Tensor&), const Tensor& x);

/// What the course prints for f(x) = x².
namespace book {
inline constexpr double x = 3, value = 9, slope = 6;
inline constexpr std::array<double, 3> vector{3, 4, 10}, slopes{6, 8, 20};
inline constexpr double sum = 125;
}  // namespace book

/// One node of a computation: a leaf, or an op on nodes before it.
struct GraphNode {
  std::string_view name;
  std::string_view expression;   ///< empty: a leaf
  std::vector<int> inputs{};     ///< places of nodes before this one
  Tensor (*op)(std::span<const Tensor> inputs) = nullptr;
  std::vector<float> values{};   ///< of a leaf, to begin with; one: a number, else a vector
  bool parameter = false;        ///< a leaf whose gradient is wanted; else it is data
};
/// A computation whose last node, a single number, is its result.
struct Graph {
  std::string_view title;
  std::vector<GraphNode> nodes;
};
/// The course's kinds of computation, small enough to draw: a product and a sum, squared; a variable that is used three times; one
/// neuron and its loss; the mean squared error of a line.
std::span<const Graph> graphs();

/// Every node's value, on the tape, so that backward() of the last fills grad() of the parameters. `leaves`: one for each leaf, in the
/// order of the nodes.
std::vector<Tensor> forward(const Graph& graph, std::span<const Tensor> leaves);

/// One step of going back: what an op passes on to each of its inputs, given the gradient of its own value. Its local gradients come
/// from the engine's rule for the op. Undefined for an input that no parameter stands behind.
std::vector<Tensor> pass_back(const GraphNode& node, std::span<const Tensor> inputs, const Tensor& gradient);

}  // namespace inkgrad::lessons
