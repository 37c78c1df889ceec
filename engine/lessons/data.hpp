#pragma once
// The data as the lessons look at it.

#include <cstdint>

#include "engine/core/tensor.hpp"
#include "engine/data/mnist.hpp"

namespace inkgrad::lessons {

/// All images of a digit, float32 [n, 28, 28], 0 paper to 1 ink. Throws Error (Input) if there is none.
Tensor images_of(const Dataset& dataset, int digit);

/// All images, float32 [n, 28, 28], 0 paper to 1 ink, and the labels, int64 [n].
Tensor images(const Dataset& dataset);
Tensor labels(const Dataset& dataset);

/// Five sixths of a training set (50,000 of MNIST's 60,000) to learn from and the rest to check by, both less the first part's mean
/// and divided by its standard deviation: x float32 [n, 784], y int64 [n].
struct Normalised {
  Tensor x, y, x_validation, y_validation;
  PixelStats stats;  ///< of the first part
};
Normalised normalised(const Dataset& train);

/// Batch `number` of the first epoch, shuffled: 64 of the images to learn from with their labels, or what is left. The next
/// function says how many there are.
struct Batch {
  Tensor x, y;
};
Batch batch(const Normalised& set, std::int64_t number);
std::int64_t batches(const Normalised& set);

/// The notebook's weights, to be learnt: standard normal from stream `stream`, divided by their first length.
Tensor get_weights(const Shape& shape, std::uint32_t stream);

/// The share of labels that are the place of their row's largest score.
Tensor accuracy(const Tensor& scores, const Tensor& labels);

}  // namespace inkgrad::lessons
