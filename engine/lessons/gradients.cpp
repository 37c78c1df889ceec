// The slope of x squared, by hand and by backward(); what a gradient tells and what it does not.
#include "engine/lessons/gradients.hpp"

#include "engine/autograd/functional.hpp"
#include "engine/lessons/lesson.hpp"

namespace inkgrad::lessons {

namespace {

using Inputs = std::span<const Tensor>;

Tensor square(const Tensor& x) { return pow(x, 2); }
Tensor cube(const Tensor& x) { return pow(x, 3); }

Tensor times(Inputs in) { return in[0] * in[1]; }
Tensor plus(Inputs in) { return in[0] + in[1]; }
Tensor minus(Inputs in) { return in[0] - in[1]; }
Tensor squared(Inputs in) { return square(in[0]); }
Tensor squeezed(Inputs in) { return sigmoid(in[0]); }
Tensor averaged(Inputs in) { return mean(in[0]); }

std::vector<double> listed(const std::array<double, 3>& values) { return {values.begin(), values.end()}; }

}  // namespace

std::span<const Function> functions() {
  static constexpr Function all[] = {
      {"x²", square, -4, 4}, {"x³", cube, -3, 3},        {"sin x", sin, -6, 6},
      {"|x|", abs, -4, 4},   {"sigmoid", sigmoid, -6, 6}, {"relu", relu, -4, 4},
  };
  return all;
}

Tensor sum_of_squares(const Tensor& x) { return sum(square(x)); }

Tensor slope_by_hand(Tensor (*f)(const Tensor&), const Tensor& x, double h) { return (f(x + h) - f(x - h)) / (2 * h); }

ValueAndSlope value_and_slope(Tensor (*f)(const Tensor&), const Tensor& x) {
  Tensor leaf = x.detach().requires_grad_();
  const Tensor value = f(leaf);
  sum(value).backward();
  return {value.detach(), leaf.grad()};
}

std::span<const Graph> graphs() {
  static const std::vector<Graph> all = {
      {"(a·b + c)²",
       {{.name = "a", .expression = "", .values = {2}, .parameter = true},
        {.name = "b", .expression = "", .values = {-3}, .parameter = true},
        {.name = "p", .expression = "a·b", .inputs = {0, 1}, .op = times},
        {.name = "c", .expression = "", .values = {10}, .parameter = true},
        {.name = "s", .expression = "p + c", .inputs = {2, 3}, .op = plus},
        {.name = "L", .expression = "s²", .inputs = {4}, .op = squared}}},
      {"x·x + x",
       {{.name = "x", .expression = "", .values = {3}, .parameter = true},
        {.name = "q", .expression = "x·x", .inputs = {0, 0}, .op = times},
        {.name = "L", .expression = "q + x", .inputs = {1, 0}, .op = plus}}},
      {"(sigmoid(w·x + b) − y)²",
       {{.name = "w", .expression = "", .values = {0.5f}, .parameter = true},
        {.name = "x", .expression = "", .values = {2}},
        {.name = "p", .expression = "w·x", .inputs = {0, 1}, .op = times},
        {.name = "b", .expression = "", .values = {-2}, .parameter = true},
        {.name = "z", .expression = "p + b", .inputs = {2, 3}, .op = plus},
        {.name = "a", .expression = "sigmoid(z)", .inputs = {4}, .op = squeezed},
        {.name = "y", .expression = "", .values = {1}},
        {.name = "d", .expression = "a − y", .inputs = {5, 6}, .op = minus},
        {.name = "L", .expression = "d²", .inputs = {7}, .op = squared}}},
      {"mean((w·x + b − y)²)",
       {{.name = "w", .expression = "", .values = {2}, .parameter = true},
        {.name = "x", .expression = "", .values = {1, 2}},
        {.name = "p", .expression = "w·x", .inputs = {0, 1}, .op = times},
        {.name = "b", .expression = "", .values = {-1}, .parameter = true},
        {.name = "r", .expression = "p + b", .inputs = {2, 3}, .op = plus},
        {.name = "y", .expression = "", .values = {3, 4}},
        {.name = "d", .expression = "r − y", .inputs = {4, 5}, .op = minus},
        {.name = "q", .expression = "d²", .inputs = {6}, .op = squared},
        {.name = "L", .expression = "mean(q)", .inputs = {7}, .op = averaged}}},
  };
  return all;
}

std::vector<Tensor> forward(const Graph& graph, std::span<const Tensor> leaves) {
  std::vector<Tensor> values;
  std::size_t leaf = 0;
  for (const GraphNode& node : graph.nodes) {
    if (node.op == nullptr) {
      values.push_back(leaves[leaf++]);
      continue;
    }
    std::vector<Tensor> inputs;
    for (const int input : node.inputs) inputs.push_back(values[static_cast<std::size_t>(input)]);
    values.push_back(node.op(inputs));
  }
  return values;
}

std::vector<Tensor> pass_back(const GraphNode& node, std::span<const Tensor> inputs, const Tensor& gradient) {
  // The op alone, each input a leaf of its own: one that is used twice is passed something twice.
  std::vector<Tensor> alone;
  for (const Tensor& input : inputs) alone.push_back(input.detach().requires_grad_(input.requires_grad()));
  const Tensor result = node.op(alone);
  if (!result.requires_grad()) return std::vector<Tensor>(inputs.size());
  return gradients(sum(result * gradient.detach()), alone);
}

void gradients_of_functions(Story& story, const Mnist&) {
  Tensor x = Tensor::scalar(book::x).requires_grad_();
  square(x).backward();
  story.show("value", "f(x) = x squared, at 3.", square(x), {{book::value}}, {{9}});
  story.show("slope", "backward() leaves its slope there in x.grad: 2x.", x.grad(), {{book::slope}}, {{6}});
  story.show("slope-by-hand", "The same by two points close to 3: (f(3.001) - f(2.999)) / 0.002.",
             slope_by_hand(square, Tensor::scalar(book::x, DType::float64), 1e-3), {}, {{6}});

  square(x).backward();
  story.show("accumulated", "A second backward() adds to what is there: 6 and 6.", x.grad(), {}, {{12}});
  x.zero_grad();
  square(x).backward();
  story.show("zeroed", "So a training loop zeroes gradients before every step.", x.grad(), {}, {{6}});

  Tensor vector = Tensor::from_values<double>(listed(book::vector), {3});
  vector = to(vector, DType::float32).requires_grad_();
  sum_of_squares(vector).backward();
  story.show("sum", "f of three numbers is one number: 9 + 16 + 100.", sum_of_squares(vector), {{book::sum}}, {{125}});
  story.show("slopes", "Its gradient has a slope for each of them.", vector.grad(), {listed(book::slopes)}, {{6, 8, 20}});

  story.show("small-step", "Downhill is against the gradient. From 3, a tenth of the slope leads to f(2.4), lower than 9.",
             square(x.data() - x.grad() * 0.1), {}, {{5.76}});
  story.show("large-step", "One and a half of it leads over the valley to f(-6), higher: a slope does not say how far to go.",
             square(x.data() - x.grad() * 1.5), {}, {{36}});
}

}  // namespace inkgrad::lessons
