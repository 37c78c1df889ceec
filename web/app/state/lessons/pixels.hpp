#pragma once

#include <optional>
#include <string>

#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// An image as numbers: images of one digit, and the part of them that an index takes.
class PixelsLesson : public LessonState {
 public:
  static constexpr int all_digits = 10;
  /// Of all digits together, so many.
  static constexpr std::int64_t most_of_all = 1000;

  int digit() const { return digit_; }  ///< 0 to 9, or all_digits
  void choose_digit(int digit);
  int place() const { return place_; }  ///< of the image among them
  /// Another image, `by` places on; stops at both ends. An index of one image goes along.
  void move(int by);
  const std::string& index() const { return index_; }
  /// The image that the index takes, counted from the front or, below 0, from the back; none if it takes several.
  std::optional<int> indexed_image() const;
  void set_index(std::string text);
  /// The window that was dragged over the image, in any order of its corners, becomes the index.
  void set_window(int row, int column, int other_row, int other_column);

  const Tensor& images() const { return images_; }  ///< uint8 [n, 28, 28]
  int label() const { return label_; }
  const Tensor& part() const { return part_; }
  const std::string& error() const { return error_; }  ///< of the index, else empty

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  void put_place_in_index();

  int digit_ = all_digits;
  int place_ = 0;
  std::string index_ = "[0, 10:15, 10:15]";
  int shown_digit_ = -1;
  Tensor images_, part_;
  int label_ = 0;
  std::string error_;
};

}  // namespace inkgrad
