#pragma once
// What the lesson "sgd-from-scratch" is made of: a model of two parameters, its loss, and the parts of a training step.

#include "engine/data/loader.hpp"
#include "engine/lessons/loss.hpp"
#include "engine/nn/init.hpp"
#include "engine/train/tensor_dataset.hpp"

namespace inkgrad::lessons {

/// How the document trains: images in a step, the learning rate, epochs, and the share of test images that it reads right after them.
inline constexpr int scratch_batch = 256, scratch_epochs = 20;
inline constexpr double scratch_lr = 1, scratch_accuracy = 0.96;

/// One weight a pixel, [784, 1], and a bias, [1]: standard normal at first, from streams 0 and 1 of seed 1.
struct Parameters {
  Tensor weights = randn({28 * 28, 1}, {1, 0}).requires_grad_();
  Tensor bias = randn({1}, {1, 1}).requires_grad_();

  /// Scores [n, 1] of images [n, 784].
  Tensor linear1(const Tensor& x) const { return matmul(x, weights) + bias; }
};

/// Adds the gradient of the loss of images x [n, 784] with targets y [n, 1] to the parameters' grad().
void calc_grad(const Tensor& x, const Tensor& y, const Parameters& model);

/// p -= p.grad() * lr for both parameters, whose gradients are then zeroed.
void take_step(Parameters& model, double lr);

/// The share of images whose score is above 0 where the target is 1, and not where it is 0: float32, rank 0.
Tensor accuracy(const Parameters& model, const TensorDataset& data);

}  // namespace inkgrad::lessons
