#include "web/app/state/lessons/pixels.hpp"

#include <algorithm>
#include <cstdio>

#include "engine/core/error.hpp"
#include "engine/lessons/pixels.hpp"
#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

Tensor image_tensor(const std::vector<std::uint8_t>& pixels) {
  const auto count = static_cast<std::int64_t>(pixels.size()) / mnist_pixels;
  return Tensor::from_bytes(std::as_bytes(std::span(pixels)), {count, image_side, image_side}, DType::uint8, Device::cpu);
}

std::vector<std::uint8_t> images_of(const PageData& data, int digit) {
  const Dataset& train = data.digits().train;
  if (digit == PixelsLesson::all_digits) return train.first(PixelsLesson::most_of_all).images;
  std::vector<std::uint8_t> pixels;
  for (const std::int64_t place : data.train_places(digit)) {
    const auto image = pixels_of(train, place);
    pixels.insert(pixels.end(), image.begin(), image.end());
  }
  return pixels;
}

}  // namespace

std::optional<int> PixelsLesson::indexed_image() const {
  int image = 0, end = 0;
  char next = 0;
  const int read = std::sscanf(index_.c_str(), " [ %d %n%c", &image, &end, &next);
  if (read < 2 || (next != ',' && next != ']')) return std::nullopt;
  return image;
}

void PixelsLesson::put_place_in_index() {
  if (!indexed_image()) return;
  index_ = "[" + std::to_string(place_) + index_.substr(index_.find_first_of(",]"));
}

void PixelsLesson::choose_digit(int digit) {
  digit_ = digit;
  place_ = 0;
  touch();
}

void PixelsLesson::move(int by) {
  const auto last = images_.defined() ? static_cast<int>(images_.size(0)) - 1 : 0;
  place_ = std::clamp(place_ + by, 0, std::max(0, last));
  put_place_in_index();
  touch();
}

void PixelsLesson::set_index(std::string text) {
  index_ = std::move(text);
  touch();
}

void PixelsLesson::set_window(int row, int column, int other_row, int other_column) {
  char text[64];
  std::snprintf(text, sizeof text, "[%d, %d:%d, %d:%d]", place_, std::min(row, other_row), std::max(row, other_row) + 1,
                std::min(column, other_column), std::max(column, other_column) + 1);
  set_index(text);
}

bool PixelsLesson::update(AppState& app, double) {
  if (!app.data_here() || !stale_) return false;
  stale_ = false;
  ++revision_;
  if (shown_digit_ != digit_) {
    images_ = image_tensor(images_of(app.data, digit_));
    shown_digit_ = digit_;
  }
  const auto count = static_cast<int>(images_.size(0));
  if (const auto image = indexed_image(); image && *image >= -count && *image < count) place_ = *image < 0 ? *image + count : *image;
  place_ = std::clamp(place_, 0, count - 1);
  label_ = digit_ < all_digits ? digit_ : static_cast<int>(app.data.digits().train.labels[static_cast<std::size_t>(place_)]);
  try {
    part_ = lessons::index(images_, index_);
    error_.clear();
    const Tensor row = images_.select(0, place_).select(0, 14);
    const bool negative = index_.find('-') != std::string::npos;
    done_ = done_ || (negative && part_.shape() == row.shape() && part_.to_vector<std::uint8_t>() == row.to_vector<std::uint8_t>());
  } catch (const Error& error) {
    error_ = error.what();
  }
  return false;
}

void PixelsLesson::choices(Choices& choices) {
  choices.whole("digit", digit_, 0, all_digits);
  const int before = place_;
  choices.whole("place", place_, 0, 60000);
  if (place_ != before) put_place_in_index();
  choices.text("index", index_);
}

Numbers PixelsLesson::numbers() const {
  Numbers numbers;
  if (!part_.defined()) return numbers;
  numbers.add("label", label_);
  numbers.add("shape", std::vector<double>(part_.shape().begin(), part_.shape().end()));
  numbers.add("images", static_cast<double>(images_.size(0)));
  if (part_.numel() <= mnist_pixels) numbers.add("part", part_);
  return numbers;
}

}  // namespace inkgrad
