// Data in small portions: how a DataLoader makes them, why it shuffles, and how large they should be.
#include "engine/lessons/mini_batches.hpp"

#include <array>
#include <cmath>
#include <numeric>
#include <string>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"
#include "engine/optim/optimizer.hpp"
#include "engine/train/metrics.hpp"

namespace inkgrad::lessons {

Tensor Classifier::loss(const TensorDataset& batch) const {
  const Tensor predictions = sigmoid(matmul(batch.x, weights) + bias);
  return mean(where(batch.y == 1, 1 - predictions, predictions));
}

double Classifier::accuracy(const TensorDataset& data) const {
  const NoGrad no_grad;
  return mean(to((matmul(data.x, weights) + bias > 0) == (data.y == 1), DType::float32)).item();
}

Tensor Classifier::gradient(const TensorDataset& batch) const { return gradients(loss(batch), std::array{weights})[0]; }

double squared_noise(const Tensor& gradient, const Tensor& truth) {
  return (sum(pow(gradient - truth, 2)) / sum(pow(truth, 2))).item();
}

namespace {

std::vector<std::int64_t> range(std::int64_t count) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), 0);
  return values;
}

/// Every batch of numbers a row.
Tensor rows(const DataLoader<std::vector<std::int64_t>>& dl) {
  std::vector<Tensor> batches;
  for (const auto& batch : dl) batches.push_back(Tensor::from_values(batch, {static_cast<std::int64_t>(batch.size())}));
  return stack(batches);
}

/// One epoch; the accuracy on `test` after step 1, 5, 9 and so on.
Tensor train(const DataLoader<TensorDataset>& dl, const TensorDataset& test) {
  Classifier model;
  SGD optimizer({model.weights, model.bias}, 1);
  std::vector<double> shares;
  std::int64_t step = 0;
  for (const TensorDataset& batch : dl) {
    optimizer.zero_grad();
    model.loss(batch).backward();
    optimizer.step();
    if (step++ % 4 == 0) shares.push_back(model.accuracy(test));
  }
  return numbers(shares);
}

/// Of `count` batches, how far their gradients lie from that of all data, by its own length: the root of the mean square.
double noise(const TensorDataset& data, std::int64_t batch_size, std::int64_t count) {
  const Classifier model;
  const Tensor truth = model.gradient(data);
  BatchMean square;
  const DataLoader dl(data, {.batch_size = batch_size, .shuffle = true});
  for (std::int64_t i = 0; i < std::min(count, dl.size()); ++i) {
    square.add(squared_noise(model.gradient(dl[i]), truth), 1);
  }
  return std::sqrt(square.value());
}

}  // namespace

void mini_batches(Story& story, const Mnist& data) {
  story.show("in-order", "0 to 14, five at a time: a batch a row.", rows({range(15), {.batch_size = 5}}), {},
             {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}, 0});
  DataLoader dl(range(15), {.batch_size = 5, .shuffle = true});
  story.show("shuffled", "Shuffled: every number once, in an order that a seed decides.", rows(dl));
  dl.set_epoch(1);
  story.show("shuffled-again", "Another epoch, another order.", rows(dl));
  const DataLoader elevens(range(11), {.batch_size = 4}), dropping(range(11), {.batch_size = 4, .drop_last = true});
  story.show("last-batch", "Of 11 numbers in fours, the last batch has three.", static_cast<std::int64_t>(elevens[2].size()),
             {}, {{3}, 0});
  story.show("dropped", "Or it is dropped, and there are two batches.", dropping.size(), {}, {{2}, 0});

  std::vector<double> odd_doubled;
  for (const std::int64_t value : range(10)) {
    if (value % 2 == 1) odd_doubled.push_back(2 * static_cast<double>(value));
  }
  story.show("odd-doubled", "Python makes such lists in one expression, [2 * n for n in range(10) if n % 2 == 1], C++ in a loop.",
             numbers(odd_doubled), {}, {{2, 6, 10, 14, 18}, 0});

  // A Dataset is what is indexed into pairs: what goes in, and what should come out.
  const auto alphabet = zip(range(26), std::string("abcdefghijklmnopqrstuvwxyz"));
  story.show("alphabet", "The alphabet zipped with its places: a Dataset of as many pairs.",
             static_cast<std::int64_t>(alphabet.size()), {}, {{26}, 0});
  story.show("pair", "Its pair at 3: 3, and the d, which is letter 100 to a computer.",
             Tensor::from_values<std::int64_t>({alphabet[3].first, alphabet[3].second}, {2}), {}, {{3, 100}, 0});
  const auto of_six = DataLoader(alphabet, {.batch_size = 6, .shuffle = true})[0];
  bool together = true;
  for (const auto& [place, letter] : of_six) together = together && letter == 'a' + place;
  story.show("together", "Shuffled, places and letters stay together: 1 for yes.", std::int64_t{together}, {}, {{1}, 0});

  // Images: unshuffled, all threes come before all sevens.
  const TensorDataset learning = threes_and_sevens(data.train), test = threes_and_sevens(data.test);
  const DataLoader unshuffled(learning, {.batch_size = 64}), shuffled(learning, {.batch_size = 64, .shuffle = true});
  story.show_shape("batch", "A batch of images, and as many targets.", shuffled[0].x, {}, story.mnist({64, 784}, 0));
  story.show("first-targets", "The mean target of the first batch, unshuffled and shuffled: threes only, or some of both.",
             stack({mean(unshuffled[0].y), mean(shuffled[0].y)}));
  const Tensor by_order = train(unshuffled, test), by_chance = train(shuffled, test);
  story.show_curves("shares", "One epoch of threes against sevens: the share of test images read right, by steps.",
                    counting(by_order.numel() - 1) * 4 + 1,
                    {{"threes, then sevens", by_order}, {"shuffled", by_chance}});
  const std::int64_t half = by_order.numel() / 2;  // of the epoch
  story.show("half-way", "Half-way, unshuffled has seen hardly a seven and reads all as threes; shuffled knows both.",
             stack({by_order.select(0, half), by_chance.select(0, half)}));

  // A batch's gradient is a guess at that of all images.
  std::vector<double> noises;
  for (const std::int64_t size : {1, 4, 16, 64, 256}) noises.push_back(noise(learning, size, noise_batches));
  story.show_curves("noise", "How far the gradient of 1, 4, 16, 64 and 256 images lies from that of all, by its length.",
                    counting(4),
                    {{"noise, by the power of 4 of the batch size", numbers(noises)}}, Scale::logarithmic);
  story.show("halving", "Four times the images halve it, for four times the work: the noise of 16 by that of 64.",
             Tensor::scalar(noises[2] / noises[3], DType::float64));

  // Means over batches.
  story.show("mean-of-means", "Batches of [1, 1, 1, 1] and [0]: the mean of their means takes the last for as much as the first.",
             Tensor::scalar((1.0 + 0.0) / 2), {}, {{0.5}});
  BatchMean weighted;
  weighted.add(1, 4);
  weighted.add(0, 1);
  story.show("weighted", "Weighted by what a batch has, it is the mean of all five.", Tensor::scalar(weighted.value()), {},
             {{0.8}});
}

}  // namespace inkgrad::lessons
