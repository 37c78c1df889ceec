// A part of the training images set aside, and inputs of mean 0 and standard deviation 1.
#include "engine/autograd/functional.hpp"
#include "engine/lessons/lesson.hpp"

namespace inkgrad::lessons {

void normalise(Story& story, const Mnist& data) {
  // Five sixths to learn from: 50,000 of MNIST's 60,000. The rest is looked at while learning; the test images not before its end.
  const std::int64_t cut = data.train.count() - data.train.count() / 6;
  const Dataset learning = data.train.first(cut), validation = data.train.from(cut);
  story.show("images", "Images to learn from.", learning.count(), {}, story.mnist({50000}, 0));
  story.show("validation-images", "Images to check by, from the end of the training set.", validation.count(), {},
             story.mnist({10000}, 0));
  story.show("labels", "The labels of the first eight.", labels(learning).slice(0, 0, 8), {},
             story.mnist({5, 0, 4, 1, 9, 2, 1, 3}, 0));
  story.show("validation-label", "And of the first to check by.", validation.labels[0], {}, story.mnist({3}, 0));

  const auto [mu, sigma] = pixel_stats(learning);
  story.show("mean", "The mean over all pixels of all images to learn from, 0 paper to 1 ink.", number(mu), {},
             story.mnist({0.13096}, 5));
  story.show("std", "Their standard deviation.", number(sigma), {}, story.mnist({0.30849}, 5));

  const Tensor x = (images(learning.first(1000)) - mu) / sigma;
  story.show("normalised", "The first thousand, less that mean and divided by that deviation: paper is now below 0 and ink near 3.",
             stack({-amax(-x), amax(x)}), {}, story.mnist({-0.4245, 2.8170}));
  const Tensor x_validation = (images(validation) - mu) / sigma;
  story.show("validation-mean", "The images to check by are treated with the same two numbers, not with their own: near 0.",
             mean(x_validation), {}, story.mnist({-0.00585}, 5));
  story.show("validation-std", "And near 1, since they were not asked.", stddev(x_validation, {}, false, false), {},
             story.mnist({0.99243}, 5));
}

}  // namespace inkgrad::lessons
