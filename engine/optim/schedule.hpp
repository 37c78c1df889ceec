#pragma once

#include <cstdint>

#include "engine/optim/optimizer.hpp"

namespace inkgrad {

/// Changes an optimizer's learning rate as training goes on: `step()` after each epoch, or after each of the optimizer's steps,
/// whichever the numbers given to it count. The optimizer must outlive it.
class Schedule {
 public:
  virtual ~Schedule() = default;

  /// One step further.
  void step();
  /// To after so many steps at once.
  void go_to(std::int64_t steps);
  std::int64_t steps_done() const { return steps_done_; }
  /// The learning rate after so many steps. Throws Error for steps that the schedule does not have.
  virtual double lr_after(std::int64_t steps) const = 0;

 protected:
  /// Starts from the optimizer's learning rate.
  explicit Schedule(Optimizer& optimizer) : optimizer_(optimizer), base_lr_(optimizer.lr) {}
  double base_lr() const { return base_lr_; }

  /// Puts the learning rate of the present step in force: the end of a schedule's constructor.
  void apply();

 private:
  Optimizer& optimizer_;
  double base_lr_;
  std::int64_t steps_done_ = 0;
};

/// Every `step_size` steps the learning rate is multiplied by gamma.
class StepLR : public Schedule {
 public:
  StepLR(Optimizer& optimizer, std::int64_t step_size, double gamma = 0.1);
  double lr_after(std::int64_t steps) const override;

 private:
  std::int64_t step_size_;
  double gamma_;
};

/// Down to eta_min along half a cosine in t_max steps, then up again (Loshchilov and Hutter, "SGDR", 2017, without restarts).
class CosineAnnealingLR : public Schedule {
 public:
  CosineAnnealingLR(Optimizer& optimizer, std::int64_t t_max, double eta_min = 0);
  double lr_after(std::int64_t steps) const override;

 private:
  std::int64_t t_max_;
  double eta_min_;
};

/// Up from max_lr / div_factor to max_lr in the first pct_start of total_steps, then down to the start's final_div_factor-th
/// part, both along half a cosine (Smith and Topin, "Super-convergence", 2018). As PyTorch's with cycle_momentum=False.
class OneCycleLR : public Schedule {
 public:
  OneCycleLR(Optimizer& optimizer, double max_lr, std::int64_t total_steps, double pct_start = 0.3, double div_factor = 25,
             double final_div_factor = 1e4);
  double lr_after(std::int64_t steps) const override;

 private:
  double max_lr_;
  std::int64_t total_steps_;
  double peak_, initial_lr_, min_lr_;
};

}  // namespace inkgrad
