#pragma once

#include <cstdint>

#include "engine/core/tensor.hpp"

namespace inkgrad {

/// Loss and accuracy over a set of images.
struct Metrics {
  double loss = 0;      ///< mean cross entropy
  double accuracy = 0;  ///< part of the images read right, 0 to 1
  std::int64_t images = 0;
};

/// The mean over all items from means over batches of them: each counts as often as it has items, so a smaller last one less.
class BatchMean {
 public:
  void add(double mean, std::int64_t items) {
    sum_ += mean * static_cast<double>(items);
    items_ += items;
  }
  /// Not a number before there is an item.
  double value() const { return sum_ / static_cast<double>(items_); }

 private:
  double sum_ = 0;
  std::int64_t items_ = 0;
};

/// The share of labels, int64 [n], that are the place of the largest score in their row of [n, classes]: float32, rank 0.
Tensor accuracy(const Tensor& scores, const Tensor& labels);

// What is read, and the labels, are int64 [n]. All throw Error (Input) unless they are as many as each other.

/// How often a class (row) is read as which (column): int64 [classes, classes], as scikit-learn has it. Throws Error (Input) for a
/// class that is not 0 .. classes - 1.
Tensor confusion_matrix(const Tensor& readings, const Tensor& labels, std::int64_t classes = 10);
/// Of what is read as a class, the share that is of it; of a class, the share that is read as it: float64 [classes] from a
/// confusion matrix, 0 where there is nothing to take a share of, as scikit-learn has it.
Tensor precision(const Tensor& confusion);
Tensor recall(const Tensor& confusion);

/// As if digits were lengths: the root of the mean squared error, and the mean absolute error, float64, rank 0.
Tensor rmse(const Tensor& readings, const Tensor& labels);
Tensor mae(const Tensor& readings, const Tensor& labels);

}  // namespace inkgrad
