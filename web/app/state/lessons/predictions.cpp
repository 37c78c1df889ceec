#include "web/app/state/lessons/predictions.hpp"

#include <algorithm>
#include <chrono>

#include "engine/autograd/functional.hpp"
#include "engine/train/metrics.hpp"
#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

constexpr std::int64_t at_once = 8;  // images between two looks at the clock
constexpr double count_interval = 0.25;

}  // namespace

void PredictionsTool::choose_cell(int truth, int read) {
  const bool same = truth == truth_ && read == read_;
  truth_ = same ? -1 : truth;
  read_ = same ? -1 : read;
  touch();
}

void PredictionsTool::turn(int by) {
  const auto pages = static_cast<int>((images() + shown_at_once - 1) / shown_at_once);
  page_ = std::clamp(page_ + by, 0, std::max(0, pages - 1));
  touch();
}

std::vector<std::int64_t> PredictionsTool::page_places() const {
  std::vector<std::int64_t> places;
  for (std::int64_t i = page_ * shown_at_once; i < std::min<std::int64_t>(images(), (page_ + 1) * shown_at_once); ++i) places.push_back(i);
  return places;
}

void PredictionsTool::to_pad(AppState& app, std::int64_t place) {
  InkImage picture;
  std::ranges::copy(pixels_of(app.data.digits().test, place), picture.pixels.begin());
  app.drawing.show_picture(picture);
  done_ = done_ || (truth_ >= 0 && truth_ != read_);
}

void PredictionsTool::read_some(AppState& app, double milliseconds) {
  const auto start = std::chrono::steady_clock::now();
  const auto spent = [&] { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count(); };
  const Dataset& test = app.data.digits().test;
  // The page in sight first.
  do {
    if (newest_ == 0) next_ = page_ * shown_at_once;
    const std::int64_t first = next_ % images(), count = std::min({at_once, images() - first, images() - newest_});
    const std::span pixels = std::span(test.images).subspan(static_cast<std::size_t>(first * mnist_pixels), static_cast<std::size_t>(count * mnist_pixels));
    const std::vector<Reading> readings = predict(app.reader.chosen()->model, pixels);
    for (std::size_t i = 0; i < readings.size(); ++i) {
      const std::size_t place = static_cast<std::size_t>(first) + i;
      readings_[place] = readings[i].digit;
      sureness_[place] = readings[i].probabilities[static_cast<std::size_t>(readings[i].digit)];
    }
    next_ = first + count;
    newest_ += count;
  } while (newest_ < images() && spent() < milliseconds);
}

void PredictionsTool::count(const AppState& app) {
  const std::vector<std::int64_t>& labels = app.data.digits().test.labels;
  std::vector<std::int64_t> readings, of;
  mistakes_.clear();
  cell_.clear();
  for (std::size_t i = 0; i < readings_.size(); ++i) {
    if (readings_[i] < 0) continue;
    readings.push_back(readings_[i]);
    of.push_back(labels[i]);
    const auto place = static_cast<std::int64_t>(i);
    if (readings_[i] != labels[i]) mistakes_.push_back(place);
    if (labels[i] == truth_ && readings_[i] == read_ && cell_.size() < most_in_cell) cell_.push_back(place);
  }
  const std::size_t kept = std::min<std::size_t>(mistakes_.size(), most_mistakes);
  std::partial_sort(mistakes_.begin(), mistakes_.begin() + static_cast<std::ptrdiff_t>(kept), mistakes_.end(),
                    [&](std::int64_t a, std::int64_t b) { return sureness(a) > sureness(b) || (sureness(a) == sureness(b) && a < b); });
  right_ = static_cast<std::int64_t>(readings.size() - mistakes_.size());
  mistakes_.resize(kept);
  const auto n = static_cast<std::int64_t>(readings.size());
  confusion_ = confusion_matrix(Tensor::from_values(readings, {n}), Tensor::from_values(of, {n})).to_vector<std::int64_t>();
  ++revision_;
}

bool PredictionsTool::update(AppState& app, double milliseconds) {
  if (!app.data_here() || app.reader.chosen() == nullptr) return false;
  const auto images = static_cast<std::size_t>(app.data.digits().test.count());
  if (readings_.size() != images) {
    readings_.assign(images, -1);
    sureness_.assign(images, 0);
  }
  if (model_ != app.reader.revision()) {
    model_ = app.reader.revision();
    newest_ = 0;
  }
  const bool reads = newest_ < this->images();
  if (reads) read_some(app, milliseconds);
  const bool all = newest_ == this->images();
  if (stale_ || (reads && (all || app.now() - counted_at_ > count_interval))) {
    stale_ = false;
    counted_at_ = app.now();
    count(app);
  }
  return !all;
}

void PredictionsTool::choices(Choices& choices) {
  choices.whole("truth", truth_, -1, 9);
  choices.whole("read", read_, -1, 9);
  choices.whole("page", page_, 0, 10000);
}

Numbers PredictionsTool::numbers() const {
  Numbers numbers;
  if (right_ < 0) return numbers;
  numbers.add("right", static_cast<double>(right_));
  numbers.add("images", static_cast<double>(images()));
  numbers.add("confusion", std::vector<double>(confusion_.begin(), confusion_.end()));
  numbers.add("mistakes", std::vector<double>(mistakes_.begin(), mistakes_.end()));
  numbers.add("cell", std::vector<double>(cell_.begin(), cell_.end()));
  return numbers;
}

}  // namespace inkgrad
