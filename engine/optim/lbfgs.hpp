#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "engine/core/tensor.hpp"

namespace inkgrad {

/// L-BFGS for a loss over all of the data (Nocedal and Wright, "Numerical Optimization", 2nd edition, 2006, algorithms 7.4
/// and 7.5): the last steps, and what they changed of the gradient, tell how the loss curves; so a step knows how far to go, and a
/// search along it makes sure of that by the strong Wolfe conditions (algorithms 3.5 and 3.6, c1 = 1e-4, c2 = 0.9). PyTorch's
/// LBFGS with line_search_fn="strong_wolfe" takes the same steps. Needs a loss without randomness: the same parameters, the
/// same value. Memory: 2 x history_size copies of the parameters in double, on the host.
class LBFGS {
 public:
  struct Options {
    double lr = 1;                   ///< the first length tried for a step, 1 being the guess itself
    int max_iter = 20;               ///< steps in a call of step()
    int history_size = 100;          ///< steps remembered
    double tolerance_grad = 1e-7;    ///< done when no slope is larger
    double tolerance_change = 1e-9;  ///< done when neither loss nor parameters change by more
  };

  /// Throws Error (Input) if there are no parameters or an option makes no sense.
  explicit LBFGS(std::vector<Tensor> parameters) : LBFGS(std::move(parameters), Options{}) {}
  LBFGS(std::vector<Tensor> parameters, Options options);

  /// Zeroes the gradients, computes the loss, calls backward() and gives the loss: what a training loop does before its step.
  using Closure = std::function<Tensor()>;
  /// Up to max_iter steps. Asks the closure for about 1.25 times as many losses. Gives the loss before the first.
  double step(const Closure& closure);

  void zero_grad();

  int iterations() const { return iterations_; }    ///< steps since the start
  int evaluations() const { return evaluations_; }  ///< losses asked for since the start

 private:
  using Vector = std::vector<double>;  // all parameters, or something for each of them, one behind the other

  /// A place on the line that is searched.
  struct Point {
    double t = 0;     // how far along the direction
    double loss = 0;  // there
    Vector gradient;
    double slope = 0;  // of the loss along the direction
  };

  Vector gathered(bool gradients) const;
  void scatter(const Vector& values);
  Vector direction(const Vector& gradient) const;
  void remember(Vector step, Vector change);
  Point line_search(const std::function<Point(double)>& at, const Point& start, double t, double direction_size) const;

  std::vector<Tensor> parameters_;
  Options options_;
  std::deque<Vector> steps_, changes_;  // of the parameters, and by them of the gradient
  double scale_ = 1;                    // of the last step by the change: a first guess at the inverse curvature
  int iterations_ = 0, evaluations_ = 0;
};

}  // namespace inkgrad
