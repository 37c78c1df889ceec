// What learning is: a function with numbers in it that can be turned, turned until it passes through the points.
#include "engine/lessons/fitting.hpp"

#include <span>
#include <string>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"
#include "engine/nn/init.hpp"

namespace inkgrad::lessons {

Tensor line(const Tensor& x, const Tensor& p) { return p.select(0, 0) * x + p.select(0, 1); }
Tensor parabola(const Tensor& x, const Tensor& p) { return p.select(0, 0) * pow(x, 2) + p.select(0, 1) * x + p.select(0, 2); }

Tensor places(int count, DType dtype) {
  std::vector<double> x;
  for (int i = 0; i < count; ++i) x.push_back(2.0 * i / (count - 1) - 1);
  return to(numbers(x), dtype);
}

TensorDataset noisy_points(const FittedFunction& f, const Tensor& x, const Tensor& parameters, double noise) {
  return {x, f(x, parameters) + randn(x.shape(), {1, 0}) * noise};
}

Tensor fit_loss(const FittedFunction& f, const Tensor& parameters, const TensorDataset& points) {
  return mse_loss(f(points.x, parameters), points.y);
}

void fit_step(const FittedFunction& f, const Tensor& parameters, const TensorDataset& points, Optimizer& optimizer) {
  optimizer.zero_grad();
  fit_loss(f, parameters, points).backward();
  optimizer.step();
}

Tensor loss_surface(const FittedFunction& f, const Tensor& parameters, const TensorDataset& points, int along, const Tensor& values, int other,
                    const Tensor& other_values) {
  const NoGrad no_grad;
  const Shape grid{values.size(0), other_values.size(0)}, cells{grid[0] * grid[1], 1};
  std::vector<Tensor> each;
  for (int i = 0; i < parameters.size(0); ++i) {
    const Tensor one = i == along    ? values.unsqueeze(1).expand(grid)
                       : i == other  ? other_values.unsqueeze(0).expand(grid)
                                     : parameters.select(0, i).expand(grid);
    each.push_back(contiguous(one).view(cells));
  }
  return mean(pow(f(points.x, stack(each)) - points.y, 2), {-1}).view(grid);
}

namespace {

Tensor with_sine(const Tensor& x, const Tensor& p) { return parabola(x, p) + sin(p.select(0, 3)); }

Tensor made_by(std::span<const double> parameters) { return numbers({parameters.begin(), parameters.end()}); }

/// Turns the parameters to make the mean squared error of f small: as many points a step as the loader gives. The errors after
/// each epoch, the one before the first in front.
Tensor fit(const FittedFunction& f, Tensor parameters, const TensorDataset& points, const LoaderOptions& how, double lr, int epochs) {
  SGD optimizer({parameters.requires_grad_()}, lr);
  DataLoader dl(points, how);
  std::vector<double> errors = {fit_loss(f, parameters, points).item()};
  for (int epoch = 0; epoch < epochs; ++epoch) {
    dl.set_epoch(static_cast<std::uint32_t>(epoch));
    for (const TensorDataset& batch : dl) fit_step(f, parameters, batch, optimizer);
    errors.push_back(fit_loss(f, parameters, points).item());
  }
  return numbers(errors);
}

}  // namespace

void fitting(Story& story, const Mnist&) {
  const Tensor three_and_five = made_by(line_made_by);
  const auto f = [&](double x) { return line(Tensor::scalar(x, DType::float64), three_and_five); };
  story.show("at-2", "f(x) = 3x + 5 is a function: a number goes in, here 2, and one comes out.", f(2), {{11}, 0}, {{11}, 0});
  story.show("at-minus-1", "f of -1.", f(-1), {{2}, 0}, {{2}, 0});
  story.show("at-minus-2", "And -1 is what comes out of f for -2.", f(-2), {}, {{-1}, 0});

  // Learning goes the other way: points are given, and the parameters asked for.
  const LoaderOptions by_fours{.batch_size = 4, .shuffle = true}, all_at_once{.batch_size = 1 << 20};
  const Tensor x = places(fitted_points);
  const TensorDataset on_a_line{x, line(x, three_and_five)};
  const Tensor ab = Tensor::zeros({2}, DType::float64);
  fit(line, ab, on_a_line, by_fours, 0.2, 40);
  story.show("line", "ax + b has parameters. From 20 points of 3x + 5 and a = b = 0, SGD on four points at a time finds them.", ab,
             {}, {{3, 5}});

  const TensorDataset on_a_parabola{x, parabola(x, made_by(parabola_made_by))};
  const Tensor too_stiff = Tensor::zeros({2}, DType::float64), abc = Tensor::zeros({3}, DType::float64);
  fit(line, too_stiff, on_a_parabola, by_fours, 0.05, 100);
  fit(parabola, abc, on_a_parabola, by_fours, 0.2, 200);
  story.show("parabola", "ax^2 + bx + c from 20 points of 2x^2 - 3x + 1.", abc, {}, {{2, -3, 1}});
  story.show_curves("flexible", "A line does what it can with them: more parameters follow more shapes.", x,
                    {{"parabola", parabola(x, abc)}, {"line", line(x, too_stiff)}});

  // A fourth parameter that adds nothing: c + sin d is one number.
  const Tensor from_0 = Tensor::zeros({4}, DType::float64), from_2 = numbers({0, 0, 0, 2});
  fit(with_sine, from_0, on_a_parabola, by_fours, 0.1, 400);
  fit(with_sine, from_2, on_a_parabola, by_fours, 0.1, 400);
  story.show("c-and-d", "ax^2 + bx + c + sin d on the same points: c and d, from d = 0.", from_0.slice(0, 2, 4));
  story.show("c-and-d-again", "From d = 2 they end elsewhere.", from_2.slice(0, 2, 4));
  story.show("c-plus-sin-d", "c + sin d is the same both times: the points cannot tell c and d apart.",
             stack({from_0.select(0, 2) + sin(from_0.select(0, 3)), from_2.select(0, 2) + sin(from_2.select(0, 3))}), {}, {{1, 1}});

  // The learning rate.
  std::vector<Curve> curves;
  std::vector<Tensor> left;
  for (const auto& [lr, name] : line_rates) {
    curves.push_back({std::string(name), fit(line, Tensor::zeros({2}, DType::float64), on_a_line, all_at_once, lr, line_rate_steps)});
    left.push_back(curves.back().y.select(0, line_rate_steps));
  }
  story.show_curves("learning-rates", "The line's mean squared error over 20 steps, by learning rate.", counting(line_rate_steps), curves,
                    Scale::logarithmic);
  story.show("after-20", "What it is after them: still on its way, hardly any, stuck, and growing.", stack(left));
  std::vector<Tensor> bounces;
  for (int steps = 1; steps <= 5; ++steps) {
    const Tensor p = Tensor::zeros({2}, DType::float64);
    fit(line, p, on_a_line, all_at_once, 1, steps);
    bounces.push_back(p.data().select(0, 1));
  }
  story.show("bouncing", "At a rate of 1, b leaps over the 5 in the middle and back for ever.", stack(bounces), {},
             {{10, 0, 10, 0, 10}});

  // Gradient descent looks at all points for a step, stochastic gradient descent at a few.
  const Tensor many = places(1000);
  const TensorDataset scattered{many, line(many, three_and_five) + sin(many * 5000)};
  const Tensor gd = Tensor::zeros({2}, DType::float64), sgd = Tensor::zeros({2}, DType::float64);
  const Tensor gd_errors = fit(line, gd, scattered, all_at_once, 0.1, 10);
  const Tensor sgd_errors = fit(line, sgd, scattered, {.batch_size = 10, .shuffle = true}, 0.1, 10);
  story.show_curves("gd-and-sgd",
                    "1,000 scattered points: the error after each epoch, by one step on all of them or 100 on ten each.",
                    counting(10), {{"gradient descent", gd_errors}, {"stochastic", sgd_errors}}, Scale::logarithmic);
  fit(line, gd, scattered, all_at_once, 0.1, 300);
  story.show("gd", "With time, gradient descent comes to rest at the best a and b, those of a formula.", gd);
  story.show("sgd", "Stochastic gradient descent is near them after one epoch, and then wanders about them.", sgd);
}

}  // namespace inkgrad::lessons
