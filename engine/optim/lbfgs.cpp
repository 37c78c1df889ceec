#include "engine/optim/lbfgs.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/autograd/functional.hpp"
#include "engine/backend/backend.hpp"
#include "engine/core/error.hpp"

namespace inkgrad {

namespace {

constexpr int most_tries = 25;  // of lengths for one step

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// a += b * factor.
void add(std::vector<double>& a, const std::vector<double>& b, double factor) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i] * factor;
}

double largest(const std::vector<double>& values) {
  double most = 0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

/// Where, between two bounds, the cubic is lowest that has these values and slopes at two places (Nocedal and Wright, 3.59); the
/// middle of the bounds if it has no lowest place.
template <class Point>
double lowest_of_cubic(const Point& a, const Point& b, double least, double most) {
  const Point &left = a.t <= b.t ? a : b, &right = a.t <= b.t ? b : a;
  const double d1 = left.slope + right.slope - 3 * (left.loss - right.loss) / (left.t - right.t);
  const double square = d1 * d1 - left.slope * right.slope;
  if (!(square >= 0)) return (least + most) / 2;
  const double d2 = std::sqrt(square);
  const double t = right.t - (right.t - left.t) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
  return std::clamp(t, least, most);
}

}  // namespace

LBFGS::LBFGS(std::vector<Tensor> parameters, Options options) : parameters_(std::move(parameters)), options_(options) {
  if (parameters_.empty()) input_error("an optimizer needs parameters");
  if (!(options.lr > 0)) input_error("LBFGS: lr must be above 0, got ", options.lr);
  if (options.max_iter < 1) input_error("LBFGS: max_iter must be 1 or more, got ", options.max_iter);
  if (options.history_size < 1) input_error("LBFGS: history_size must be 1 or more, got ", options.history_size);
}

void LBFGS::zero_grad() {
  for (Tensor& parameter : parameters_) parameter.zero_grad();
}

double LBFGS::step(const Closure& closure) {
  Vector place = gathered(false), towards;
  const auto at = [&](double t) {  // the loss at place + t * towards; leaves the parameters there
    Vector there = place;
    if (t != 0) add(there, towards, t);
    scatter(there);
    const double loss = closure().item();
    ++evaluations_;
    Point point{t, loss, gathered(true), 0};
    if (!towards.empty()) point.slope = dot(point.gradient, towards);
    return point;
  };

  const int most_evaluations = evaluations_ + options_.max_iter * 5 / 4;
  Point now = at(0);
  const double first_loss = now.loss;
  for (int i = 0; i < options_.max_iter; ++i) {
    if (largest(now.gradient) <= options_.tolerance_grad) break;
    towards = direction(now.gradient);
    now.t = 0;
    now.slope = dot(now.gradient, towards);
    if (now.slope > -options_.tolerance_change) break;

    // Without memory the direction is the gradient, whose length says nothing of how far to go.
    double t = options_.lr;
    if (iterations_ == 0) {
      double sum = 0;
      for (const double slope : now.gradient) sum += std::abs(slope);
      t *= std::min(1.0, 1 / sum);
    }
    const Point next = line_search(at, now, t, largest(towards));
    ++iterations_;

    Vector change = next.gradient, by = towards;
    add(change, now.gradient, -1);
    for (double& x : by) x *= next.t;
    add(place, by, 1);
    const bool stuck = largest(by) <= options_.tolerance_change || std::abs(next.loss - now.loss) < options_.tolerance_change;
    remember(std::move(by), std::move(change));
    now = next;
    if (stuck || evaluations_ >= most_evaluations) break;
  }
  scatter(place);
  return first_loss;
}

