#include "web/app/state/lessons/mean_digit.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <string>

#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

// The animation: so many images a second, and from where it is more, the number doubled every second.
constexpr double slow_images_a_second = 6;
constexpr int most_of_any = 60000;

}  // namespace

void MeanDigitLesson::choose_digit(int digit) {
  const bool all = count_ >= most();
  digit_ = digit;
  place_ = 0;
  if (all) count_ = most();
  done_ = done_ || (all && seen_one_ && digit == order_.back());
  touch();
}

int MeanDigitLesson::most() const {
  return digits_.empty() ? most_of_any : static_cast<int>(digits_[static_cast<std::size_t>(digit_)].count());
}

void MeanDigitLesson::set_count(int count) {
  count_ = std::clamp(count, 1, most());
  exact_count_ = count_;
  place_ = count_ - 1;
  touch();
}

void MeanDigitLesson::toggle_play(bool reduced_motion) {
  if (reduced_motion) return set_count(count_ < most() ? most() : 1);
  playing_ = !playing_;
  last_ = 0;
  if (playing_ && count_ >= most()) set_count(1);
  if (!playing_) touch();
  exact_count_ = count_;
}

void MeanDigitLesson::move(int by) {
  place_ = std::clamp(place_ + by, 0, most() - 1);
  touch();
}

void MeanDigitLesson::choose_measure(Measure measure) {
  measure_ = measure;
  resort_ = true;
  touch();
}

bool MeanDigitLesson::add_up(AppState& app, double milliseconds) {
  if (digits_.empty()) {
    for (int digit = 0; digit < 10; ++digit) {
      const auto places = app.data.train_places(digit);
      digits_.emplace_back(app.data.digits().train, std::vector<std::int64_t>(places.begin(), places.end()));
    }
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double, std::milli>(milliseconds);
  std::int64_t added = 0, all = 0;
  bool more = false;
  for (lessons::FirstImages& digit : digits_) {
    while (digit.added() < digit.count() && std::chrono::steady_clock::now() < end) digit.add();
    more = more || digit.added() < digit.count();
    added += digit.added();
    all += digit.count();
  }
  progress_ = more ? static_cast<double>(added) / static_cast<double>(all) : 1;
  return more;
}

void MeanDigitLesson::play(double now) {
  const double passed = last_ > 0 ? std::min(now - last_, 0.1) : 0;
  last_ = now;
  exact_count_ += passed * std::max(slow_images_a_second, exact_count_ * std::log(2.0));
  const int before = count_;
  const double reached = exact_count_;
  if (static_cast<int>(reached) != before) set_count(static_cast<int>(std::min<double>(reached, most())));
  exact_count_ = reached;
  if (count_ < most()) return;
  playing_ = false;
  touch();
}

void MeanDigitLesson::average() {
  count_ = std::clamp(count_, 1, most());
  place_ = std::clamp(place_, 0, most() - 1);
  for (std::size_t digit = 0; digit < 10; ++digit) {
    const std::int64_t n = std::min<std::int64_t>(count_ >= most() ? digits_[digit].count() : count_, digits_[digit].count());
    means_[digit] = digits_[digit].mean_of(n);
    sharpness_[digit] = measure_ == spread ? inkgrad::mean(digits_[digit].spread_of(n)).item()
                                           : stddev(means_[digit], {}, false, false).item();
  }
  if (playing_ && !resort_) return follow_image();
  resort_ = false;
  std::iota(order_.begin(), order_.end(), 0);
  std::stable_sort(order_.begin(), order_.end(), [this](int a, int b) {
    const double x = sharpness_[static_cast<std::size_t>(a)], y = sharpness_[static_cast<std::size_t>(b)];
    return measure_ == spread ? x < y : x > y;
  });
  follow_image();
}

void MeanDigitLesson::follow_image() {
  const auto chosen = static_cast<std::size_t>(digit_);
  image_ = digits_[chosen].image(place_);
  difference_ = image_ - means_[chosen];
  difference_l1_ = lessons::l1(image_, means_[chosen]).item();
  seen_one_ = seen_one_ || count_ == 1;
}

bool MeanDigitLesson::update(AppState& app, double milliseconds) {
  if (!app.data_here()) return false;
  if (progress_ < 1 && add_up(app, milliseconds)) return true;
  if (playing_) play(app.now());
  if (stale_) {
    stale_ = false;
    ++revision_;
    average();
  }
  return playing_;
}

void MeanDigitLesson::choices(Choices& choices) {
  choices.whole("digit", digit_, 0, 9);
  choices.whole("count", count_, 1, most_of_any);
  choices.whole("place", place_, 0, most_of_any - 1);
  choices.whole("measure", measure_, spread, contrast);
}

Numbers MeanDigitLesson::numbers() const {
  Numbers numbers;
  if (!image_.defined()) return numbers;
  numbers.add("images", most());
  numbers.add("mean-" + std::to_string(digit_), mean(digit_));
  numbers.add("difference", difference_);
  numbers.add("difference-l1", difference_l1_);
  numbers.add("sharpness", std::vector<double>(sharpness_.begin(), sharpness_.end()));
  numbers.add("order", std::vector<double>(order_.begin(), order_.end()));
  return numbers;
}

}  // namespace inkgrad
