// Threes against sevens by stochastic gradient descent, every step by hand: no layers, no optimizer.
#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"
#include "engine/lessons/sgd_from_scratch.hpp"

namespace inkgrad::lessons {

void calc_grad(const Tensor& x, const Tensor& y, const Parameters& model) {
  mnist_loss_of_scores(model.linear1(x), y).backward();
}

void take_step(Parameters& model, double lr) {
  for (Tensor* p : {&model.weights, &model.bias}) {
    p->data() -= p->grad() * lr;
    p->zero_grad();
  }
}

Tensor accuracy(const Parameters& model, const TensorDataset& data) {
  const NoGrad no_grad;
  return mean(to((model.linear1(data.x) > 0) == (data.y == 1), DType::float32));
}

namespace {

void train_epoch(Parameters& model, const DataLoader<TensorDataset>& dl, double lr) {
  for (const auto& [x, y] : dl) {
    calc_grad(x, y, model);
    take_step(model, lr);
  }
}

}  // namespace

void sgd_from_scratch(Story& story, const Mnist& data) {
  const TensorDataset train = threes_and_sevens(data.train), test = threes_and_sevens(data.test);
  story.show_shape("train-x", "Threes and sevens in one matrix, an image a row.", train.x, {}, story.mnist({12396, 784}, 0));
  story.show_shape("train-y", "Their targets: 1 for a three, 0 for a seven.", train.y, {}, story.mnist({12396, 1}, 0));

  // 1. Initialise: a random weight for every pixel, and a bias.
  Parameters model;
  story.show("one-score", "2. Predict. The score of one image: pixel times weight, summed, plus bias.",
             sum(train.x.select(0, 0) * model.weights.view({-1})) + model.bias);
  story.show_shape("scores", "All scores at once, by a matrix product.", model.linear1(train.x), {}, story.mnist({12396, 1}, 0));
  const Tensor before = accuracy(model, test);
  story.show("accuracy-before", "A score above 0 reads as a three: the share that is right before anything is learnt.", before);
  Parameters nudged;
  nudged.weights.data().select(0, 0) -= nudged.weights.data().select(0, 0) * -0.0001;
  story.show("nudged", "The first weight times 1.0001: accuracy changes by nothing, so it cannot say where to go.",
             accuracy(nudged, test) - before, {}, {{0}});

  // 3. Loss, 4. gradient.
  const Tensor x4 = train.x.slice(0, 0, 4), y4 = train.y.slice(0, 0, 4);
  calc_grad(x4, y4, model);
  const Tensor once = model.bias.grad();
  story.show("weights-gradient", "4. The gradient of the loss of four images: the mean of its 784 slopes.",
             mean(model.weights.grad()));
  calc_grad(x4, y4, model);
  story.show("twice", "Asked twice without zeroing, it is added up: twice as large.", model.bias.grad() / once, {}, {{2}});
  model.weights.zero_grad();
  model.bias.zero_grad();

  // 5. Step, 6. repeat, 7. stop.
  const DataLoader dl(train, {.batch_size = scratch_batch});
  std::vector<Tensor> by_epoch;
  for (int epoch = 0; epoch < scratch_epochs; ++epoch) {
    train_epoch(model, dl, scratch_lr);
    by_epoch.push_back(accuracy(model, test));
  }
  story.show("accuracy", "5 to 7. Step against the slope, 256 images at a time, learning rate 1: accuracy after each of 20 epochs.",
             stack(by_epoch));
  story.show("accuracy-after", "After the last: better than the nearest mean digit's 0.9511.", by_epoch.back(), {},
             story.mnist_at_least(scratch_accuracy));

  // One document pairs images with themselves: zip(train_x, train_x).
  story.show_shape("slip", "A slip: with zip(train_x, train_x) an image's target is not its label but the image.",
                   train.x.select(0, 0), {}, {{784}, 0});
  Parameters misled;
  const DataLoader slipped(TensorDataset{train.x, train.x}, {.batch_size = 256});
  for (int epoch = 0; epoch < 5; ++epoch) train_epoch(misled, slipped, 1);
  story.show("slip-accuracy",
             "Broadcasting hides it: the loss is still one number. But hardly a pixel is a full 1, so nearly all is read as a seven.",
             accuracy(misled, test));
  story.show("sevens", "Reading everything as a seven would be right so often.", mean(to(test.y == 0, DType::float32)), {},
             story.mnist({0.5044}));
}

}  // namespace inkgrad::lessons
