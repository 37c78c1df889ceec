#pragma once
// What the lesson "fitting" is made of: functions with parameters, points to fit them to, a step, and the loss around it.

#include <functional>
#include <string_view>
#include <vector>

#include "engine/optim/optimizer.hpp"
#include "engine/train/tensor_dataset.hpp"

namespace inkgrad::lessons {

/// A function of x [n] with parameters [p]; parameters [p, m, 1] give it for m choices of them at once, [m, n].
using FittedFunction = std::function<Tensor(const Tensor& x, const Tensor& parameters)>;

/// ax + b, and ax^2 + bx + c.
Tensor line(const Tensor& x, const Tensor& parameters);
Tensor parabola(const Tensor& x, const Tensor& parameters);

/// The parameters that the lesson's points are made with, and how many points there are.
inline constexpr double line_made_by[] = {3, 5}, parabola_made_by[] = {2, -3, 1};
inline constexpr int fitted_points = 20;

/// Learning rates for the line and what becomes of it in 20 steps.
struct NamedRate {
  double lr;
  std::string_view name;
};
inline constexpr NamedRate line_rates[] = {{0.02, "0.02, too low"}, {0.4, "0.4, right"}, {1, "1, bounces"}, {1.1, "1.1, diverges"}};
inline constexpr int line_rate_steps = 20;

/// From -1 to 1, evenly: [count].
Tensor places(int count, DType dtype = DType::float64);

/// Points of f at x, each moved up or down by `noise` times a standard normal number of its own (seed 1, stream 0). float32.
TensorDataset noisy_points(const FittedFunction& f, const Tensor& x, const Tensor& parameters, double noise);

/// One step of the optimizer, whose one tensor `parameters` is, on the mean squared error of f at these points.
void fit_step(const FittedFunction& f, const Tensor& parameters, const TensorDataset& points, Optimizer& optimizer);

/// The mean squared error of f at these points, a scalar.
Tensor fit_loss(const FittedFunction& f, const Tensor& parameters, const TensorDataset& points);

/// The mean squared error for `values` [m] of parameter number `along`, crossed with `other_values` [k] of number `other`, the rest
/// of `parameters` as they are: [m, k].
Tensor loss_surface(const FittedFunction& f, const Tensor& parameters, const TensorDataset& points, int along, const Tensor& values, int other,
                    const Tensor& other_values);

}  // namespace inkgrad::lessons
