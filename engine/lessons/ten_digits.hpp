#pragma once
// What the lesson "logistic-regression" is made of: ten scores an image, and what is made of them.

#include <cstdint>

#include "engine/core/tensor.hpp"
#include "engine/data/mnist.hpp"

namespace inkgrad::lessons {

/// How many of a training set's images are to learn from: five sixths, MNIST's first 50,000. The rest are to check by.
constexpr std::int64_t images_to_learn(std::int64_t all) { return all - all / 6; }

/// pixel_stats of MNIST's first 50,000 training images.
inline constexpr PixelStats mnist_learning_stats{0.13096128961584633, 0.30849489106382544};

/// The share of the 10,000 images to check by that the documents' networks of one linear layer reach after one epoch.
inline constexpr double document_accuracy = 0.912;

/// From the scores [n, 10] of a linear layer: softmax, e to the power of each over the sum of an image's ten, and its natural
/// logarithm. All float32 [n, 10].
struct TenNumbers {
  Tensor scores, probabilities, log_probabilities;
};
TenNumbers ten_numbers(const Tensor& scores);

}  // namespace inkgrad::lessons
