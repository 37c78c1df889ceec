#include "web/app/state/lessons/mini_batches.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t summed_at_once = 256;
constexpr std::int64_t largest_told = 256;  // size, by the program

// Batches of one size whose noise is measured, as the program takes them. Of the sizes that it does not have, full ones alone: a
// thirteenth of 108 images among twelve of 1,024 would be most of their noise.
std::int64_t batches_of(std::int64_t images, std::int64_t size) { return size > largest_told ? images / size : std::min(lessons::noise_batches, (images + size - 1) / size); }

std::int64_t chunks_of(std::int64_t images) { return (images + summed_at_once - 1) / summed_at_once; }

}  // namespace

void MiniBatchesLesson::set_shuffle(bool shuffle) {
  shuffle_ = shuffle;
  touch();
}

void MiniBatchesLesson::set_drop_last(bool drop_last) {
  drop_last_ = drop_last;
  touch();
}

void MiniBatchesLesson::set_batch_size(int batch_size) {
  batch_size_ = batch_size;
  touch();
}

void MiniBatchesLesson::set_epoch(int epoch) {
  epoch_ = epoch;
  touch();
}

void MiniBatchesLesson::set_seed(int seed) {
  seed_ = seed;
  touch();
}

void MiniBatchesLesson::go_to(int batch) {
  batch_ = std::clamp(batch, 0, std::max(0, static_cast<int>(batches_) - 1));
  touch();
}

void MiniBatchesLesson::move(int by) { go_to(batch_ + by); }

std::span<const std::uint8_t> MiniBatchesLesson::pixels(std::int64_t place) const { return pixels_of(digits_.digits(), place); }

std::int64_t MiniBatchesLesson::threes() const {
  return std::count_if(places_.begin(), places_.end(), [&](std::int64_t place) { return label(place) == 3; });
}

void MiniBatchesLesson::load_batch() {
  BatchSampler sampler(
      images(),
      {.batch_size = batch_size_, .shuffle = shuffle_, .drop_last = drop_last_, .seed = static_cast<std::uint64_t>(seed_)});
  sampler.set_epoch(static_cast<std::uint32_t>(epoch_));
  batches_ = sampler.size();
  batch_ = std::clamp(batch_, 0, std::max(0, static_cast<int>(batches_) - 1));
  places_ = sampler[batch_];
  mean_target_ = mean(digits_.gather(places_).y).item();
  const bool mixed = mean_target_ > 0.25 && mean_target_ < 0.75;
  saw_unmixed_ = saw_unmixed_ || (!shuffle_ && (mean_target_ == 0 || mean_target_ == 1));
  saw_mixed_ = saw_mixed_ || (shuffle_ && mixed);
  saw_last_ = saw_last_ || static_cast<int>(places_.size()) < batch_size_;
}

void MiniBatchesLesson::measure() {
  if (!ready()) return;
  measuring_ = true;
  measured_seed_ = seed_;
  noises_.clear();
  sampler_.reset();
  images_done_ = 0;
  if (truth_.defined()) return;
  summed_ = 0;
  gradient_sum_ = {};
}

double MiniBatchesLesson::progress() const {
  std::int64_t all = images();
  for (const std::int64_t size : noise_sizes) all += size * batches_of(images(), size);
  return static_cast<double>(images_done_) / static_cast<double>(all);
}

// One batch more: of the sum that is the true gradient, then of the size in turn.
void MiniBatchesLesson::advance() {
  if (!truth_.defined()) {
    const BatchSampler all(images(), {.batch_size = summed_at_once});
    const TensorDataset batch = digits_.gather(all[summed_]);
    const auto count = static_cast<double>(batch.size());
    const Tensor part = model_.gradient(batch) * count;
    gradient_sum_ = gradient_sum_.defined() ? gradient_sum_ + part : part;
    images_done_ += static_cast<std::int64_t>(batch.size());
    if (++summed_ == chunks_of(images())) truth_ = gradient_sum_ / static_cast<double>(images());
    return;
  }
  const std::int64_t size = noise_sizes[noises_.size()];
  if (!sampler_) {
    images_done_ = std::max(images_done_, images());
    sampler_.emplace(images(),
                     LoaderOptions{.batch_size = size, .shuffle = true, .seed = static_cast<std::uint64_t>(measured_seed_)});
    square_ = {};
    drawn_ = 0;
  }
  square_.add(lessons::squared_noise(model_.gradient(digits_.gather((*sampler_)[drawn_])), truth_), 1);
  images_done_ += size;
  if (++drawn_ < batches_of(images(), size)) return;
  noises_.push_back(std::sqrt(square_.value()));
  sampler_.reset();
  measuring_ = noises_.size() < std::size(noise_sizes);
}

bool MiniBatchesLesson::update(AppState& app, double milliseconds) {
  if (!app.data_here()) return false;
  if (stale_) {
    stale_ = false;
    ++revision_;
    if (!ready()) digits_ = lessons::ThreesAndSevens(app.data.digits().train);
    load_batch();
  }
  const auto end = Clock::now() + std::chrono::duration<double, std::milli>(milliseconds);
  while (measuring_ && Clock::now() < end) {
    advance();
    if (!measuring_) ++revision_;
  }
  done_ = done_ || (saw_unmixed_ && saw_mixed_ && saw_last_ && noises_.size() == std::size(noise_sizes));
  return measuring_;
}

void MiniBatchesLesson::choices(Choices& choices) {
  choices.flag("shuffle", shuffle_);
  choices.flag("drop_last", drop_last_);
  choices.whole("batch_size", batch_size_, 1, largest_batch);
  choices.whole("epoch", epoch_, 0, most_epochs);
  choices.whole("seed", seed_, 1, 99);
  choices.whole("batch", batch_, 0, 20000);
}

Numbers MiniBatchesLesson::numbers() const {
  Numbers numbers;
  if (!ready()) return numbers;
  numbers.add("images", static_cast<double>(images()));
  numbers.add("batches", static_cast<double>(batches_));
  numbers.add("batch", batch_);
  numbers.add("batch-images", static_cast<double>(places_.size()));
  numbers.add("first-target", mean_target_);
  numbers.add("places",
              std::vector<double>(places_.begin(), places_.begin() + std::min<std::ptrdiff_t>(16, std::ssize(places_))));
  numbers.add("noise", noises_);
  return numbers;
}

}  // namespace inkgrad
