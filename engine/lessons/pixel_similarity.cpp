// A baseline before any learning: an image is the digit whose mean image is nearest.
#include <array>
#include <cmath>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"

namespace inkgrad::lessons {

namespace {

/// L1: the mean of the absolute differences, image by image.
Tensor l1(const Tensor& a, const Tensor& b) { return mean(abs(a - b), {-1, -2}); }

/// L2, or RMSE: the root of the mean of the squared differences, image by image.
Tensor rmse(const Tensor& a, const Tensor& b) { return sqrt(mean(pow(a - b, 2), {-1, -2})); }

Tensor share(const Tensor& which) { return mean(to(which, DType::float32)); }

/// The place of the first 3 from place 10,000 on (from 0 on if there are fewer), a 3 in MNIST.
Tensor some_three(const Dataset& dataset) {
  std::int64_t place = dataset.count() > 10000 ? 10000 : 0;
  while (dataset.labels[static_cast<std::size_t>(place)] != 3) place = (place + 1) % dataset.count();
  return images(dataset.first(place + 1)).select(0, place);
}

/// For each of some values the nearest element of a vector.
Tensor nearest(const Tensor& vector, const std::array<double, 6>& values) {
  const std::vector<float> all = vector.to_vector<float>();
  std::vector<float> found;
  for (const double value : values) {
    float best = all[0];
    for (const float x : all) best = std::abs(x - value) < std::abs(best - value) ? x : best;
    found.push_back(best);
  }
  return Tensor::from_values(found, {static_cast<std::int64_t>(found.size())});
}

}  // namespace

void pixel_similarity(Story& story, const Mnist& data) {
  const Tensor threes = images_of(data.train, 3), sevens = images_of(data.train, 7);
  const Tensor mean3 = mean(threes, {0}), mean7 = mean(sevens, {0});
  story.show("mean-3", "The mean of all threes, pixel by pixel: one blurred image.", mean3);
  story.show("mean-7", "The mean of all sevens.", mean7);

  const Tensor three = some_three(data.train);
  story.show("l1-to-3", "How far one 3 is from the mean 3: absolute differences, averaged.", l1(three, mean3),
             story.mnist({0.1114}), story.mnist({0.1114}));
  story.show("l1-to-7", "The same 3 from the mean 7: farther, so it is read as a 3.", l1(three, mean7), {}, story.mnist({0.1586}));
  story.show("rmse-to-3", "Squared before they are averaged, large differences weigh more.", rmse(three, mean3), {},
             story.mnist({0.2021}));
  story.show("rmse-to-7", "And to the mean 7.", rmse(three, mean7), {}, story.mnist({0.3021}));
  story.show("l1-loss", "The library's l1_loss is the same number.", l1_loss(three, mean7), {}, story.mnist({0.1586}));
  story.show("mse-loss", "The root of its mse_loss is the other.", sqrt(mse_loss(three, mean7)), {}, story.mnist({0.3021}));

  const Tensor test3 = images_of(data.test, 3), test7 = images_of(data.test, 7);
  const Tensor distances = l1(test3, mean3);
  story.show_shape("differences", "All threes kept for measuring, less one image: it is stretched over them, not copied.",
                   test3 - mean3, story.mnist({1010, 28, 28}, 0), story.mnist({1010, 28, 28}, 0));
  story.show_shape("distances", "Averaged over the last two axes: one distance an image.", distances, story.mnist({1010}, 0),
                   story.mnist({1010}, 0));
  const std::array<double, 6> printed = {0.1050, 0.1526, 0.1186, 0.1122, 0.1170, 0.1086};
  story.show("six-of-them", "Six of them; on MNIST those that the document prints, whose images lie in another order.",
             nearest(distances, printed), story.mnist({printed.begin(), printed.end()}),
             story.mnist({printed.begin(), printed.end()}));

  const Tensor right3 = share(distances < l1(test3, mean7)), right7 = share(l1(test7, mean7) <= l1(test7, mean3));
  story.show("right-of-threes", "The threes that are nearer to the mean 3.", right3, story.mnist({0.9168}), story.mnist({0.9168}));
  story.show("right-of-sevens", "The sevens that are not.", right7, story.mnist({0.9854}), story.mnist({0.9854}));
  story.show("right", "The mean of both: the baseline that learning must beat.", (right3 + right7) / 2, story.mnist({0.9511}),
             story.mnist({0.9511}));

  const Tensor test = images(data.test), wanted = labels(data.test);
  std::vector<Tensor> by_l1, by_l2;
  for (int digit = 0; digit < 10; ++digit) {
    const Tensor mean_digit = mean(images_of(data.train, digit), {0});
    by_l1.push_back(-l1(test, mean_digit));
    by_l2.push_back(-rmse(test, mean_digit));
  }
  story.show("ten-by-l1", "Ten mean digits: the share of all test images whose own is the nearest by L1.",
             share(argmax(stack(by_l1, 1), 1) == wanted), {}, story.mnist({0.6685}));
  story.show("ten-by-l2", "And by L2, which hits more often.", share(argmax(stack(by_l2, 1), 1) == wanted), {},
             story.mnist({0.8203}));
}

}  // namespace inkgrad::lessons
