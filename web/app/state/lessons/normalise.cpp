#include "web/app/state/lessons/normalise.hpp"

#include <algorithm>
#include <chrono>

#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t counted_at_once = 500;

Clock::time_point in(double milliseconds) {
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double, std::milli>(milliseconds));
}

}  // namespace

void NormaliseLesson::set_subtracted(double subtracted) {
  subtracted_ = subtracted;
  touch();
}

void NormaliseLesson::set_divisor(double divisor) {
  divisor_ = divisor;
  touch();
}

void NormaliseLesson::set_lr(double lr) {
  lr_ = lr;
  touch();
}

void NormaliseLesson::normalise() {
  subtracted_ = stats_.mean;
  divisor_ = stats_.std;
  touch();
}

void NormaliseLesson::undo() {
  subtracted_ = 0;
  divisor_ = 1;
  touch();
}

// A part of the pixels at a time: five sixths of the images to learn from, then the rest to check by.
void NormaliseLesson::count(const Dataset& train, double milliseconds) {
  const std::int64_t cut = train.count() - train.count() / 6;
  const auto end = in(milliseconds);
  while (images_counted_ < train.count() && Clock::now() < end) {
    const bool learning = images_counted_ < cut;
    const std::int64_t stop = std::min(images_counted_ + counted_at_once, learning ? cut : train.count());
    const auto pixels = std::span(train.images).subspan(static_cast<std::size_t>(images_counted_ * mnist_pixels),
                                                        static_cast<std::size_t>((stop - images_counted_) * mnist_pixels));
    (learning ? counts_ : validation_counts_).add(pixels);
    images_counted_ = stop;
  }
  if (images_counted_ < train.count()) return;
  counted_ = true;
  stats_ = counts_.stats();
  validation_stats_ = validation_counts_.stats();
  const auto all = static_cast<double>(counts_.pixels());
  for (std::size_t grey = 0; grey < shares_.size(); ++grey) shares_[grey] = static_cast<double>(counts_.counts[grey]) / all;
  // What the document rounds, in full.
  if (subtracted_ == lessons::known_stats.mean && divisor_ == lessons::known_stats.std) normalise();
}

void NormaliseLesson::restart(Way way) {
  TrainOptions options;
  options.spec = spec;
  options.batch = batch;
  options.lr = lr_;
  options.optimizer = "sgd";
  Training& run = runs_[way];
  run.evaluation.reset();
  run.losses.clear();
  run.accuracy.reset();
  run.trainer.emplace(options, train_, way == normalised ? stats_.mean : subtracted_, way == normalised ? stats_.std : divisor_);
}

void NormaliseLesson::advance(Way way) {
  Training& run = runs_[way];
  if (static_cast<int>(run.losses.size()) < steps) {
    run.trainer->step();
    run.losses.push_back(run.trainer->last_loss());
    return;
  }
  if (!run.evaluation) run.evaluation.emplace(run.trainer->model(), test_);
  if (run.evaluation->step()) return;
  run.accuracy = run.evaluation->metrics().accuracy;
  run.evaluation.reset();
}

bool NormaliseLesson::update(AppState& app, double milliseconds) {
  if (!app.data_here()) return false;
  if (!counted_) {
    count(app.data.digits().train, milliseconds);
    return true;
  }
  if (stale_) {
    stale_ = false;
    ++revision_;
    if (train_.count() == 0) {
      train_ = app.data.digits().train.first(trained_images);
      test_ = app.data.digits().test.first(test_images);
    }
    if (trained_lr_ != lr_) restart(normalised);
    if (trained_lr_ != lr_ || trained_subtracted_ != subtracted_ || trained_divisor_ != divisor_) restart(chosen);
    trained_lr_ = lr_;
    trained_subtracted_ = subtracted_;
    trained_divisor_ = divisor_;
  }
  const auto end = in(milliseconds);
  while (!(finished(normalised) && finished(chosen)) && Clock::now() < end) {
    // Side by side, as far as both still go.
    const bool first = !finished(normalised) && (finished(chosen) || losses(normalised).size() <= losses(chosen).size());
    advance(first ? normalised : chosen);
    ++revision_;
  }
  const bool over = finished(normalised) && finished(chosen);
  saw_undone_ = saw_undone_ || (over && subtracted_ == 0 && divisor_ == 1);
  done_ = done_ || (over && saw_undone_ && is_normalised());
  return !over;
}

void NormaliseLesson::choices(Choices& choices) {
  choices.number("subtracted", subtracted_, lowest, highest);
  choices.number("divisor", divisor_, least_divisor, largest_divisor);
  choices.number("lr", lr_, lowest_lr, highest_lr);
}

Numbers NormaliseLesson::numbers() const {
  Numbers numbers;
  if (!counted_) return numbers;
  numbers.add("mean", stats_.mean);
  numbers.add("std", stats_.std);
  numbers.add("after-mean", after().mean);
  numbers.add("after-std", after().std);
  numbers.add("normalised", std::vector<double>{paper(), ink()});
  numbers.add("validation-mean", validation_after().mean);
  numbers.add("validation-std", validation_after().std);
  numbers.add("losses-normalised", losses(normalised));
  numbers.add("losses-chosen", losses(chosen));
  if (accuracy(normalised)) numbers.add("accuracy-normalised", *accuracy(normalised));
  if (accuracy(chosen)) numbers.add("accuracy-chosen", *accuracy(chosen));
  return numbers;
}

}  // namespace inkgrad
