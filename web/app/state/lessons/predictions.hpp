#pragma once

#include <cstdint>
#include <vector>

#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// What the chosen model says of the test images: while it trains image after image is read anew by the newest weights, round and
/// round; once they rest, all are.
class PredictionsTool : public LessonState {
 public:
  static constexpr int shown_at_once = 50;
  static constexpr int most_mistakes = 50;
  static constexpr int most_in_cell = 50;

  /// Which row and column of the confusion matrix is looked into; -1: none.
  int truth() const { return truth_; }
  int read() const { return read_; }
  void choose_cell(int truth, int read);
  int page() const { return page_; }
  void turn(int by);  ///< to other test images

  std::int64_t images() const { return static_cast<std::int64_t>(readings_.size()); }
  /// How many images the newest weights have read.
  std::int64_t read_by_newest() const { return newest_; }
  /// Of all that have been read, how many right; -1 before any.
  std::int64_t right() const { return right_; }
  const std::vector<std::int64_t>& confusion() const { return confusion_; }  ///< 10 x 10, a class a row
  /// Test images by their places: of the page, the surest mistakes, those in the chosen cell.
  std::vector<std::int64_t> page_places() const;
  const std::vector<std::int64_t>& mistakes() const { return mistakes_; }
  const std::vector<std::int64_t>& cell() const { return cell_; }
  int reading(std::int64_t place) const { return readings_[static_cast<std::size_t>(place)]; }  ///< -1: not yet
  float sureness(std::int64_t place) const { return sureness_[static_cast<std::size_t>(place)]; }
  /// Puts a test image on the pad.
  void to_pad(AppState& app, std::int64_t place);

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  void read_some(AppState& app, double milliseconds);
  void count(const AppState& app);

  int truth_ = -1, read_ = -1, page_ = 0;
  std::uint64_t model_ = ~0ull;
  std::vector<int> readings_;
  std::vector<float> sureness_;
  std::int64_t next_ = 0, newest_ = 0, right_ = -1;
  std::vector<std::int64_t> confusion_, mistakes_, cell_;
  double counted_at_ = -1;
};

}  // namespace inkgrad
