// Ten classes from one linear layer: log softmax, negative log-likelihood, Adam; first by layers, then by hand.
#include <functional>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"
#include "engine/nn/model.hpp"
#include "engine/optim/optimizer.hpp"
#include "engine/train/metrics.hpp"

namespace inkgrad::lessons {

namespace {

using Forward = std::function<Tensor(const Tensor&)>;

/// One epoch.
void fit(const Forward& log_probabilities, Optimizer& optimizer, const Normalised& set) {
  for (const auto& [x, y] : batches(set)) {
    optimizer.zero_grad();
    nll_loss(log_probabilities(x), y).backward();
    optimizer.step();
  }
}

Tensor predict(const Forward& log_probabilities, const Tensor& x) {
  const NoGrad no_grad;
  return log_probabilities(x);
}

}  // namespace

void logistic_regression(Story& story, const Mnist& data) {
  const Normalised set = normalised(data.train);

  // By layers.
  const Model model = make_model("784-10", 1);
  const Forward net = [&](const Tensor& x) { return log_softmax(model.network.forward(x)); };
  const Tensor one = predict(net, set.x_validation.slice(0, 0, 1));
  story.show("log-probabilities", "One linear layer and log softmax give ten numbers an image, here before learning.", one);
  story.show("sum", "e to their power are probabilities: they add up to 1.", sum(exp(one)), {}, {{1}});
  story.show("loss", "The loss of that image: the negative number at its label.", nll_loss(one, set.y_validation.slice(0, 0, 1)));

  Adam adam(model.network.parameters());
  fit(net, adam, set);
  const Tensor predictions = predict(net, set.x_validation);
  story.show_shape("predictions", "After one epoch: ten numbers for each of the images to check by.", predictions, {},
                   story.mnist({10000, 10}, 0));
  story.show("first-eight", "The places of the largest, for the first eight.", argmax(predictions.slice(0, 0, 8), 1));
  story.show("their-labels", "Their labels.", set.y_validation.slice(0, 0, 8), {}, story.mnist({3, 8, 6, 9, 6, 4, 5, 3}, 0));
  story.show("training", "The share that is read right of the images learnt from.", accuracy(predict(net, set.x), set.y));
  story.show("validation", "And of those to check by.", accuracy(predictions, set.y_validation), {}, story.mnist_at_least(0.912));
  const Tensor away = to(argmax(predictions, 1), DType::float32) - to(set.y_validation, DType::float32);
  story.show("rmse", "How far the digit that is read lies from the label, as if digits were lengths: the root of the mean square.",
             sqrt(mean(pow(away, 2))));
  story.show("mae", "And the mean of its absolute value. Neither says how well digits are read: a 9 for a 1 is no worse than a 2.",
             mean(abs(away)));

  // By hand: the same from two parameters and a matrix product.
  const Tensor w = get_weights({784, 10}, 0), b = get_weights({10}, 1);
  Adam by_hand({w, b});
  const Forward logreg = [&](const Tensor& x) { return log_softmax(matmul(x, w) + b); };
  fit(logreg, by_hand, set);
  story.show("by-hand", "The layer written out, trained alike.", accuracy(predict(logreg, set.x_validation), set.y_validation), {},
             story.mnist_at_least(0.912));

  // One document divides by 1 + the sum over the batch (dim 0) instead of the sum over the ten classes.
  const Tensor w2 = get_weights({784, 10}, 0), b2 = get_weights({10}, 1);
  Adam slipping({w2, b2});
  const Forward slip = [&](const Tensor& x) {
    const Tensor powers = exp(matmul(x, w2) + b2);
    return log(powers / (1 + sum(powers, {0}, true)));
  };
  fit(slip, slipping, set);
  std::vector<Tensor> parts;  // read as it learns, 64 at a time, since an image's numbers now depend on its neighbours
  for (std::int64_t i = 0; i < set.x_validation.size(0); i += 64) {
    parts.push_back(predict(slip, set.x_validation.slice(0, i, i + 64)));
  }
  story.show("slip", "A slip: normalised over the batch instead of the classes, and 1 added, it reads worse.",
             accuracy(cat(parts), set.y_validation));
}

}  // namespace inkgrad::lessons
