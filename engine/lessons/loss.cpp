// What to minimise: a number that answers to every small change of a weight, which accuracy does not.
#include "engine/lessons/loss.hpp"

#include <span>
#include <vector>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"

namespace inkgrad::lessons {

namespace {

Tensor tensor_of(std::span<const double> values) {
  return Tensor::from_values<float>({values.begin(), values.end()}, {static_cast<std::int64_t>(values.size())});
}

}  // namespace

Tensor distances(const Tensor& predictions, const Tensor& targets) { return where(targets == 1, 1 - predictions, predictions); }

Tensor mnist_loss(const Tensor& predictions, const Tensor& targets) { return mean(distances(predictions, targets)); }

Tensor mnist_loss_of_scores(const Tensor& scores, const Tensor& targets) { return mnist_loss(sigmoid(scores), targets); }

Tensor binary_accuracy(const Tensor& predictions, const Tensor& targets, const Shape& axes) {
  return mean(to((predictions > 0.5) == (targets == 1), DType::float32), axes);
}

Tensor nudged(const Tensor& predictions, const Tensor& targets, double by) { return predictions + (2 * targets - 1) * by; }

void loss(Story& story, const Mnist& data) {
  const Tensor targets = tensor_of(course_targets), better = tensor_of(better_predictions);
  Tensor predictions = tensor_of(course_predictions).requires_grad_();
  story.show("distances", "Three predictions, 0.9, 0.4 and 0.2, where 1, 0 and 1 are right: what is missing in each.",
             distances(predictions, targets), {}, {{0.1, 0.4, 0.8}});
  story.show("loss", "Their mean is the loss.", mnist_loss(predictions, targets), {}, {{course_loss}});
  story.show("better", "The last prediction at 0.8 instead: the loss falls.", mnist_loss(better, targets), {}, {{better_loss}});

  mnist_loss(predictions, targets).backward();
  story.show("slopes", "Every prediction has a slope: up where 1 is right, down where 0 is.", predictions.grad(), {},
             {{-1.0 / 3, 1.0 / 3, -1.0 / 3}});
  const Tensor moved = nudged(predictions.data(), targets, 0.01);
  story.show("loss-moves", "Each a hundredth better, and the loss answers.",
             mnist_loss(predictions.data(), targets) - mnist_loss(moved, targets), {}, {{0.01}});
  story.show("accuracy-does-not", "Accuracy does not move: it changes only where a prediction crosses 0.5, so its slope is 0.",
             binary_accuracy(moved, targets) - binary_accuracy(predictions.data(), targets), {}, {{0}});

  story.show("sigmoid", "1 / (1 + e^-x) brings any number between 0 and 1: of -4, -1, 0, 1 and 4.",
             sigmoid(tensor_of(sigmoid_places)), {}, {{0.0180, 0.2689, 0.5, 0.7311, 0.9820}});
  story.show("loss-of-sigmoid", "The loss again, the three numbers taken for scores and squeezed first.",
             mnist_loss_of_scores(predictions.data(), targets), {}, {{course_loss_squeezed}});
  story.show("better-of-sigmoid", "And with 0.8.", mnist_loss_of_scores(better, targets), {}, {{better_loss_squeezed}});

  // pr_eight: an image's score for being an 8 is its pixels, each times a weight, added up.
  const Tensor eights = images_of(data.test, 8), ones = images_of(data.test, 1);
  const Tensor weights = mean(images_of(data.train, 8), {0}) - mean(images(data.train), {0});
  story.show("weights", "Weights for an 8: positive where eights have more ink than digits have, negative where less.", weights);
  story.show("score-of-eights", "The sum of pixel times weight, on average over the test set's eights.",
             mean(sum(eights * weights, {-1, -2})));
  story.show("score-of-ones", "And over its ones.", mean(sum(ones * weights, {-1, -2})));
}

}  // namespace inkgrad::lessons
