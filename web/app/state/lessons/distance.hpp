#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "web/app/state/lessons/lesson_state.hpp"
#include "web/app/state/lessons/mean_distances.hpp"

namespace inkgrad {

/// Reads a digit by the mean image that is nearest: the drawing, or any image; then counts how often that is right.
class DistanceLesson : public LessonState {
 public:
  using Measure = MeanDistances::Measure;
  enum Means : int { three_and_seven, all_ten };
  /// What is read: the drawing, one of the test images, the training image that a document reads.
  enum Source : int { drawing, test_image, document_image };

  Measure measure() const { return static_cast<Measure>(measure_); }
  void choose_measure(int measure);
  Means means() const { return static_cast<Means>(means_); }
  void choose_means(int means);
  Source source() const { return static_cast<Source>(source_); }
  void choose_source(int source);
  int place() const { return place_; }  ///< of the test image
  /// Chooses a test image, and that it is read. Stops at both ends.
  void choose_place(int place);
  int against() const { return against_; }  ///< the digit whose mean's differences are shown
  void choose_against(int digit);

  const MeanDistances& work() const { return work_; }
  /// The digits whose means are in use.
  std::span<const int> digits() const;

  // What is read; has_image() false: nothing is drawn.
  bool has_image() const { return image_.defined(); }
  const Tensor& image() const { return image_; }  ///< float32 [28, 28]
  int label() const { return label_; }            ///< -1: nobody has said
  double distance_to(int digit, Measure measure) const { return distances_[measure][static_cast<std::size_t>(digit)]; }
  int read() const { return read_; }
  const Tensor& absolute() const { return absolute_; }  ///< |image - mean of against()|
  const Tensor& squared() const { return squared_; }

  // Counting over the test images of the digits in use, in MNIST's order, the first counted() of them.
  int counted() const { return counted_; }
  int to_count() const { return static_cast<int>(places_.size()); }
  void set_counted(int counted);
  /// Counts on by itself, from the beginning if all are counted; or stops that.
  void toggle_play(bool reduced_motion);
  bool playing() const { return playing_; }
  /// The share of a digit's counted images that are read right; not a number while there are none.
  double right_of(int digit) const;
  /// The share of all that are: with 3 and 7 the mean of both shares, as the document has it.
  double right() const;
  /// The share of right ones after each image, and the places (among the test images) of those that were wrong.
  const std::vector<float>& shares() const { return shares_; }
  std::span<const std::int64_t> errors() const { return {errors_.data(), errors_counted_}; }
  /// As what the error number `i` was read.
  int error_read(std::size_t i) const { return errors_read_[i]; }

  int errors_page = 0;  ///< of the gallery, from 0

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  void take_image(const AppState& app);
  void compare();
  void read_all(const Dataset& test);
  void count();
  void play(double now);

  int measure_ = MeanDistances::l1, means_ = three_and_seven, source_ = drawing, place_ = 0, against_ = 3, counted_ = 0;
  std::uint64_t seen_image_ = ~0ull;
  MeanDistances work_;

  Tensor image_, absolute_, squared_;
  int label_ = -1, read_ = 0;
  std::array<std::array<double, 10>, 2> distances_{};

  int read_means_ = -1, read_measure_ = -1;  // what the following were read with
  std::vector<std::int64_t> places_;
  Tensor reads_, wanted_;  // int64 [n]
  std::vector<float> shares_;
  std::vector<std::int64_t> errors_;
  std::vector<int> error_at_, errors_read_;  // how many were counted before it
  std::size_t errors_counted_ = 0;
  double right_ = 0;
  std::array<double, 10> right_of_{};

  bool playing_ = false;
  double last_ = 0, exact_ = 0;
  bool drawn_read_ = false, ended_by_[2] = {false, false};  // what "try this" asks for
};

}  // namespace inkgrad
