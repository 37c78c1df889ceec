#include "web/app/state/lessons/stepping.hpp"

#include <algorithm>
#include <cmath>

#include "web/app/state/app_state.hpp"
#include "web/app/state/lessons/tensors.hpp"

namespace inkgrad {
namespace {

constexpr double seconds_a_step = 0.08;
constexpr double beyond_measure = 1e12;
constexpr std::size_t most_earlier = 3;
constexpr int curve_places = 41;
// A rate was right if the loss has come down to so much of what it was.
constexpr double fallen_to = 0.01;

// Around what the surface is shown: the parameters that fit best, to whole numbers. A line fits the parabola's points best where
// its parabola's slope is and a third of ax² over it.
void centre_of(int points, int model, double* centre) {
  const double* made_by = points == SteppingLesson::line ? lessons::line_made_by : lessons::parabola_made_by;
  if (points == model) {
    std::copy_n(made_by, model == SteppingLesson::line ? 2 : 3, centre);
  } else if (model == SteppingLesson::line) {
    centre[0] = made_by[1];
    centre[1] = std::round(made_by[2] + made_by[0] / 3);
  } else {
    centre[0] = 0;
    centre[1] = made_by[0];
    centre[2] = made_by[1];
  }
}

std::vector<float> evenly(double low, double high, int count) {
  std::vector<float> values;
  for (int i = 0; i < count; ++i) values.push_back(static_cast<float>(low + (high - low) * (i + 0.5) / count));
  return values;
}

}  // namespace

lessons::FittedFunction SteppingLesson::function() const { return model_ == line ? lessons::line : lessons::parabola; }

void SteppingLesson::choose_points(int shape) {
  points_ = shape;
  touch();
}

void SteppingLesson::choose_model(int shape) {
  model_ = shape;
  touch();
}

void SteppingLesson::set_noise(double noise) {
  noise_ = noise;
  touch();
}

void SteppingLesson::set_lr(double lr) {
  if (path_.size() > 1) {
    std::erase_if(earlier_, [&](const Earlier& one) { return one.lr == lr_ || one.lr == lr; });
    if (earlier_.size() == most_earlier) earlier_.erase(earlier_.begin());
    earlier_.push_back({lr_, path_});
  }
  lr_ = lr;
  touch();
}

void SteppingLesson::choose_pair(int pair) {
  pair_ = model_ == line ? 0 : pair;
  touch();
}

void SteppingLesson::set_start(double across_value, double up_value) {
  start_[across()] = std::clamp(across_value, low(across()), high(across()));
  start_[up()] = std::clamp(up_value, low(up()), high(up()));
  earlier_.clear();
  moved_ = true;
  touch();
}

void SteppingLesson::reset() { touch(); }

void SteppingLesson::step() {
  if (stale() || at_end()) return;
  take_step();
  judge();
  make_surface();
}

void SteppingLesson::run() {
  if (!at_end()) to_go_ = run_steps;
}

bool SteppingLesson::at_end() const {
  return !path_.empty() && (static_cast<int>(path_.size()) > most_steps || !(path_.back().loss < beyond_measure));
}

void SteppingLesson::make_points() {
  made_ = {points_, model_, noise_};
  if (model_ == line) pair_ = 0;
  centre_of(points_, model_, centre_);
  const std::span<const double> made_by =
      points_ == line ? std::span<const double>(lessons::line_made_by) : lessons::parabola_made_by;
  const Tensor truth = as_tensor(made_by);
  data_ = lessons::noisy_points(points_ == line ? lessons::line : lessons::parabola,
                                lessons::places(lessons::fitted_points, DType::float32), truth, noise_);
  earlier_.clear();
}

void SteppingLesson::begin() {
  to_go_ = 0;
  parameters_ = as_tensor(std::vector<float>(start_, start_ + parameter_count())).requires_grad_();
  optimizer_ = std::make_unique<SGD>(std::vector{parameters_}, lr_);
  path_.clear();
  Place first{};
  std::copy_n(start_, parameter_count(), first.parameters);
  const NoGrad no_grad;
  first.loss = lessons::fit_loss(function(), parameters_, data_).item();
  path_.push_back(first);
}

// Where there is a third parameter the surface is the one at its present value.
void SteppingLesson::make_surface() {
  std::vector<float> rows = evenly(low(up()), high(up()), surface_cells);
  std::reverse(rows.begin(), rows.end());
  const std::vector<float> columns = evenly(low(across()), high(across()), surface_cells);
  surface_ = lessons::loss_surface(function(), parameters_, data_, up(), as_tensor(rows), across(), as_tensor(columns))
                 .to_vector<float>();
  ++surface_revision_;
  ++revision_;
}

void SteppingLesson::take_step() {
  lessons::fit_step(function(), parameters_, data_, *optimizer_);
  const NoGrad no_grad;
  Place next{};
  const std::vector<float> values = parameters_.detach().to_vector<float>();
  std::copy(values.begin(), values.end(), next.parameters);
  next.loss = lessons::fit_loss(function(), parameters_, data_).item();
  path_.push_back(next);
  ++revision_;
}

void SteppingLesson::judge() {
  if (static_cast<int>(path_.size()) <= run_steps && !at_end()) return;
  fell_ = fell_ || path_.back().loss < path_.front().loss * fallen_to;
  rose_ = rose_ || !(path_.back().loss <= path_.front().loss);
  done_ = done_ || (moved_ && fell_ && rose_);
}

bool SteppingLesson::update(AppState& app, double) {
  if (stale_) {
    stale_ = false;
    if (std::tuple(points_, model_, noise_) != made_) make_points();
    begin();
    make_surface();
  }
  if (!running()) return false;
  if (app.now() < next_step_at_ && !app.reduced_motion) return true;
  next_step_at_ = app.now() + seconds_a_step;
  do {
    take_step();
    --to_go_;
    if (at_end()) to_go_ = 0;
  } while (running() && app.reduced_motion);
  judge();
  if (parameter_count() > 2) make_surface();
  return running();
}

std::vector<float> SteppingLesson::curve() const {
  const NoGrad no_grad;
  return function()(lessons::places(curve_places, DType::float32), parameters_).to_vector<float>();
}

void SteppingLesson::choices(Choices& choices) {
  choices.whole("points", points_, line, parabola);
  choices.whole("model", model_, line, parabola);
  choices.whole("pair", pair_, 0, 2);
  choices.number("noise", noise_, 0, 2);
  choices.number("lr", lr_, lowest_lr, highest_lr);
  choices.number("a", start_[0], -20, 20);
  choices.number("b", start_[1], -20, 20);
  choices.number("c", start_[2], -20, 20);
}

Numbers SteppingLesson::numbers() const {
  Numbers numbers;
  if (path_.empty()) return numbers;
  const char* names[] = {"a", "b", "c"};
  for (int i = 0; i < parameter_count(); ++i) {
    std::vector<double> values;
    for (const Place& place : path_) values.push_back(place.parameters[i]);
    numbers.add(names[i], std::move(values));
  }
  std::vector<double> losses;
  for (const Place& place : path_) losses.push_back(place.loss);
  numbers.add("loss", std::move(losses));
  numbers.add("steps", static_cast<double>(path_.size() - 1));
  numbers.add("earlier", static_cast<double>(earlier_.size()));
  numbers.add("points", data_.y);
  const auto cells = static_cast<std::size_t>(surface_cells);
  numbers.add("surface-corners",
              std::vector<double>{surface_.front(), surface_[cells - 1], surface_[cells * (cells - 1)], surface_.back()});
  return numbers;
}

}  // namespace inkgrad
