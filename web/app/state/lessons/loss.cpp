#include "web/app/state/lessons/loss.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "web/app/state/lessons/tensors.hpp"

namespace inkgrad {
namespace {

constexpr int places_on_chart = 201;

}  // namespace

void LossLesson::set_prediction(int i, double value) {
  predictions_[static_cast<std::size_t>(i)] = std::clamp(value, low(), high());
  looked_at_ = i;
  touch();
}

void LossLesson::drag_prediction(int i, double value) {
  const double steps = wide_ ? 20 : 100;
  set_prediction(i, std::round(value * steps) / steps);
}

void LossLesson::toggle_target(int i) {
  double& target = targets_[static_cast<std::size_t>(i)];
  target = 1 - target;
  touch();
}

void LossLesson::choose_example(bool better) {
  predictions_ = better ? lessons::better_predictions : lessons::course_predictions;
  targets_ = lessons::course_targets;
  touch();
}

void LossLesson::set_wide(bool wide) {
  wide_ = wide;
  for (double& prediction : predictions_) prediction = std::clamp(prediction, low(), high());
  touch();
}

void LossLesson::set_squeezed(bool squeezed) {
  squeezed_ = squeezed;
  touch();
}

void LossLesson::nudge() {
  const std::vector<double> moved = as_doubles(lessons::nudged(as_tensor(predictions_), as_tensor(targets_), nudge_by));
  for (std::size_t i = 0; i < predictions_.size(); ++i) predictions_[i] = std::clamp(moved[i], low(), high());
  touch();
}

void LossLesson::look_at(int i) {
  looked_at_ = i;
  touch();
}

void LossLesson::set_x(double x) {
  x_ = std::clamp(x, -widest, widest);
  touch();
}

void LossLesson::drag_x(double x) { set_x(std::round(x * 20) / 20); }

void LossLesson::compute_loss() {
  const Tensor targets = as_tensor(targets_);
  Tensor numbers = as_tensor(predictions_).requires_grad_();
  const Tensor loss = squeezed_ ? lessons::mnist_loss_of_scores(numbers, targets) : lessons::mnist_loss(numbers, targets);
  loss.backward();
  slopes_ = as_doubles(numbers.grad());

  const NoGrad no_grad;
  const Tensor plain = numbers.data(), squeezed = sigmoid(plain), moved = lessons::nudged(plain, targets, nudge_by);
  const Tensor &used = squeezed_ ? squeezed : plain, used_moved = squeezed_ ? sigmoid(moved) : moved;
  squeezed_values_ = as_doubles(squeezed);
  distances_ = as_doubles(lessons::distances(used, targets));
  loss_plain_ = lessons::mnist_loss(plain, targets).item();
  loss_squeezed_ = lessons::mnist_loss_of_scores(plain, targets).item();
  const Tensor right = lessons::binary_accuracy(used, targets);
  accuracy_ = right.item();
  loss_moves_ = (loss.data() - lessons::mnist_loss(used_moved, targets)).item();
  accuracy_moves_ = (lessons::binary_accuracy(used_moved, targets) - right).item();
}

// The loss and the accuracy for every place of one prediction, all at once: a row for each.
void LossLesson::compute_chart() {
  const NoGrad no_grad;
  places_ = places_between(low(), high(), places_on_chart);
  std::vector<float> rows;
  for (const double place : places_) {
    for (int i = 0; i < count; ++i) rows.push_back(static_cast<float>(i == looked_at_ ? place : prediction(i)));
  }
  const Tensor numbers = Tensor::from_values<float>(rows, {places_on_chart, count}), targets = as_tensor(targets_);
  const Tensor used = squeezed_ ? sigmoid(numbers) : numbers;
  losses_ = as_doubles(mean(lessons::distances(used, targets), {1}));
  accuracies_ = as_doubles(lessons::binary_accuracy(used, targets, {1}));
}

void LossLesson::compute_sigmoid() {
  if (sigmoid_x_.empty()) {
    sigmoid_x_ = places_between(-widest, widest, places_on_chart);
    sigmoid_curve_ = as_doubles(sigmoid(as_tensor(sigmoid_x_)));
    sigmoid_examples_ = as_doubles(sigmoid(as_tensor(lessons::sigmoid_places)));
  }
  Tensor x = Tensor::scalar(x_).requires_grad_();
  const Tensor value = sigmoid(x);
  value.backward();
  sigmoid_value_ = value.item();
  sigmoid_slope_ = x.grad().item();
}

bool LossLesson::update(AppState&, double) {
  if (!stale_) return false;
  stale_ = false;
  ++revision_;
  compute_loss();
  compute_chart();
  compute_sigmoid();
  have_all_right_ = have_all_right_ || accuracy_ == 1;
  have_negative_ = have_negative_ || loss_plain_ < 0;
  have_squeezed_ = have_squeezed_ || (have_negative_ && squeezed_);
  done_ = done_ || (have_all_right_ && have_squeezed_);
  return false;
}

void LossLesson::choices(Choices& choices) {
  choices.flag("wide", wide_);
  choices.flag("squeezed", squeezed_);
  const char* predictions[] = {"first", "second", "third"};
  const char* targets[] = {"first_target", "second_target", "third_target"};
  for (std::size_t i = 0; i < count; ++i) {
    choices.number(predictions[i], predictions_[i], low(), high());
    choices.number(targets[i], targets_[i], 0, 1);
    targets_[i] = targets_[i] >= 0.5 ? 1 : 0;
  }
  choices.whole("looked_at", looked_at_, 0, count - 1);
  choices.number("x", x_, -widest, widest);
}

Numbers LossLesson::numbers() const {
  Numbers numbers;
  if (distances_.empty()) return numbers;
  numbers.add("distances", distances_);
  numbers.add("loss", loss_plain_);
  numbers.add("loss-of-sigmoid", loss_squeezed_);
  numbers.add("slopes", slopes_);
  numbers.add("accuracy", accuracy_);
  numbers.add("loss-moves", loss_moves_);
  numbers.add("accuracy-does-not", accuracy_moves_);
  numbers.add("sigmoid", sigmoid_examples_);
  numbers.add("sigmoid-value", sigmoid_value_);
  numbers.add("sigmoid-slope", sigmoid_slope_);
  // Along the chart: the loss is another at each place, the accuracy at few.
  const auto values_in = [](std::vector<double> values) {
    std::ranges::sort(values);
    return static_cast<double>(std::ranges::unique(values).begin() - values.begin());
  };
  numbers.add("different-losses", values_in(losses_));
  numbers.add("different-accuracies", values_in(accuracies_));
  return numbers;
}

}  // namespace inkgrad
