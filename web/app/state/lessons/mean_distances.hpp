#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/lessons/pixel_similarity.hpp"
#include "web/app/state/page_data.hpp"

namespace inkgrad {

/// The ten mean digits of all training images, and how far every test image is from each: made once, a slice at a time.
class MeanDistances {
 public:
  enum Measure : int { l1, rmse };

  /// Works for about `milliseconds`. True while there is more to do. All of the data must be there.
  bool work(const PageData& data, double milliseconds);
  /// How much of the training images is in the means, and how many test images have been measured, 0 to 1.
  double added() const { return added_; }
  double measured() const { return measured_; }
  bool complete() const { return measured_ >= 1; }

  /// float32 [28, 28], once added() is 1.
  const Tensor& mean(int digit) const { return means_[static_cast<std::size_t>(digit)]; }
  /// Of the test images at `places`, how far each is from the means of `digits`: float32 [n, k], once complete().
  Tensor between(std::span<const std::int64_t> places, std::span<const int> digits, Measure measure) const;

 private:
  void add_up(const PageData& data, double end);
  void measure(const Dataset& test);

  std::vector<lessons::FirstImages> digits_;
  std::array<Tensor, 10> means_;
  double added_ = 0, measured_ = 0;
  std::array<std::vector<float>, 2> distances_;  // by measure: [test images, 10]
};

}  // namespace inkgrad
