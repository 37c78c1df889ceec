#include "web/app/state/lessons/gradients.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "web/app/state/lessons/tensors.hpp"

namespace inkgrad {
namespace {

constexpr int slopes_on_chart = 161;

}  // namespace

GradientsLesson::GradientsLesson() {
  for (const lessons::Graph& graph : lessons::graphs()) {
    auto& leaves = leaves_.emplace_back();
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      if (graph.nodes[i].values.size() == 1) leaves[i] = static_cast<double>(graph.nodes[i].values[0]);
    }
  }
}

void GradientsLesson::choose_function(int function) {
  function_ = function;
  set_x(x_);
}

void GradientsLesson::set_x(double x) {
  const lessons::Function& f = lessons::functions()[static_cast<std::size_t>(function_)];
  x_ = std::clamp(x, f.low, f.high);
  touch();
}

void GradientsLesson::drag_x(double x) { set_x(std::round(x * 20) / 20); }

void GradientsLesson::set_distance(double h) {
  h_ = h;
  touch();
}

void GradientsLesson::backward() {
  if (!leaf_.defined()) return;
  const double before = grad();
  lessons::functions()[static_cast<std::size_t>(function_)].of(leaf_).backward();
  added_.push_back(grad() - before);
  have_added_three_ = have_added_three_ || added_.size() >= 3;
  have_zeroed_after_ = have_zeroed_after_ || (have_added_three_ && zeroed_ && added_.size() == 1);
  touch();
}

void GradientsLesson::zero_grad() {
  if (leaf_.defined()) leaf_.zero_grad();
  added_.clear();
  zeroed_ = true;
  touch();
}

void GradientsLesson::set_part(int i, double value) {
  vector_[static_cast<std::size_t>(i)] = value;
  touch();
}

void GradientsLesson::choose_graph(int graph) {
  graph_ = graph;
  walk_back_to_start();
}

void GradientsLesson::set_leaf(int node, double value) {
  leaves_[static_cast<std::size_t>(graph_)][static_cast<std::size_t>(node)] = value;
  touch();
}

int GradientsLesson::steps() const {
  return static_cast<int>(
      std::count_if(nodes().nodes.begin(), nodes().nodes.end(), [](const auto& node) { return node.op != nullptr; }));
}

bool GradientsLesson::all_arrived() const {
  // The same sums, perhaps in another order.
  const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-5 * std::max(1.0, std::abs(b)); };
  return walked_ == steps() && std::ranges::equal(by_walking_, by_backward_, same);
}

void GradientsLesson::walk_one() {
  walked_ = std::min(walked_ + 1, steps());
  touch();
}

void GradientsLesson::walk_all() {
  walked_ = steps();
  touch();
}

void GradientsLesson::walk_back_to_start() {
  walked_ = 0;
  touch();
}

void GradientsLesson::compute_curve() {
  const lessons::Function& f = lessons::functions()[static_cast<std::size_t>(function_)];
  if (curve_of_ != function_) {
    const Tensor x = as_tensor(places_between(f.low, f.high, slopes_on_chart));
    const lessons::ValueAndSlope all = lessons::value_and_slope(f.of, x);
    places_ = as_doubles(x);
    curve_ = as_doubles(all.value);
    slopes_ = as_doubles(all.slope);
    curve_of_ = function_;
  }
  if (leaf_of_ != function_ || leaf_at_ != x_) {
    leaf_ = Tensor::scalar(x_).requires_grad_();
    leaf_of_ = function_;
    leaf_at_ = x_;
    added_.clear();
    zeroed_ = false;
  }
  const Tensor here = leaf_.data();
  const lessons::ValueAndSlope at = lessons::value_and_slope(f.of, here);
  value_ = at.value.item();
  slope_ = at.slope.item();
  secant_ = lessons::slope_by_hand(f.of, here, h_).item();
  left_ = f.of(here - h_).item();
  right_ = f.of(here + h_).item();
}

