// What is the same in every training: the step becomes an optimizer's, the loop a Learner's. Then a second layer.
#include <cmath>
#include <functional>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"
#include "engine/lessons/loss.hpp"
#include "engine/nn/init.hpp"
#include "engine/nn/module.hpp"
#include "engine/optim/optimizer.hpp"
#include "engine/train/metrics.hpp"

namespace inkgrad::lessons {

namespace {

using Model = std::function<Tensor(const Tensor&)>;

Tensor batch_accuracy(const Tensor& scores, const Tensor& targets) {
  return mean(to((sigmoid(scores) > 0.5) == (targets == 1), DType::float32));
}

/// All that a training needs, and its loop.
struct Learner {
  const DataLoader<TensorDataset>& dl;
  const DataLoader<TensorDataset>& valid_dl;
  Model model;
  Optimizer& opt;
  Tensor (*loss_func)(const Tensor& scores, const Tensor& targets);
  Tensor (*metric)(const Tensor& scores, const Tensor& targets);

  /// The metric after each epoch.
  Tensor fit(int epochs) const {
    std::vector<double> by_epoch;
    for (int epoch = 0; epoch < epochs; ++epoch) {
      for (const auto& [x, y] : dl) {
        opt.zero_grad();
        loss_func(model(x), y).backward();
        opt.step();
      }
      by_epoch.push_back(validate());
    }
    return numbers(by_epoch);
  }

  double validate() const {
    const NoGrad no_grad;
    BatchMean share;
    for (const auto& [x, y] : valid_dl) share.add(metric(model(x), y).item(), y.size(0));
    return share.value();
  }
};

/// A linear layer with PyTorch's first weights: uniform up to 1 / sqrt(inputs) on both sides of 0.
Linear linear_layer(int inputs, int outputs, std::uint32_t stream) {
  Linear layer(inputs, outputs, DType::float32, Device::cpu);
  const double bound = 1 / std::sqrt(inputs);
  init::uniform_(layer.weight, {1, stream}, -bound, bound);
  init::uniform_(layer.bias, {1, stream + 1}, -bound, bound);
  layer.weight.requires_grad_();
  layer.bias.requires_grad_();
  return layer;
}

}  // namespace

void optimizer(Story& story, const Mnist& data) {
  const LoaderOptions how{.batch_size = 256};
  const DataLoader dl(threes_and_sevens(data.train), how), valid_dl(threes_and_sevens(data.test), how);

  // SGD keeps the parameters, and knows the step.
  const Tensor weights = randn({784, 1}, {1, 0}).requires_grad_(), bias = randn({1}, {1, 1}).requires_grad_();
  const Model linear1 = [&](const Tensor& x) { return matmul(x, weights) + bias; };
  SGD opt({weights, bias}, 1);
  const TensorDataset first = dl[0];
  mnist_loss_of_scores(linear1(first.x), first.y).backward();
  const Tensor by_hand = weights.data() - weights.grad() * opt.lr;
  opt.step();
  story.show("step", "SGD's step(), less the same step by hand: the largest difference of 784 weights.",
             amax(abs(weights.data() - by_hand)), {}, {{0}});
  opt.zero_grad();
  story.show("zeroed", "zero_grad() leaves no gradient behind: 1 for yes.", std::int64_t{!weights.grad().defined()}, {}, {{1}, 0});

  // A Learner is given the data, the model, the optimizer, the loss and a metric.
  const Tensor one_layer = Learner{dl, valid_dl, linear1, opt, mnist_loss_of_scores, batch_accuracy}.fit(20);
  story.show("one-layer", "One layer, learnt by a Learner in 20 epochs at a rate of 1: the share of test images read right.",
             one_layer.select(0, 19), {}, story.mnist_at_least(0.96));

  // Two layers with a ReLU between them.
  const Linear layer1 = linear_layer(784, 30, 10), layer2 = linear_layer(30, 1, 20);
  const Model simple_net = [&](const Tensor& x) { return layer2.forward(relu(layer1.forward(x))); };
  SGD opt2({layer1.weight, layer1.bias, layer2.weight, layer2.bias}, 0.1);
  std::int64_t parameters = 0;
  for (const Tensor& p : opt2.parameters()) parameters += p.numel();
  story.show("parameters", "A layer of 30 units with ReLU, and one unit behind it: so many parameters.", parameters, {},
             {{23581}, 0});
  story.show("features", "What the first layer makes of one image before it has learnt: 30 numbers, those below 0 set to 0.",
             relu(layer1.forward(first.x.slice(0, 0, 1))));
  const Learner learner{dl, valid_dl, simple_net, opt2, mnist_loss_of_scores, batch_accuracy};
  const Tensor two_layers = learner.fit(40);
  story.show_curves("epochs", "The same Learner, 40 epochs at a rate of 0.1: the share of test images read right after each.",
                    counting(40).slice(0, 1, 41), {{"two layers", two_layers}});
  story.show("two-layers", "After the last: more than one layer can.", two_layers.select(0, 39), {}, story.mnist_at_least(0.98));
}

}  // namespace inkgrad::lessons
