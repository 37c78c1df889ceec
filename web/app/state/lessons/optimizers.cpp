#include "web/app/state/lessons/optimizers.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

void OptimizersLesson::set_lr(int racer, double lr) {
  lr_[static_cast<std::size_t>(racer)] = lr;
  touch();
}

void OptimizersLesson::set_beta(double beta) {
  beta_ = beta;
  touch();
}

void OptimizersLesson::set_batch_size(int batch_size) {
  batch_size_ = batch_size;
  touch();
}

void OptimizersLesson::set_seed(int seed) {
  seed_ = seed;
  touch();
}

void OptimizersLesson::run() {
  if (at_end()) return;
  racing_ = true;
  if (to_go_ <= 0) to_go_ = race_steps;
}

void OptimizersLesson::step() {
  if (racing_ || at_end()) return;
  racing_ = true;
  to_go_ = 1;
}

void OptimizersLesson::note(std::size_t racer, double loss) {
  std::vector<double>& all = losses_[racer];
  all.push_back(loss);
  BatchMean mean;
  for (std::size_t i = all.size() - std::min<std::size_t>(all.size(), judged_by); i < all.size(); ++i) mean.add(all[i], 1);
  standings_[racer].push_back(mean.value());
}

std::optional<int> OptimizersLesson::ahead() const {
  if (steps() == 0) return {};
  int first = 0;
  double least = std::numeric_limits<double>::infinity();
  for (int racer = 0; racer < racers; ++racer) {
    const double loss = standings(racer).back();
    if (loss < least) {  // not for a loss that is no number
      least = loss;
      first = racer;
    }
  }
  return first;
}

void OptimizersLesson::begin() {
  racing_ = false;
  to_go_ = 0;
  turn_ = 0;
  evaluation_.reset();
  measured_ = racers;
  trainers_.clear();
  losses_ = {};
  standings_ = {};
  accuracies_ = {};
}

// The racers at the start: equal seeds give equal weights and equal batches.
void OptimizersLesson::line_up(AppState& app) {
  if (train_.count() == 0) {
    train_ = app.data.digits().train.first(images);
    test_ = app.data.digits().test.first(test_images);
  }
  for (int racer = 0; racer < racers; ++racer) {
    TrainOptions options;
    options.spec = spec;
    options.batch = batch_size_;
    options.lr = lr(racer);
    options.optimizer = racer == adam ? "adam" : "sgd";
    options.momentum = racer == momentum ? beta_ : 0;
    options.seed = static_cast<std::uint64_t>(seed_);
    trainers_.emplace_back(options, train_, mnist_mean, mnist_std);
  }
}

// What is next: a part of a measurement, or a step of the racer whose turn it is.
void OptimizersLesson::advance() {
  if (measured_ < racers) {
    if (!evaluation_) evaluation_.emplace(trainers_[static_cast<std::size_t>(measured_)].model(), test_);
    if (evaluation_->step()) return;
    accuracies_[static_cast<std::size_t>(measured_++)] = evaluation_->metrics().accuracy;
    evaluation_.reset();
    return;
  }
  Trainer& trainer = trainers_[static_cast<std::size_t>(turn_)];
  trainer.step();
  note(static_cast<std::size_t>(turn_), trainer.last_loss());
  turn_ = (turn_ + 1) % racers;
  if (turn_ != 0) return;
  --to_go_;
  if (steps() % measured_every == 0 || to_go_ == 0) measured_ = 0;
}

bool OptimizersLesson::update(AppState& app, double milliseconds) {
  if (!app.data_here()) return false;
  if (stale_) {
    stale_ = false;
    ++revision_;
    begin();
  }
  if (!racing_) return false;
  if (trainers_.empty()) line_up(app);
  const auto end = Clock::now() + std::chrono::duration<double, std::milli>(milliseconds);
  do {
    advance();
    if (to_go_ <= 0 && measured_ == racers) racing_ = false;
  } while (racing_ && Clock::now() < end);
  ++revision_;
  if (!racing_ && steps() >= race_steps) {
    (*ahead() == sgd ? sgd_won_ : sgd_lost_) = true;
    done_ = done_ || (sgd_won_ && sgd_lost_);
  }
  return racing_;
}

void OptimizersLesson::choices(Choices& choices) {
  choices.number("sgd_lr", lr_[sgd], lowest_lr, highest_lr);
  choices.number("momentum_lr", lr_[momentum], lowest_lr, highest_lr);
  choices.number("adam_lr", lr_[adam], lowest_lr, highest_lr);
  choices.number("beta", beta_, 0, 0.99);
  choices.whole("batch_size", batch_size_, 16, 1024);
  choices.whole("seed", seed_, 1, 99);
}

Numbers OptimizersLesson::numbers() const {
  Numbers numbers;
  numbers.add("steps", steps());
  numbers.add("running", racing_ ? 1 : 0);
  const char* names[] = {"sgd", "momentum", "adam"};
  for (int racer = 0; racer < racers; ++racer) {
    numbers.add(std::string(names[racer]) + "-losses", losses(racer));
    if (steps() > 0) numbers.add(std::string(names[racer]) + "-standing", standings(racer).back());
    if (accuracy(racer)) numbers.add(std::string(names[racer]) + "-accuracy", *accuracy(racer));
  }
  if (ahead()) numbers.add("ahead", *ahead());
  return numbers;
}

}  // namespace inkgrad
