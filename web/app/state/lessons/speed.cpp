#include "web/app/state/lessons/speed.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/speed.hpp"
#include "web/app/state/app_state.hpp"
#include "web/app/state/lessons/tensors.hpp"

namespace inkgrad {
namespace {

// Images that a way computes at a time, so that a portion takes about a millisecond.
constexpr std::size_t fast_portion = 256, reference_portion = 16;
// A sample goes on until it has taken this long: a page's clock may tick in tenths of a millisecond. What takes long for one is
// repeated less often.
constexpr double sample_ms = 8, long_ms = 200;
constexpr std::size_t least_repeats = 3;
constexpr int few_images = 10, many_images = 6000;

double milliseconds_now() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// The bytes of threes `from` to `end` of the training images, one after the other.
std::vector<std::uint8_t> threes(const AppState& app, std::size_t from, std::size_t end) {
  std::vector<std::uint8_t> pixels;
  pixels.reserve((end - from) * static_cast<std::size_t>(mnist_pixels));
  for (const std::int64_t place : app.data.train_places(3).subspan(from, end - from)) {
    const auto image = pixels_of(app.data.digits().train, place);
    pixels.insert(pixels.end(), image.begin(), image.end());
  }
  return pixels;
}

}  // namespace

void SpeedLesson::set_count(int count) {
  count_ = std::clamp(count, 1, most_images);
  touch();
}

void SpeedLesson::measure() {
  if (table_.count != 0 && table_.count != count_) before_ = table_;
  table_ = Table{};
  table_.count = count_;
  fast_.clear();
  reference_.clear();
  one_ = Tensor();
  way_ = loop;
  warm_ = asked_gpu_ = false;
  distances_.clear();
  samples_.clear();
  portion_ = 0;
  passes_ = 0;
  elapsed_ = 0;
  touch();
}

void SpeedLesson::prepare(const AppState& app, double milliseconds) {
  if (!one_.defined()) {
    one_ = lessons::grey(threes(app, 0, 1)).select(0, 0);
    reference_one_ = lessons::on(one_, Device::reference);
  }
  const auto count = static_cast<std::size_t>(table_.count);
  const double end = milliseconds_now() + milliseconds;
  while (fast_.size() * fast_portion < count && milliseconds_now() < end) {
    const std::size_t from = fast_.size() * fast_portion;
    fast_.push_back(lessons::grey(threes(app, from, std::min(count, from + fast_portion))));
    for (std::int64_t at = 0; at < fast_.back().size(0); at += reference_portion) {
      const Tensor part = fast_.back().slice(0, at, std::min<std::int64_t>(fast_.back().size(0), at + reference_portion));
      reference_.push_back(lessons::on(part, Device::reference));
    }
  }
}

Tensor SpeedLesson::run(std::size_t portion) const {
  if (way_ == xtensor) return lessons::by_arrays(reference_[portion], reference_one_);
  return way_ == loop ? lessons::by_loop(fast_[portion], one_) : lessons::by_arrays(fast_[portion], one_);
}

void SpeedLesson::work(double milliseconds) {
  const double begin = milliseconds_now();
  if (!warm_) {
    while (portion_ < portions() && milliseconds_now() - begin < milliseconds) {
      const std::vector<float> some = run(portion_++).to_vector<float>();
      distances_.insert(distances_.end(), some.begin(), some.end());
    }
    warm_ = portion_ == portions();
    if (warm_) portion_ = 0;
    return;
  }
  double passed = 0;
  bool sampled = false;
  while (!sampled && passed < milliseconds) {
    run(portion_++);
    passed = milliseconds_now() - begin;
    if (portion_ < portions()) continue;
    portion_ = 0;
    ++passes_;
    sampled = elapsed_ + passed >= sample_ms;
  }
  elapsed_ += passed;
  if (!sampled) return;
  const bool takes_long = elapsed_ >= long_ms;
  samples_.push_back(elapsed_ / 1000 / passes_ / table_.count);
  passes_ = 0;
  elapsed_ = 0;
  if (samples_.size() < (takes_long ? least_repeats : static_cast<std::size_t>(repeats))) return;
  const double microseconds = median(samples_) * 1e6;
  finish_row(microseconds, std::move(distances_));
}

void SpeedLesson::finish_row(double microseconds, std::vector<float> distances) {
  Row& row = table_.rows[static_cast<std::size_t>(way_)];
  row.measured = true;
  row.microseconds = microseconds;
  row.distances = std::move(distances);
  row.difference = amax(abs(as_tensor(row.distances) - as_tensor(table_.rows[loop].distances))).item();
  if (way_ == kernels) mean_ = inkgrad::mean(as_tensor(row.distances)).item();
  samples_.clear();
  distances_.clear();
  warm_ = false;
  ++way_;
  ++revision_;
}

void SpeedLesson::take_gpu(AppState& app) {
  Row& row = table_.rows[gpu];
  if (app.gpu == nullptr) {
    row.missing = "no_browser";
  } else if (!asked_gpu_) {
    app.gpu->ask(threes(app, 0, static_cast<std::size_t>(table_.count)), threes(app, 0, 1), repeats);
    asked_gpu_ = true;
    return;
  } else {
    std::optional<Gpu::Answer> answer = app.gpu->take();
    if (!answer) return;
    gpu_name_ = answer->name;
    if (answer->missing.empty() && answer->distances.size() == static_cast<std::size_t>(table_.count)) {
      return finish_row(median(answer->seconds) * 1e6 / table_.count, std::move(answer->distances));
    }
    row.missing = answer->missing.empty() ? "failed" : answer->missing;
    row.detail = answer->detail;
  }
  ++way_;
  ++revision_;
}

bool SpeedLesson::update(AppState& app, double milliseconds) {
  if (!app.data_here()) return false;
  stale_ = false;
  if (!measuring()) return false;
  const bool ready = fast_.size() * fast_portion >= static_cast<std::size_t>(table_.count);
  if (!ready) {
    prepare(app, milliseconds);
  } else if (way_ < gpu) {
    work(milliseconds);
  } else {
    take_gpu(app);
  }
  if (measuring()) return true;
  few_ = few_ || table_.count <= few_images;
  many_ = many_ || table_.count >= many_images;
  done_ = done_ || (few_ && many_);
  fast_.clear();
  reference_.clear();
  return false;
}

void SpeedLesson::choices(Choices& choices) { choices.whole("count", count_, 1, most_images); }

Numbers SpeedLesson::numbers() const {
  Numbers numbers;
  if (measuring() || table_.count == 0) return numbers;
  constexpr const char* names[] = {"loop", "xtensor", "kernels", "gpu"};
  numbers.add("measured", table_.count);
  for (int way = 0; way < ways; ++way) {
    const Row& row = table_.rows[static_cast<std::size_t>(way)];
    if (!row.measured) continue;
    numbers.add(std::string("microseconds-") + names[way], row.microseconds);
    numbers.add(std::string("times-") + names[way], table_.ratio(way));
    numbers.add(std::string("difference-") + names[way], row.difference);
  }
  numbers.add("distances", static_cast<double>(table_.rows[kernels].distances.size()));
  numbers.add("mean", mean());
  return numbers;
}

}  // namespace inkgrad
