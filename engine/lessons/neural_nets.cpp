// Layers behind each other: what bends between them, what width and depth add, and what a convolution knows of images.
#include <array>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"
#include "engine/nn/init.hpp"
#include "engine/train/metrics.hpp"
#include "engine/train/trainer.hpp"

namespace inkgrad::lessons {

namespace {

/// From -2 to 2, evenly.
Tensor places() { return counting(40) / 10 - 2; }

/// The share of images whose nearest mean digit, by L2, is their own: the baseline of pixel-similarity.
double baseline(const Mnist& data) {
  const Tensor test = images(data.test);
  std::vector<Tensor> nearness;
  for (int digit = 0; digit < 10; ++digit) {
    nearness.push_back(-mean(pow(test - mean(images_of(data.train, digit), {0}), 2), {-1, -2}));
  }
  return accuracy(stack(nearness, 1), labels(data.test)).item();
}

/// One epoch of a network over all training images: Adam, batches of 64.
Trainer trained(const char* spec, const Dataset& train) {
  const PixelStats stats = pixel_stats(train);
  Trainer trainer({.spec = spec}, train, stats.mean, stats.std);
  while (trainer.epoch() < 1) trainer.step();
  return trainer;
}

/// The images two pixels to the right; what is at the edge of MNIST's is paper.
Dataset moved(Dataset dataset) {
  for (std::size_t i = dataset.images.size(); i-- > 0;) dataset.images[i] = i % 28 < 2 ? 0 : dataset.images[i - 2];
  return dataset;
}

}  // namespace

void neural_nets(Story& story, const Mnist& data) {
  // Without a bend between them, two layers are one.
  const Tensor x = images(data.test.first(10)).view({-1, 784});
  const Tensor w1 = randn({784, 30}, {1, 0}) / 28, w2 = randn({30, 10}, {1, 1}), linear2 = matmul(matmul(x, w1), w2);
  story.show("two-are-one", "Two matrix products in a row are one with the product of the matrices: the largest difference.",
             amax(abs(linear2 - matmul(x, matmul(w1, w2)))), {}, {{0}, 3});
  story.show("bent", "With ReLU between them they are not, and more layers can do more than one: the largest difference.",
             amax(abs(matmul(relu(matmul(x, w1)), w2) - linear2)));

  story.show_curves("activations",
                    "Activation functions from -2 to 2: ReLU is x or 0, sigmoid lies between 0 and 1, tanh between -1 and 1.",
                    places(), {{"relu", relu(places())}, {"sigmoid", sigmoid(places())}, {"tanh", tanh(places())}});
  const Tensor some = numbers({-2, -1, 0, 1, 2});
  story.show("abs", "From two ReLUs, |x|: relu(x) + relu(-x), of -2 to 2. From enough of them, any curve.", relu(some) + relu(-some),
             {}, {{2, 1, 0, 1, 2}});

  // F.relu is a function, nn.ReLU a module: a thing that can be put into a Sequential, where it is called for us.
  const inkgrad::Function module(relu);
  story.show("f-and-nn", "relu(x), the function, less what the module of it gives: the largest difference.",
             amax(abs(relu(some) - module.forward(some))), {}, {{0}});
  const Model small = make_model("784-30r-10", 1);
  story.show("modules", "784-30r-10 is three modules: Linear, ReLU, Linear.", static_cast<std::int64_t>(small.spec.layers.size()),
             {}, {{3}, 0});
  story.show("relu-parameters", "The ReLU has no parameters.", small.spec.layers[1].parameters, {}, {{0}, 0});

  // From the baseline to a convolutional network.
  std::vector<double> shares = {baseline(data)}, shares_of_moved, parameters = {10 * 784};
  story.show("baseline", "The nearest mean digit: the share of test images that is read right.", Tensor::scalar(shares[0]), {},
             story.mnist({0.8203}));
  const Dataset moved_test = moved(data.test);
  struct Network {
    const char *spec, *name, *text;
  };
  for (const auto& [spec, name, text] : std::array<Network, 5>{
           {{"784-10", "one-layer", "784-10, one epoch: a template a digit, as the mean digits are, but learnt."},
            {"784-30r-10", "hidden", "784-30r-10: 30 units between pixels and digits find parts that digits share."},
            {"784-100r-10", "wide", "784-100r-10: one wide hidden layer."},
            {"784-92r-64r-10", "two", "784-92r-64r-10, two hidden layers, as many parameters: depth by itself adds nothing here."},
            {"c8x5r-p2-c16x5r-p2-10", "cnn", "c8x5r-p2-c16x5r-p2-10, a CNN: the same small weights for every place."}}}) {
    const Trainer trainer = trained(spec, data.train);
    shares.push_back(evaluate(trainer.model(), data.test).accuracy);
    shares_of_moved.push_back(evaluate(trainer.model(), moved_test).accuracy);
    parameters.push_back(static_cast<double>(trainer.model().spec.parameters()));
    story.show(name, text, Tensor::scalar(shares.back()));
  }
  story.show("table", "From the baseline to the CNN, side by side.", numbers(shares));
  story.show("parameters", "Their parameters: the CNN has the fewest.", to(numbers(parameters), DType::int64));
  story.show("moved", "The five networks again, every test image two pixels to the right: what each has learnt of places.",
             numbers(shares_of_moved));
}

}  // namespace inkgrad::lessons
