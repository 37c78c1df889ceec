#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/data/loader.hpp"
#include "engine/lessons/mini_batches.hpp"
#include "engine/lessons/threes_and_sevens.hpp"
#include "engine/train/metrics.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// What a DataLoader makes of threes and sevens: batches as images, in order or shuffled; and how far the gradient of a batch lies
/// from that of all images.
class MiniBatchesLesson : public LessonState {
 public:
  static constexpr int largest_batch = 1024, most_epochs = 20;
  /// Batch sizes whose noise is measured; the lesson of the program has those up to 256.
  static constexpr std::int64_t noise_sizes[] = {1, 4, 16, 64, 256, 1024};

  bool shuffle() const { return shuffle_; }
  void set_shuffle(bool shuffle);
  bool drop_last() const { return drop_last_; }
  void set_drop_last(bool drop_last);
  int batch_size() const { return batch_size_; }
  void set_batch_size(int batch_size);
  int epoch() const { return epoch_; }
  void set_epoch(int epoch);
  int seed() const { return seed_; }
  void set_seed(int seed);
  int batch() const { return batch_; }
  /// Another batch, `by` places on; stops at both ends.
  void move(int by);
  void go_to(int batch);

  bool ready() const { return digits_.size() > 0; }
  std::int64_t images() const { return static_cast<std::int64_t>(digits_.size()); }
  std::int64_t batches() const { return batches_; }
  /// The places of the batch's images among all threes and sevens.
  const std::vector<std::int64_t>& places() const { return places_; }
  int label(std::int64_t place) const { return static_cast<int>(digits_.digits().labels[static_cast<std::size_t>(place)]); }
  std::span<const std::uint8_t> pixels(std::int64_t place) const;
  double mean_target() const { return mean_target_; }
  std::int64_t threes() const;

  /// Measures the noise of every size, with the shuffle's seed.
  void measure();
  bool measuring() const { return measuring_; }
  /// How much of that is done, 0 to 1.
  double progress() const;
  /// The noise of the first sizes, as far as it has been measured.
  const std::vector<double>& noises() const { return noises_; }

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  void load_batch();
  void advance();

  bool shuffle_ = false, drop_last_ = false;
  int batch_size_ = 64, epoch_ = 0, seed_ = 1, batch_ = 0;

  lessons::ThreesAndSevens digits_;
  std::int64_t batches_ = 0;
  std::vector<std::int64_t> places_;
  double mean_target_ = 0;
  bool saw_unmixed_ = false, saw_mixed_ = false, saw_last_ = false;

  bool measuring_ = false;
  int measured_seed_ = 0;
  lessons::Classifier model_;
  Tensor truth_;                // the gradient of all images, once it is known
  Tensor gradient_sum_;         // of the batches so far, each times its images
  std::int64_t summed_ = 0;     // batches
  std::optional<BatchSampler> sampler_;  // of the size that is being measured
  BatchMean square_;
  std::int64_t drawn_ = 0;      // its batches so far
  std::int64_t images_done_ = 0;
  std::vector<double> noises_;
};

}  // namespace inkgrad
