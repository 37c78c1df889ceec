#include "engine/optim/schedule.hpp"

#include <cmath>
#include <numbers>

namespace inkgrad {

namespace {

/// From `start` to `end` along half a cosine, `part` from 0 to 1.
double along_cosine(double start, double end, double part) {
  return end + (start - end) / 2 * (1 + std::cos(std::numbers::pi * part));
}

}  // namespace

void Schedule::apply() { optimizer_.lr = lr_after(steps_done_); }

void Schedule::step() { go_to(steps_done_ + 1); }

void Schedule::go_to(std::int64_t steps) {
  optimizer_.lr = lr_after(steps);
  steps_done_ = steps;
}

StepLR::StepLR(Optimizer& optimizer, std::int64_t step_size, double gamma)
    : Schedule(optimizer), step_size_(step_size), gamma_(gamma) {
  if (step_size < 1) input_error("StepLR: step_size must be 1 or more, got ", step_size);
}

double StepLR::lr_after(std::int64_t steps) const {
  return base_lr() * std::pow(gamma_, static_cast<double>(steps / step_size_));
}

CosineAnnealingLR::CosineAnnealingLR(Optimizer& optimizer, std::int64_t t_max, double eta_min)
    : Schedule(optimizer), t_max_(t_max), eta_min_(eta_min) {
  if (t_max < 1) input_error("CosineAnnealingLR: t_max must be 1 or more, got ", t_max);
}

double CosineAnnealingLR::lr_after(std::int64_t steps) const {
  return along_cosine(base_lr(), eta_min_, static_cast<double>(steps) / static_cast<double>(t_max_));
}

OneCycleLR::OneCycleLR(Optimizer& optimizer, double max_lr, std::int64_t total_steps, double pct_start, double div_factor,
                       double final_div_factor)
    : Schedule(optimizer),
      max_lr_(max_lr),
      total_steps_(total_steps),
      peak_(pct_start * static_cast<double>(total_steps) - 1),
      initial_lr_(max_lr / div_factor),
      min_lr_(initial_lr_ / final_div_factor) {
  if (peak_ <= 0 || peak_ >= static_cast<double>(total_steps) - 1) {
    input_error("OneCycleLR: pct_start ", pct_start, " of ", total_steps, " steps leaves no room to go both up and down");
  }
  apply();
}

double OneCycleLR::lr_after(std::int64_t steps) const {
  if (steps > total_steps_) input_error("OneCycleLR: step ", steps, " of a schedule of ", total_steps_);
  const auto now = static_cast<double>(steps), last = static_cast<double>(total_steps_ - 1);
  if (now <= peak_) return along_cosine(initial_lr_, max_lr_, now / peak_);
  return along_cosine(max_lr_, min_lr_, (now - peak_) / (last - peak_));
}

}  // namespace inkgrad
