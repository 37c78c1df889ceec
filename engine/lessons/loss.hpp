#pragma once
// What the lesson "loss" is made of: a loss and an accuracy of predictions, and the course's three predictions.

#include <array>

#include "engine/core/tensor.hpp"

namespace inkgrad::lessons {

/// What is missing in each prediction: 1 - prediction where the target is 1, else the prediction itself. They broadcast.
Tensor distances(const Tensor& predictions, const Tensor& targets);
/// The course's loss: the mean of these distances, a single number. Predictions are meant to be in 0..1.
Tensor mnist_loss(const Tensor& predictions, const Tensor& targets);
/// The same of a model's scores, of any size: squeezed by the sigmoid first.
Tensor mnist_loss_of_scores(const Tensor& scores, const Tensor& targets);
/// The share of predictions on their target's side of 0.5, over axes (all if empty).
Tensor binary_accuracy(const Tensor& predictions, const Tensor& targets, const Shape& axes = {});
/// Every prediction `by` nearer to its target.
Tensor nudged(const Tensor& predictions, const Tensor& targets, double by);

/// The course's three predictions and their targets, the last prediction made better, and what its code gives for them, rounded.
inline constexpr std::array<double, 3> course_predictions{0.9, 0.4, 0.2}, better_predictions{0.9, 0.4, 0.8}, course_targets{1, 0, 1};
inline constexpr double course_loss = 0.4333, better_loss = 0.2333;
/// The same with the predictions taken for scores and squeezed first.
inline constexpr double course_loss_squeezed = 0.4460, better_loss_squeezed = 0.3993;

/// Places that the sigmoid is told at: -4, -1, 0, 1, 4.
inline constexpr std::array<double, 5> sigmoid_places{-4, -1, 0, 1, 4};

}  // namespace inkgrad::lessons
