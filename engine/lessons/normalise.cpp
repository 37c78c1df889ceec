// A part of the training images set aside, and inputs of mean 0 and standard deviation 1.
#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"

namespace inkgrad::lessons {

void normalise(Story& story, const Mnist& data) {
  // The rest is looked at while learning; the test images not before its end.
  const Normalised set = normalised(data.train);
  story.show_shape("images", "Images to learn from, a row of pixels each.", set.x, {}, story.mnist({50000, 784}, 0));
  story.show_shape("validation-images", "Images to check by, from the end of the training set.", set.x_validation, {},
                   story.mnist({10000, 784}, 0));
  story.show("labels", "The labels of the first eight.", set.y.slice(0, 0, 8), {}, story.mnist({5, 0, 4, 1, 9, 2, 1, 3}, 0));
  story.show("validation-label", "And of the first to check by.", set.y_validation.select(0, 0), {}, story.mnist({3}, 0));

  story.show("mean", "The mean over all pixels of all images to learn from, 0 paper to 1 ink.",
             Tensor::scalar(set.stats.mean, DType::float64), {}, story.mnist({0.13096}, 5));
  story.show("std", "Their standard deviation.", Tensor::scalar(set.stats.std, DType::float64), {}, story.mnist({0.30849}, 5));
  const Tensor thousand = set.x.slice(0, 0, 1000);
  story.show("normalised", "Less that mean and divided by that deviation, paper is below 0 and ink near 3.",
             stack({-amax(-thousand), amax(thousand)}), {}, story.mnist({-0.4245, 2.8170}));
  story.show("validation-mean", "The images to check by are treated with the same two numbers, not with their own: near 0.",
             mean(set.x_validation), {}, story.mnist({-0.00585}, 5));
  story.show("validation-std", "And near 1, since they were not asked.", stddev(set.x_validation, {}, false, false), {},
             story.mnist({0.99243}, 5));
}

}  // namespace inkgrad::lessons
