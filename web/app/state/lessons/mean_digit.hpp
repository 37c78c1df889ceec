#pragma once

#include <array>
#include <memory>
#include <vector>

#include "engine/lessons/pixel_similarity.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// Averages any number of images: of one digit large, of all ten small, and how sharp each of the ten is.
class MeanDigitLesson : public LessonState {
 public:
  /// What sharpness is told by: the spread of the images about their mean, or the contrast within the mean.
  enum Measure : int { spread, contrast };

  int digit() const { return digit_; }
  void choose_digit(int digit);
  /// How many images are averaged, from 1 to most(); of a digit with fewer all it has.
  int count() const { return count_; }
  int most() const;
  /// How many images of a digit there are; 0 before progress() is 1.
  std::int64_t images_of(int digit) const { return digits_.empty() ? 0 : digits_[static_cast<std::size_t>(digit)].count(); }
  void set_count(int count);
  /// Adds images one by one, then ever more at a time, from the first again if all are in; or stops that.
  void toggle_play(bool reduced_motion);
  bool playing() const { return playing_; }
  /// The image that is compared with the mean: its place among the digit's.
  int place() const { return place_; }
  void move(int by);
  Measure measure() const { return static_cast<Measure>(measure_); }
  void choose_measure(Measure measure);

  /// How much of the images has been added up so far, 0 to 1. The rest is there once that is 1.
  double progress() const { return progress_; }
  const Tensor& mean(int digit) const { return means_[static_cast<std::size_t>(digit)]; }  ///< float32 [28, 28]
  const Tensor& image() const { return image_; }
  const Tensor& difference() const { return difference_; }  ///< image less mean
  double difference_l1() const { return difference_l1_; }
  /// The digits from sharp to blurred by measure(), and that measure of each digit. While images are added the order stays: nothing is
  /// to move from under the hand.
  const std::array<int, 10>& order() const { return order_; }
  const std::array<double, 10>& sharpness() const { return sharpness_; }

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  bool add_up(AppState& app, double milliseconds);
  void play(double now);
  void average();
  void follow_image();

  int digit_ = 3;
  int count_ = 1;
  int place_ = 0;
  int measure_ = spread;
  bool playing_ = false;
  bool resort_ = true;  ///< even while images are added
  double last_ = 0, exact_count_ = 1;  ///< of the animation: its clock, and the number between whole ones
  bool seen_one_ = false;

  std::vector<lessons::FirstImages> digits_;
  double progress_ = 0;
  std::array<Tensor, 10> means_;
  std::array<double, 10> sharpness_{};
  std::array<int, 10> order_{};
  Tensor image_, difference_;
  double difference_l1_ = 0;
};

}  // namespace inkgrad
