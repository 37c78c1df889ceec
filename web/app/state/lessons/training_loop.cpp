#include "web/app/state/lessons/training_loop.hpp"

#include <algorithm>
#include <chrono>

#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned all_by_hand = (1u << TrainingLoopLesson::steps) - 1;

}  // namespace

bool TrainingLoopLesson::allowed(Step wanted) const {
  if (!ready() || running_) return false;
  if (wanted == initialise) return true;
  if (!last_) return false;
  switch (*last_) {
    case step: return wanted == repeat || wanted == stop;
    case repeat: return wanted == predict_scores || wanted == stop;
    case stop: return wanted == repeat;
    default: return wanted == due();
  }
}

TrainingLoopLesson::Step TrainingLoopLesson::due() const {
  if (!last_) return initialise;
  if (*last_ == step || *last_ == stop) return repeat;
  if (*last_ == repeat) return predict_scores;
  return static_cast<Step>(*last_ + 1);
}

void TrainingLoopLesson::take(Step wanted) {
  if (!allowed(wanted)) return;
  do_step(wanted);
  if (wanted == step) measure_new_loss();
  by_hand_ |= 1u << wanted;
}

void TrainingLoopLesson::measure_new_loss() {
  const NoGrad no_grad;
  new_loss_ = lessons::mnist_loss_of_scores(model_.linear1(images_.x), images_.y).item();
}

void TrainingLoopLesson::run() {
  if (ready() && !finished()) running_ = true;
}

void TrainingLoopLesson::set_lr(double lr) {
  lr_ = lr;
  ++revision_;
}

void TrainingLoopLesson::set_batch_size(int batch_size) {
  batch_size_ = batch_size;
  touch();
}

void TrainingLoopLesson::show(int by) {
  shown_ = std::clamp(shown_ + by, 0, static_cast<int>(batch_images()) - 1);
  ++revision_;
}

std::optional<double> TrainingLoopLesson::shown_score() const {
  if (!scores_.defined()) return {};
  return scores_.detach().select(0, shown_).item();
}

std::optional<double> TrainingLoopLesson::accuracy() const {
  if (accuracies_.empty()) return {};
  return accuracies_.back();
}

void TrainingLoopLesson::forget_results() {
  scores_ = loss_tensor_ = weights_gradient_ = change_ = {};
  loss_ = new_loss_ = gradient_mean_ = std::nullopt;
}

void TrainingLoopLesson::begin() {
  last_.reset();
  model_ = {};
  batch_ = 0;
  batch_used_ = false;
  images_ = (*loader_)[0];
  shown_ = std::min(shown_, static_cast<int>(batch_images()) - 1);
  accuracies_.clear();
  curve_.clear();
  forget_results();
}

void TrainingLoopLesson::do_step(Step wanted) {
  last_ = wanted;
  ++revision_;
  switch (wanted) {
    case initialise:
      begin();
      last_ = initialise;
      accuracy_before_ = lessons::accuracy(model_, test_).item();
      curve_.push_back({0, static_cast<float>(accuracy_before_)});
      return;
    case predict_scores: scores_ = model_.linear1(images_.x); return;
    case loss:
      loss_tensor_ = lessons::mnist_loss_of_scores(scores_, images_.y);
      loss_ = loss_tensor_.item();
      return;
    case gradient:
      loss_tensor_.backward();
      weights_gradient_ = model_.weights.grad();
      gradient_mean_ = mean(weights_gradient_).item();
      return;
    case step:
      lessons::take_step(model_, lr_);
      change_ = weights_gradient_ * -lr_;
      new_loss_.reset();
      batch_used_ = true;
      if (batch_ + 1 < batches()) return;
      accuracies_.push_back(lessons::accuracy(model_, test_).item());
      curve_.push_back({static_cast<double>(epochs_done()), static_cast<float>(accuracies_.back())});
      return;
    case repeat:
      if (!batch_used_) return;  // the next batch is there already
      batch_ = (batch_ + 1) % batches();
      batch_used_ = false;
      images_ = (*loader_)[batch_];
      shown_ = std::min(shown_, static_cast<int>(batch_images()) - 1);
      forget_results();
      return;
    case stop: return;
  }
}

void TrainingLoopLesson::load(AppState& app) {
  const Mnist& digits = app.data.digits();
  lessons::ThreesAndSevens train = loader_ ? loader_->dataset() : lessons::ThreesAndSevens(digits.train);
  if (!test_.x.defined()) test_ = lessons::ThreesAndSevens(digits.test).all();
  loader_.emplace(std::move(train), LoaderOptions{.batch_size = batch_size_});
  loaded_batch_size_ = batch_size_;
  running_ = false;
  begin();
}

bool TrainingLoopLesson::update(AppState& app, double milliseconds) {
  if (!app.data_here()) return false;
  if (stale_) {
    stale_ = false;
    ++revision_;
    if (loaded_batch_size_ != batch_size_) load(app);
  }
  const auto end = Clock::now() + std::chrono::duration<double, std::milli>(milliseconds);
  while (running_ && Clock::now() < end) {
    do {
      do_step(due());
    } while (last_ != step);
    if (finished()) running_ = false;
  }
  if (last_ == step && !new_loss_) measure_new_loss();
  done_ = done_ || (by_hand_ == all_by_hand && accuracy().value_or(0) >= lessons::scratch_accuracy);
  return running_;
}

void TrainingLoopLesson::choices(Choices& choices) {
  choices.number("lr", lr_, 0.001, 10);
  choices.whole("batch_size", batch_size_, 1, 4096);
  choices.whole("epochs", epochs_, 1, 50);
}

Numbers TrainingLoopLesson::numbers() const {
  Numbers numbers;
  if (!ready()) return numbers;
  numbers.add("batch", static_cast<double>(batch_));
  numbers.add("batches", static_cast<double>(batches()));
  numbers.add("batch-images", static_cast<double>(batch_images()));
  numbers.add("epochs-done", epochs_done());
  numbers.add("running", running_ ? 1 : 0);
  numbers.add("last", last_ ? static_cast<double>(*last_) : -1);
  const auto known = [&](const char* name, const std::optional<double>& value) {
    if (value) numbers.add(name, *value);
  };
  known("one-score", shown_score());
  known("loss", loss_);
  known("weights-gradient", gradient_mean_);
  known("new-loss", new_loss_);
  if (last_) numbers.add("accuracy-before", accuracy_before_);
  numbers.add("accuracy", accuracies_);
  known("accuracy-after", accuracy());
  if (change_.defined()) numbers.add("change", change_);
  return numbers;
}

}  // namespace inkgrad
