// Ten classes from one linear layer: log softmax and negative log-likelihood; by L-BFGS, by layers with Adam, and by hand.
#include <functional>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"
#include "engine/lessons/ten_digits.hpp"
#include "engine/nn/model.hpp"
#include "engine/optim/lbfgs.hpp"
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

/// scikit-learn's LogisticRegression with C = 50 / images: L-BFGS makes C times the sum of the losses, plus half the sum of the
/// squared weights, small. Divided by C times the number of images, that is the mean loss plus a hundredth of the squares.
void fit_all_at_once(const Tensor& w, const Tensor& b, const Normalised& set) {
  LBFGS optimizer({w, b}, {.max_iter = 100, .history_size = 10, .tolerance_grad = 1e-3});
  optimizer.step([&] {
    optimizer.zero_grad();
    const Tensor loss = nll_loss(log_softmax(matmul(set.x, w) + b), set.y) + sum(pow(w, 2)) * 0.01;
    loss.backward();
    return loss;
  });
}

Tensor predict(const Forward& log_probabilities, const Tensor& x) {
  const NoGrad no_grad;
  return log_probabilities(x);
}

}  // namespace

TenNumbers ten_numbers(const Tensor& scores) { return {scores, softmax(scores), log_softmax(scores)}; }

void logistic_regression(Story& story, const Mnist& data) {
  const Normalised set = normalised(data.train);

  // All images for every step, and large weights paid for.
  const Tensor w0 = Tensor::zeros({784, 10}).requires_grad_(), b0 = Tensor::zeros({10}).requires_grad_();
  fit_all_at_once(w0, b0, set);
  const Forward regression = [&](const Tensor& x) { return log_softmax(matmul(x, w0) + b0); };
  const Tensor scores = predict(regression, set.x_validation), digits = argmax(scores, 1);
  story.show("lbfgs-training", "As scikit-learn does it, by L-BFGS: the share that is read right of the images learnt from.",
             accuracy(predict(regression, set.x), set.y));
  story.show("lbfgs", "And of those to check by. The document says about 91%.", accuracy(scores, set.y_validation), {},
             story.mnist_within(0.9205, 0.003));
  story.show("rmse", "How far the digit that is read lies from the label, as if digits were lengths: the root of the mean square.",
             rmse(digits, set.y_validation), {}, story.mnist_within(1.182, 0.05, 3));
  story.show("mae", "And the mean of its absolute value. Neither says how well digits are read: a 9 for a 1 is no worse than a 2.",
             mae(digits, set.y_validation), {}, story.mnist_within(0.290, 0.05, 3));
  const Tensor confusion = confusion_matrix(digits, set.y_validation);
  story.show("confusion", "How often which digit (row) is read as which (column).", confusion);
  story.show("precision", "Of what is read as 0, 1, ..., 9, the share that is it.", precision(confusion));
  story.show("recall", "Of the zeros, ones, ..., nines, the share that is read as it.", recall(confusion));

  // By layers.
  const Model model = make_model("784-10", 1);
  const Forward net = [&](const Tensor& x) { return log_softmax(model.network.forward(x)); };
  const TenNumbers said = ten_numbers(predict([&](const Tensor& x) { return model.network.forward(x); }, set.x_validation.slice(0, 0, 1)));
  const Tensor& one = said.log_probabilities;
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
  story.show("validation", "And of those to check by.", accuracy(predictions, set.y_validation), {}, story.mnist_at_least(document_accuracy));

  // By hand: the same from two parameters and a matrix product.
  const Tensor w = get_weights({784, 10}, 0), b = get_weights({10}, 1);
  Adam by_hand({w, b});
  const Forward logreg = [&](const Tensor& x) { return log_softmax(matmul(x, w) + b); };
  const Tensor too_early = predict(logreg, set.x_validation);
  fit(logreg, by_hand, set);
  story.show("by-hand", "The layer written out, trained alike.", accuracy(predict(logreg, set.x_validation), set.y_validation), {},
             story.mnist_at_least(document_accuracy));

  // One document scores its second network by predictions that it made before training it.
  story.show("too-early", "A slip: scored by predictions from before its training, nothing would have been learnt.",
             accuracy(too_early, set.y_validation));
  story.show("first-again", "In the document they are the first network's: for the second, the first's share is printed again.",
             accuracy(predictions, set.y_validation));

  // One divides by 1 + the sum over the batch (dim 0) instead of the sum over the ten classes.
  const Tensor w2 = get_weights({784, 10}, 0), b2 = get_weights({10}, 1);
  Adam slipping({w2, b2});
  const Forward slip = [&](const Tensor& x) {
    const Tensor powers = exp(matmul(x, w2) + b2);
    return log(powers / (1 + sum(powers, {0}, true)));
  };
  fit(slip, slipping, set);
  std::vector<Tensor> by_batch, alone;
  for (const auto& [x, y] : DataLoader(TensorDataset{set.x_validation, set.y_validation}, {.batch_size = 64})) {
    by_batch.push_back(predict(slip, x));
    for (std::int64_t i = 0; i < x.size(0); ++i) alone.push_back(predict(slip, x.slice(0, i, i + 1)));
  }
  story.show("slip", "A slip: normalised over the batch instead of the classes, and 1 added. Read 64 at a time, it hardly shows.",
             accuracy(cat(by_batch), set.y_validation));
  story.show("slip-alone", "But an image's numbers now depend on its neighbours. Read one by one, far fewer are right.",
             accuracy(cat(alone), set.y_validation), {}, story.mnist_within(0.80, 0.05, 2));
  const Tensor pair = set.x_validation.slice(0, 0, 2);
  story.show("slip-neighbour", "The first image's share for its label, alone and beside the second: with log softmax both are one.",
             exp(stack({predict(slip, pair.slice(0, 0, 1)).select(0, 0), predict(slip, pair).select(0, 0)}))
                 .select(1, set.y_validation.to_vector<std::int64_t>()[0]));
}

}  // namespace inkgrad::lessons
