#include "web/app/state/lessons/distance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

// In the order in which an image between two means goes to the first.
constexpr int two_digits[] = {7, 3};
constexpr int ten_digits[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
// The animation: at first so many images a second, later so much more that all take about ten.
constexpr double slow_images_a_second = 8, seconds_for_all = 10;
constexpr int test_images = 10000;

std::vector<int> as_ints(const Tensor& tensor) {
  const auto values = tensor.to_vector<std::int64_t>();
  return {values.begin(), values.end()};
}

}  // namespace

void DistanceLesson::choose_measure(int measure) {
  measure_ = measure;
  touch();
}

void DistanceLesson::choose_means(int means) {
  means_ = means;
  if (means == three_and_seven && against_ != 3 && against_ != 7) against_ = 3;
  counted_ = 0;
  playing_ = false;
  touch();
}

void DistanceLesson::choose_source(int source) {
  source_ = source;
  touch();
}

void DistanceLesson::choose_place(int place) {
  place_ = std::clamp(place, 0, test_images - 1);
  choose_source(test_image);
}

void DistanceLesson::choose_against(int digit) {
  against_ = digit;
  touch();
}

std::span<const int> DistanceLesson::digits() const {
  if (means_ == three_and_seven) return two_digits;
  return ten_digits;
}

void DistanceLesson::set_counted(int counted) {
  counted_ = std::clamp(counted, 0, to_count());
  exact_ = counted_;
  touch();
}

void DistanceLesson::toggle_play(bool reduced_motion) {
  if (reduced_motion) return set_counted(counted_ < to_count() ? to_count() : 0);
  playing_ = !playing_;
  last_ = 0;
  if (playing_ && counted_ >= to_count()) set_counted(0);
  exact_ = counted_;
}

void DistanceLesson::play(double now) {
  const double passed = last_ > 0 ? std::min(now - last_, 0.1) : 0;
  last_ = now;
  // A parabola's speed: slow enough to be followed at first.
  const double reached = exact_ + passed * (slow_images_a_second + 2 * std::sqrt(exact_ * to_count()) / seconds_for_all);
  if (static_cast<int>(reached) != counted_) set_counted(static_cast<int>(reached));
  exact_ = reached;
  if (counted_ >= to_count()) playing_ = false;
}

void DistanceLesson::take_image(const AppState& app) {
  image_ = Tensor();
  label_ = -1;
  const Mnist& data = app.data.digits();
  if (source_ == drawing) {
    if (!app.drawing.empty()) image_ = lessons::grey(app.image().pixels).select(0, 0);
    return;
  }
  const Dataset& dataset = source_ == test_image ? data.test : data.train;
  const std::int64_t place = source_ == test_image ? std::min<std::int64_t>(place_, dataset.count() - 1) : lessons::some_three(dataset);
  image_ = lessons::grey(pixels_of(dataset, place)).select(0, 0);
  label_ = static_cast<int>(dataset.labels[static_cast<std::size_t>(place)]);
}

void DistanceLesson::compare() {
  if (!has_image()) return;
  std::vector<Tensor> used;
  for (std::size_t digit = 0; digit < 10; ++digit) {
    const Tensor& mean = work_.mean(static_cast<int>(digit));
    distances_[MeanDistances::l1][digit] = lessons::l1(image_, mean).item();
    distances_[MeanDistances::rmse][digit] = lessons::l2(image_, mean).item();
  }
  for (const int digit : digits()) used.push_back(Tensor::scalar(distance_to(digit, measure())));
  read_ = digits()[static_cast<std::size_t>(lessons::nearest_mean(stack(used).unsqueeze(0)).item())];
  const Tensor away = image_ - work_.mean(against_);
  absolute_ = abs(away);
  squared_ = away * away;
  drawn_read_ = drawn_read_ || (source_ == drawing && read_ == 3);
}