void GradientsLesson::compute_graph() {
  const lessons::Graph& graph = nodes();
  std::vector<Tensor> leaves;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const lessons::GraphNode& node = graph.nodes[i];
    if (node.op != nullptr) continue;
    Tensor leaf = node.values.size() == 1
                      ? Tensor::scalar(leaves_[static_cast<std::size_t>(graph_)][i])
                      : Tensor::from_values<float>(node.values, {static_cast<std::int64_t>(node.values.size())});
    leaves.push_back(leaf.requires_grad_(node.parameter));
  }
  values_ = lessons::forward(graph, leaves);

  // From the result back: every node's gradient is complete when all that use it have been walked through.
  walked_ = std::min(walked_, steps());
  last_ = -1;
  passed_.clear();
  arrived_.assign(graph.nodes.size(), Tensor());
  arrived_.back() = Tensor::scalar(1);
  int left = walked_;
  for (auto i = static_cast<int>(graph.nodes.size()) - 1; i >= 0 && left > 0; --i) {
    const lessons::GraphNode& node = graph.nodes[static_cast<std::size_t>(i)];
    if (node.op == nullptr) continue;
    std::vector<Tensor> inputs;
    for (const int input : node.inputs) inputs.push_back(values_[static_cast<std::size_t>(input)]);
    passed_ = lessons::pass_back(node, inputs, arrived_[static_cast<std::size_t>(i)]);
    for (std::size_t k = 0; k < passed_.size(); ++k) {
      Tensor& sum = arrived_[static_cast<std::size_t>(node.inputs[k])];
      if (passed_[k].defined()) sum = sum.defined() ? sum + passed_[k] : passed_[k];
    }
    last_ = i;
    --left;
  }

  values_.back().backward();
  by_backward_.clear();
  by_walking_.clear();
  std::size_t leaf = 0;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (graph.nodes[i].op != nullptr) continue;
    if (graph.nodes[i].parameter) {
      by_backward_.push_back(leaves[leaf].grad().item());
      if (arrived_[i].defined()) by_walking_.push_back(arrived_[i].item());
    }
    ++leaf;
  }
}

bool GradientsLesson::update(AppState&, double) {
  if (!stale_) return false;
  stale_ = false;
  ++revision_;
  compute_curve();
  std::vector<float> parts(vector_.begin(), vector_.end());
  Tensor vector = Tensor::from_values<float>(parts, {3}).requires_grad_();
  const Tensor total = lessons::sum_of_squares(vector);
  total.backward();
  sum_ = total.item();
  vector_slopes_ = as_doubles(vector.grad());
  compute_graph();
  done_ = done_ || (have_zeroed_after_ && walked_ == steps());
  return false;
}

void GradientsLesson::choices(Choices& choices) {
  choices.whole("function", function_, 0, static_cast<int>(lessons::functions().size()) - 1);
  const lessons::Function& f = lessons::functions()[static_cast<std::size_t>(function_)];
  choices.number("x", x_, f.low, f.high);
  choices.number("h", h_, least_distance, most_distance);
  choices.number("first", vector_[0], -most_part, most_part);
  choices.number("second", vector_[1], -most_part, most_part);
  choices.number("third", vector_[2], -most_part, most_part);
  choices.whole("graph", graph_, 0, static_cast<int>(lessons::graphs().size()) - 1);
  for (std::size_t i = 0; i < nodes().nodes.size(); ++i) {
    if (nodes().nodes[i].values.size() != 1) continue;
    choices.number(("leaf_" + std::string(nodes().nodes[i].name)).c_str(), leaves_[static_cast<std::size_t>(graph_)][i],
                   -most_leaf, most_leaf);
  }
  choices.whole("walked", walked_, 0, most_nodes);
}

Numbers GradientsLesson::numbers() const {
  Numbers numbers;
  if (values_.empty()) return numbers;
  numbers.add("value", value_);
  numbers.add("slope", slope_);
  numbers.add("secant", secant_);
  if (has_grad()) numbers.add("grad", grad());
  if (added_.size() == 2) numbers.add("accumulated", grad());
  if (zeroed_ && added_.size() == 1) numbers.add("zeroed", grad());
  numbers.add("sum", sum_);
  numbers.add("slopes", vector_slopes_);
  numbers.add("result", values_.back());
  numbers.add("by-backward", by_backward_);
  numbers.add("by-walking", by_walking_);
  return numbers;
}

}  // namespace inkgrad