/// Algorithm 7.4: minus the inverse curvature, as far as it is known, times the gradient.
LBFGS::Vector LBFGS::direction(const Vector& gradient) const {
  Vector d = gradient;
  for (double& x : d) x = -x;
  std::vector<double> taken(steps_.size());
  for (std::size_t i = steps_.size(); i-- > 0;) {
    taken[i] = dot(steps_[i], d) / dot(changes_[i], steps_[i]);
    add(d, changes_[i], -taken[i]);
  }
  for (double& x : d) x *= scale_;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    add(d, steps_[i], taken[i] - dot(changes_[i], d) / dot(changes_[i], steps_[i]));
  }
  return d;
}

void LBFGS::remember(Vector step, Vector change) {
  const double curvature = dot(step, change);
  if (curvature <= 1e-10) return;  // none worth dividing by
  if (steps_.size() == static_cast<std::size_t>(options_.history_size)) {
    steps_.pop_front();
    changes_.pop_front();
  }
  scale_ = curvature / dot(change, change);
  steps_.push_back(std::move(step));
  changes_.push_back(std::move(change));
}

/// Algorithms 3.5 and 3.6. A length is good if the loss has fallen as the slope promised, at least by a small part (c1), and the
/// slope has flattened (c2).
LBFGS::Point LBFGS::line_search(const std::function<Point(double)>& at, const Point& start, double t,
                                double direction_size) const {
  const auto too_high = [&](const Point& p) { return !(p.loss <= start.loss + 1e-4 * p.t * start.slope); };
  const auto flat = [&](const Point& p) { return std::abs(p.slope) <= -0.9 * start.slope; };

  // Ever longer, until good ones lie in between.
  Point low = start, high = at(t);
  int tries = 0;
  for (; tries < most_tries; ++tries) {
    if (too_high(high) || (tries > 0 && high.loss >= low.loss)) break;
    if (flat(high)) return high;
    if (high.slope >= 0) break;
    t = lowest_of_cubic(low, high, high.t + 0.01 * (high.t - low.t), high.t * 10);
    low = std::exchange(high, at(t));
  }

  // Then ever closer, `low` being the lower end of the bracket.
  if (high.loss < low.loss) std::swap(low, high);
  bool near_an_end = false;
  for (; tries < most_tries && std::abs(high.t - low.t) * direction_size >= options_.tolerance_change; ++tries) {
    const double least = std::min(low.t, high.t), most = std::max(low.t, high.t);
    t = lowest_of_cubic(low, high, least, most);
    // Twice close to the same end of the bracket is too little progress: a tenth of it inwards.
    const double tenth = (most - least) / 10;
    if (std::min(most - t, t - least) < tenth) {
      if (near_an_end || t >= most || t <= least) {
        t = std::abs(t - most) < std::abs(t - least) ? most - tenth : least + tenth;
        near_an_end = false;
      } else {
        near_an_end = true;
      }
    } else {
      near_an_end = false;
    }
    Point tried = at(t);
    if (too_high(tried) || tried.loss >= low.loss) {
      high = std::move(tried);
      continue;
    }
    if (flat(tried)) return tried;
    if (tried.slope * (high.t - low.t) >= 0) high = std::move(low);
    low = std::move(tried);
  }
  return low;
}

/// Parameters without a gradient have slopes of 0.
LBFGS::Vector LBFGS::gathered(bool gradients) const {
  Vector all;
  for (const Tensor& parameter : parameters_) {
    const Tensor source = gradients ? parameter.grad() : parameter.data();
    if (!source.defined()) {
      all.resize(all.size() + static_cast<std::size_t>(parameter.numel()));
      continue;
    }
    const Vector values = to(source, DType::float64).to_vector<double>();
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

void LBFGS::scatter(const Vector& values) {
  auto next = values.begin();
  for (const Tensor& parameter : parameters_) {
    const auto end = next + parameter.numel();
    const Tensor part = to(Tensor::from_values(Vector(next, end), parameter.shape()), parameter.dtype());
    backend(parameter.device()).upload(parameter, {part.raw_data(), part.bytes()});
    next = end;
  }
}

}  // namespace inkgrad