void DistanceLesson::read_all(const Dataset& test) {
  if (read_means_ == means_ && read_measure_ == measure_) return;
  read_means_ = means_;
  read_measure_ = measure_;
  places_.clear();
  std::vector<std::int64_t> wanted;
  for (std::int64_t place = 0; place < test.count(); ++place) {
    const std::int64_t label = test.labels[static_cast<std::size_t>(place)];
    if (means_ == three_and_seven && label != 3 && label != 7) continue;
    places_.push_back(place);
    wanted.push_back(label);
  }
  const auto n = static_cast<std::int64_t>(places_.size());
  const std::vector<int> columns = as_ints(lessons::nearest_mean(work_.between(places_, digits(), measure())));
  std::vector<std::int64_t> reads;
  errors_.clear();
  error_at_.clear();
  errors_read_.clear();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    reads.push_back(digits()[static_cast<std::size_t>(columns[i])]);
    if (reads[i] == wanted[i]) continue;
    errors_.push_back(places_[i]);
    error_at_.push_back(static_cast<int>(i));
    errors_read_.push_back(static_cast<int>(reads[i]));
  }
  reads_ = Tensor::from_values(reads, {n});
  wanted_ = Tensor::from_values(wanted, {n});
  shares_ = lessons::shares_right(reads_, wanted_);
}

void DistanceLesson::count() {
  counted_ = std::min(counted_, to_count());
  errors_counted_ = static_cast<std::size_t>(std::lower_bound(error_at_.begin(), error_at_.end(), counted_) - error_at_.begin());
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  right_of_.fill(none);
  right_ = none;
  if (counted_ == 0) return;
  const Tensor reads = reads_.slice(0, 0, counted_), wanted = wanted_.slice(0, 0, counted_);
  for (const int digit : digits()) {
    right_of_[static_cast<std::size_t>(digit)] = lessons::share_right_of(reads, wanted, digit).item();
  }
  right_ = means_ == all_ten ? lessons::share_right(reads, wanted).item() : (right_of_[3] + right_of_[7]) / 2;
  if (means_ == all_ten && counted_ == to_count()) ended_by_[measure_] = true;
}

double DistanceLesson::right_of(int digit) const { return right_of_[static_cast<std::size_t>(digit)]; }
double DistanceLesson::right() const { return right_; }

bool DistanceLesson::update(AppState& app, double milliseconds) {
  if (!app.data_here()) return false;
  if (seen_image_ != app.image_revision()) {
    // Who draws wants that read.
    if (app.drawing.active()) source_ = drawing;
    seen_image_ = app.image_revision();
    touch();
  }
  const bool measured_before = work_.complete();
  const bool more = !measured_before && work_.work(app.data, milliseconds);
  if (work_.added() < 1) return true;
  if (!measured_before && work_.complete()) touch();
  if (playing_) play(app.now());
  if (stale_) {
    stale_ = false;
    ++revision_;
    take_image(app);
    compare();
    if (work_.complete()) {
      read_all(app.data.digits().test);
      count();
    }
    done_ = done_ || (drawn_read_ && ended_by_[MeanDistances::l1] && ended_by_[MeanDistances::rmse]);
  }
  return more || playing_;
}

void DistanceLesson::choices(Choices& choices) {
  choices.whole("measure", measure_, MeanDistances::l1, MeanDistances::rmse);
  choices.whole("means", means_, three_and_seven, all_ten);
  choices.whole("source", source_, drawing, document_image);
  choices.whole("place", place_, 0, test_images - 1);
  choices.whole("against", against_, 0, 9);
  choices.whole("counted", counted_, 0, test_images);
}

Numbers DistanceLesson::numbers() const {
  Numbers numbers;
  if (has_image() && work_.added() >= 1) {
    for (const int digit : digits()) {
      const std::string name = std::to_string(digit);
      numbers.add("l1-to-" + name, distance_to(digit, MeanDistances::l1));
      numbers.add("rmse-to-" + name, distance_to(digit, MeanDistances::rmse));
    }
    numbers.add("read", read_);
    numbers.add("label", label_);
    numbers.add("absolute", absolute_);
    numbers.add("squared", squared_);
  }
  if (!work_.complete() || stale_) return numbers;
  numbers.add("to-count", to_count());
  numbers.add("errors", static_cast<double>(errors_counted_));
  if (counted_ == 0) return numbers;
  numbers.add("share", shares_[static_cast<std::size_t>(counted_ - 1)]);
  const char* by = measure_ == MeanDistances::l1 ? "" : "-by-rmse";
  if (means_ == all_ten) {
    if (counted_ == to_count()) numbers.add(measure_ == MeanDistances::l1 ? "ten-by-l1" : "ten-by-l2", right_);
  } else {
    numbers.add(std::string("right-of-threes") + by, right_of(3));
    numbers.add(std::string("right-of-sevens") + by, right_of(7));
    numbers.add(std::string("right") + by, right_);
  }
  return numbers;
}

}  // namespace inkgrad
