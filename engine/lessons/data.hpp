#pragma once
// The data as the lessons look at it.

#include <cstdint>
#include <span>

#include "engine/data/loader.hpp"
#include "engine/data/mnist.hpp"
#include "engine/train/tensor_dataset.hpp"

namespace inkgrad::lessons {

/// Images as bytes, one after the other, as float32 [n, 28, 28], 0 paper to 1 ink.
Tensor grey(std::span<const std::uint8_t> pixels);

/// All images of a digit, float32 [n, 28, 28], 0 paper to 1 ink. Throws Error (Input) if there is none.
Tensor images_of(const Dataset& dataset, int digit);

/// All images, float32 [n, 28, 28], 0 paper to 1 ink, and the labels, int64 [n].
Tensor images(const Dataset& dataset);
Tensor labels(const Dataset& dataset);

/// Threes, then sevens: x float32 [n, 784], y 1 for a three and 0 for a seven, float32 [n, 1].
TensorDataset threes_and_sevens(const Dataset& dataset);

/// Five sixths of a training set (50,000 of MNIST's 60,000) to learn from and the rest to check by, both less the first part's mean
/// and divided by its standard deviation: x float32 [n, 784], y int64 [n].
struct Normalised {
  Tensor x, y, x_validation, y_validation;
  PixelStats stats;  ///< of the first part
};
Normalised normalised(const Dataset& train);

/// The images to learn from with their labels, shuffled, 64 at a time.
DataLoader<TensorDataset> batches(const Normalised& set);

/// Numbers as a float64 vector, and 0, 1, ... last as one.
Tensor numbers(const std::vector<double>& values);
Tensor counting(std::int64_t last);

/// The notebook's weights, to be learnt: standard normal from stream `stream`, divided by their first length.
Tensor get_weights(const Shape& shape, std::uint32_t stream);

}  // namespace inkgrad::lessons
