#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/lessons/normalise.hpp"
#include "engine/train/trainer.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// Inputs less a number and divided by another: by their mean and standard deviation, or by what is chosen, and what either does to
/// a short training.
class NormaliseLesson : public LessonState {
 public:
  /// The trainings: as it should be, and as the sliders have it.
  enum Way { normalised, chosen };
  static constexpr int ways = 2;
  static constexpr const char* spec = "784-10";
  static constexpr std::int64_t trained_images = 10000, test_images = 2000;  ///< the first of MNIST's
  static constexpr int steps = 150, batch = 64;
  static constexpr double lowest = -1, highest = 1, least_divisor = 0.05, largest_divisor = 3, lowest_lr = 0.001, highest_lr = 1;

  double subtracted() const { return subtracted_; }
  double divisor() const { return divisor_; }
  double lr() const { return lr_; }
  // Each begins the chosen training anew, the last one both.
  void set_subtracted(double subtracted);
  void set_divisor(double divisor);
  void set_lr(double lr);
  /// By mean and standard deviation.
  void normalise();
  /// Less 0 and divided by 1.
  void undo();

  bool ready() const { return counted_; }
  /// Of the images to learn from, five sixths of the training set, and of the rest to check by; before and after.
  const PixelStats& before() const { return stats_; }
  PixelStats after() const { return lessons::after(stats_, subtracted_, divisor_); }
  PixelStats validation_after() const { return lessons::after(validation_stats_, subtracted_, divisor_); }
  /// What paper (0) and ink (1) come to.
  double paper() const { return (0 - subtracted_) / divisor_; }
  double ink() const { return (1 - subtracted_) / divisor_; }
  /// The share of each of the 256 greys among the pixels to learn from.
  const std::array<double, 256>& shares() const { return shares_; }
  bool is_normalised() const { return subtracted_ == stats_.mean && divisor_ == stats_.std; }

  const std::vector<double>& losses(Way way) const { return runs_[way].losses; }
  std::optional<double> accuracy(Way way) const { return runs_[way].accuracy; }

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  struct Training {
    std::optional<Trainer> trainer;
    std::optional<Evaluation> evaluation;
    std::vector<double> losses;
    std::optional<double> accuracy;
  };

  void count(const Dataset& train, double milliseconds);
  void restart(Way way);
  bool finished(Way way) const { return runs_[way].accuracy.has_value(); }
  void advance(Way way);

  double subtracted_ = lessons::known_stats.mean, divisor_ = lessons::known_stats.std, lr_ = 0.1;

  bool counted_ = false;
  std::int64_t images_counted_ = 0;
  lessons::PixelCounts counts_, validation_counts_;
  PixelStats stats_, validation_stats_;
  std::array<double, 256> shares_{};

  Dataset train_, test_;
  std::array<Training, ways> runs_;
  double trained_lr_ = 0, trained_subtracted_ = 0, trained_divisor_ = 0;
  bool saw_undone_ = false;
};

}  // namespace inkgrad
