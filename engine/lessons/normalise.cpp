// A part of the training images set aside, and inputs of mean 0 and standard deviation 1.
#include "engine/lessons/normalise.hpp"

#include <cmath>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"

namespace inkgrad::lessons {

void PixelCounts::add(std::span<const std::uint8_t> pixels) {
  for (const std::uint8_t pixel : pixels) ++counts[pixel];
}

std::uint64_t PixelCounts::pixels() const {
  std::uint64_t all = 0;
  for (const std::uint64_t count : counts) all += count;
  return all;
}

PixelStats PixelCounts::stats() const {
  const std::uint64_t n = pixels();
  if (n == 0) input_error("no pixels to take the mean of");
  std::uint64_t sum = 0, sum_of_squares = 0;
  for (std::uint64_t grey = 0; grey < counts.size(); ++grey) {
    sum += counts[grey] * grey;
    sum_of_squares += counts[grey] * grey * grey;
  }
  const double mean = static_cast<double>(sum) / static_cast<double>(n);
  return {mean / 255, std::sqrt(static_cast<double>(sum_of_squares) / static_cast<double>(n) - mean * mean) / 255};
}

PixelStats after(const PixelStats& x, double subtracted, double divisor) {
  return {(x.mean - subtracted) / divisor, x.std / divisor};
}

void normalise(Story& story, const Mnist& data) {
  // The rest is looked at while learning; the test images not before its end.
  const Normalised set = normalised(data.train);
  story.show_shape("images", "Images to learn from, a row of pixels each.", set.x, {}, story.mnist({50000, 784}, 0));
  story.show_shape("validation-images", "Images to check by, from the end of the training set.", set.x_validation, {},
                   story.mnist({10000, 784}, 0));
  story.show("labels", "The labels of the first eight.", set.y.slice(0, 0, 8), {}, story.mnist({5, 0, 4, 1, 9, 2, 1, 3}, 0));
  story.show("validation-label", "And of the first to check by.", set.y_validation.select(0, 0), {}, story.mnist({3}, 0));

  story.show("mean", "The mean over all pixels of all images to learn from, 0 paper to 1 ink.",
             Tensor::scalar(set.stats.mean, DType::float64), {}, story.mnist({known_stats.mean}, 5));
  story.show("std", "Their standard deviation.", Tensor::scalar(set.stats.std, DType::float64), {}, story.mnist({known_stats.std}, 5));
  const Tensor thousand = set.x.slice(0, 0, 1000);
  story.show("normalised", "Less that mean and divided by that deviation, paper is below 0 and ink near 3.",
             stack({-amax(-thousand), amax(thousand)}), {}, story.mnist({known_paper, known_ink}));
  story.show("validation-mean", "The images to check by are treated with the same two numbers, not with their own: near 0.",
             mean(set.x_validation), {}, story.mnist({known_validation_stats.mean}, 5));
  story.show("validation-std", "And near 1, since they were not asked.", stddev(set.x_validation, {}, false, false), {},
             story.mnist({known_validation_stats.std}, 5));
}

}  // namespace inkgrad::lessons
