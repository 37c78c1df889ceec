#pragma once

#include <array>
#include <vector>

#include "engine/lessons/gradients.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// Gradients: the slope of a function where the point is; x.grad as backward() and zero_grad() leave it; backward through a small
/// graph, node by node.
class GradientsLesson : public LessonState {
 public:
  static constexpr double least_distance = 0.01, most_distance = 2, most_part = 12, most_leaf = 12;

  GradientsLesson();

  // A function of one number.
  int function() const { return function_; }  ///< place in lessons::functions()
  void choose_function(int function);
  double x() const { return x_; }
  /// Moves the point; it stays on the chart.
  void set_x(double x);
  /// The same by hand: to the nearest twentieth, so that round numbers can be hit.
  void drag_x(double x);
  double distance() const { return h_; }
  void set_distance(double h);
  /// The function and its slope at many places: for charts.
  const std::vector<double>& places() const { return places_; }
  const std::vector<double>& curve() const { return curve_; }
  const std::vector<double>& slopes() const { return slopes_; }
  double value() const { return value_; }
  double slope() const { return slope_; }
  double secant() const { return secant_; }  ///< the slope by two points, distance() to either side
  double left() const { return left_; }      ///< the function at these two
  double right() const { return right_; }

  // x.grad.
  void backward();
  void zero_grad();
  bool has_grad() const { return leaf_.defined() && leaf_.grad().defined(); }
  double grad() const { return has_grad() ? leaf_.grad().item() : 0; }
  /// What each backward() since the last zero_grad() has added.
  const std::vector<double>& added() const { return added_; }

  // A function of three numbers.
  double part(int i) const { return vector_[static_cast<std::size_t>(i)]; }
  void set_part(int i, double value);
  double sum() const { return sum_; }
  const std::vector<double>& vector_slopes() const { return vector_slopes_; }

  // The graph.
  int graph() const { return graph_; }  ///< place in lessons::graphs()
  void choose_graph(int graph);
  const lessons::Graph& nodes() const { return lessons::graphs()[static_cast<std::size_t>(graph_)]; }
  /// A leaf that is a single number, by its node.
  double leaf(int node) const { return leaves_[static_cast<std::size_t>(graph_)][static_cast<std::size_t>(node)]; }
  void set_leaf(int node, double value);
  const std::vector<Tensor>& values() const { return values_; }
  /// What has arrived at each node so far; undefined: nothing yet.
  const std::vector<Tensor>& arrived() const { return arrived_; }
  /// The node that was walked through last, -1 at the start, and what it passed to its inputs.
  int last() const { return last_; }
  const std::vector<Tensor>& passed() const { return passed_; }
  int steps() const;  ///< nodes to walk through
  int walked() const { return walked_; }
  /// Whether the way back is done, and has brought each parameter what backward() leaves in its grad.
  bool all_arrived() const;
  /// Back through one more node (or all of them), from the result on.
  void walk_one();
  void walk_all();
  void walk_back_to_start();

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  static constexpr int most_nodes = 9;

  void compute_curve();
  void compute_graph();

  int function_ = 0;
  double x_ = 1.5, h_ = 0.5;
  std::vector<double> places_, curve_, slopes_;
  int curve_of_ = -1;
  double value_ = 0, slope_ = 0, secant_ = 0, left_ = 0, right_ = 0;

  Tensor leaf_;  // x as backward() sees it: anew with every other x
  double leaf_at_ = 0;
  int leaf_of_ = -1;
  std::vector<double> added_;
  bool zeroed_ = false, have_added_three_ = false, have_zeroed_after_ = false;

  std::array<double, 3> vector_ = lessons::book::vector;
  double sum_ = 0;
  std::vector<double> vector_slopes_;

  int graph_ = 0;
  std::vector<std::array<double, most_nodes>> leaves_;
  int walked_ = 0, last_ = -1;
  std::vector<Tensor> values_, arrived_, passed_;
  std::vector<double> by_backward_, by_walking_;
};

}  // namespace inkgrad
