#pragma once
// What the lesson "mini-batches" is made of: a model whose gradient is asked for batch by batch, and how far such a gradient lies
// from that of all images.

#include "engine/data/mnist.hpp"
#include "engine/train/tensor_dataset.hpp"

namespace inkgrad::lessons {

/// Threes against sevens by one layer, as sgd-from-scratch has it, but from weights that are all 0.
struct Classifier {
  Tensor weights = Tensor::zeros({mnist_pixels, 1}).requires_grad_(), bias = Tensor::zeros({1}).requires_grad_();

  /// The mean distance of sigmoid(score) from the targets.
  Tensor loss(const TensorDataset& batch) const;
  /// The share of images that are read right.
  double accuracy(const TensorDataset& data) const;
  /// The slope of the loss of a batch along each weight, [784, 1].
  Tensor gradient(const TensorDataset& batch) const;
};

/// The squared distance of a batch's gradient from the true one, by the squared length of that.
double squared_noise(const Tensor& gradient, const Tensor& truth);

/// Of so many batches of each size, or all there are, the noise is measured: the root of the mean of their squared noise.
inline constexpr std::int64_t noise_batches = 100;

}  // namespace inkgrad::lessons
