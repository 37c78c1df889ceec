// A baseline before any learning: an image is the digit whose mean image is nearest.
#include "engine/lessons/pixel_similarity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"

namespace inkgrad::lessons {

namespace {

Tensor share(const Tensor& which) { return mean(to(which, DType::float32)); }

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

Tensor l1(const Tensor& a, const Tensor& b) { return mean(abs(a - b), {-1, -2}); }

Tensor l2(const Tensor& a, const Tensor& b) {
  const Tensor away = a - b;
  return sqrt(mean(away * away, {-1, -2}));
}

std::int64_t some_three(const Dataset& dataset) {
  std::int64_t place = dataset.count() > 10000 ? 10000 : 0;
  while (dataset.labels[static_cast<std::size_t>(place)] != 3) place = (place + 1) % dataset.count();
  return place;
}

Tensor nearest_mean(const Tensor& distances) { return argmax(-distances, 1); }

Tensor share_right(const Tensor& read, const Tensor& wanted) { return share(read == wanted); }

Tensor share_right_of(const Tensor& read, const Tensor& wanted, int label) {
  const Tensor which = to(wanted == label, DType::float32);
  return sum(to(read == wanted, DType::float32) * which) / sum(which);
}

std::vector<float> shares_right(const Tensor& read, const Tensor& wanted) {
  std::vector<float> shares;
  int right = 0;
  for (const float hit : to(read == wanted, DType::float32).to_vector<float>()) {
    right += hit > 0 ? 1 : 0;
    shares.push_back(static_cast<float>(right) / static_cast<float>(shares.size() + 1));
  }
  return shares;
}

FirstImages::FirstImages(const Dataset& dataset, std::vector<std::int64_t> places) : dataset_(dataset), places_(std::move(places)) {}

bool FirstImages::add() {
  const std::int64_t end = std::min(count(), added_ + step);
  if (end == added_) return false;
  Sums sums = sums_between(added_, end);
  if (!kept_.empty()) sums = {kept_.back().pixels + sums.pixels, kept_.back().squares + sums.squares};
  kept_.push_back(std::move(sums));
  added_ = end;
  return added_ < count();
}

Tensor FirstImages::image(std::int64_t i) const {
  const auto first = static_cast<std::size_t>(places_.at(static_cast<std::size_t>(i)) * mnist_pixels);
  return grey(std::span(dataset_.images).subspan(first, static_cast<std::size_t>(mnist_pixels))).select(0, 0);
}

FirstImages::Sums FirstImages::sums_between(std::int64_t from, std::int64_t to_place) const {
  std::vector<std::uint8_t> pixels;
  pixels.reserve(static_cast<std::size_t>((to_place - from) * mnist_pixels));
  for (std::int64_t i = from; i < to_place; ++i) {
    const auto first = dataset_.images.begin() + places_[static_cast<std::size_t>(i)] * mnist_pixels;
    pixels.insert(pixels.end(), first, first + mnist_pixels);
  }
  const Tensor bytes = Tensor::from_bytes(std::as_bytes(std::span(pixels)), {to_place - from, 28, 28}, DType::uint8, Device::cpu);
  // Not above 64 * 255^2 < 2^24: float32 adds them exactly.
  const Tensor values = to(bytes, DType::float32);
  return {to(sum(values, {0}), DType::float64), to(sum(values * values, {0}), DType::float64)};
}

FirstImages::Sums FirstImages::sums_of(std::int64_t n) const {
  if (n < 1 || n > added_) input_error("the mean of ", n, " images, of which there are ", added_);
  const std::int64_t whole = n / step;
  if (whole * step == n) return kept_[static_cast<std::size_t>(whole - 1)];
  const Sums rest = sums_between(whole * step, n);
  if (whole == 0) return rest;
  const Sums& kept = kept_[static_cast<std::size_t>(whole - 1)];
  return {kept.pixels + rest.pixels, kept.squares + rest.squares};
}

Tensor FirstImages::mean_of(std::int64_t n) const {
  return to(sums_of(n).pixels / (255.0 * static_cast<double>(n)), DType::float32);
}

Tensor FirstImages::spread_of(std::int64_t n) const {
  const Sums sums = sums_of(n);
  // Of whole numbers: n * (sum of squares) - (sum)^2 is exact, and 0 where nothing varies.
  const Tensor variance = sums.squares * static_cast<double>(n) - sums.pixels * sums.pixels;
  const double unit = 255.0 * static_cast<double>(n);
  return sqrt(to(variance / (unit * unit), DType::float32));
}

void pixel_similarity(Story& story, const Mnist& data) {
  const Tensor threes = images_of(data.train, 3), sevens = images_of(data.train, 7);
  const Tensor mean3 = mean(threes, {0}), mean7 = mean(sevens, {0});
  story.show("mean-3", "The mean of all threes, pixel by pixel: one blurred image.", mean3);
  story.show("mean-7", "The mean of all sevens.", mean7);

  const Tensor three = images(data.train.from(some_three(data.train)).first(1)).select(0, 0);
  story.show("l1-to-3", "How far one 3 is from the mean 3: absolute differences, averaged.", l1(three, mean3),
             story.mnist({document::l1_to_3}), story.mnist({0.1114}));
  story.show("l1-to-7", "The same 3 from the mean 7: farther, so it is read as a 3.", l1(three, mean7), {}, story.mnist({0.1586}));
  story.show("rmse-to-3", "Squared before they are averaged, large differences weigh more.", l2(three, mean3), {},
             story.mnist({0.2021}));
  story.show("rmse-to-7", "And to the mean 7.", l2(three, mean7), {}, story.mnist({0.3021}));
  story.show("l1-loss", "The library's l1_loss is the same number.", l1_loss(three, mean7), {}, story.mnist({0.1586}));
  story.show("mse-loss", "The root of its mse_loss is the other.", sqrt(mse_loss(three, mean7)), {}, story.mnist({0.3021}));

  const Tensor test3 = images_of(data.test, 3), test7 = images_of(data.test, 7);
  const Tensor distances = l1(test3, mean3);
  story.show_shape("differences", "All threes kept for measuring, less one image: it is stretched over them, not copied.",
                   test3 - mean3, story.mnist({document::test_threes, 28, 28}, 0), story.mnist({1010, 28, 28}, 0));
  story.show_shape("distances", "Averaged over the last two axes: one distance an image.", distances, story.mnist({document::test_threes}, 0),
                   story.mnist({1010}, 0));
  const std::array<double, 6> printed = {0.1050, 0.1526, 0.1186, 0.1122, 0.1170, 0.1086};
  story.show("six-of-them", "Six of them; on MNIST those that the document prints, whose images lie in another order.",
             nearest(distances, printed), story.mnist({printed.begin(), printed.end()}),
             story.mnist({printed.begin(), printed.end()}));

  const Tensor right3 = share(distances < l1(test3, mean7)), right7 = share(l1(test7, mean7) <= l1(test7, mean3));
  story.show("right-of-threes", "The threes that are nearer to the mean 3.", right3, story.mnist({document::right_of_threes}), story.mnist({0.9168}));
  story.show("right-of-sevens", "The sevens that are not.", right7, story.mnist({document::right_of_sevens}), story.mnist({0.9854}));
  story.show("right", "The mean of both: the baseline that learning must beat.", (right3 + right7) / 2,
             story.mnist({document::right}), story.mnist({0.9511}));

  const Tensor test = images(data.test), wanted = labels(data.test);
  std::vector<Tensor> by_l1, by_l2;
  for (int digit = 0; digit < 10; ++digit) {
    const Tensor mean_digit = mean(images_of(data.train, digit), {0});
    by_l1.push_back(l1(test, mean_digit));
    by_l2.push_back(l2(test, mean_digit));
  }
  story.show("ten-by-l1", "Ten mean digits: the share of all test images whose own is the nearest by L1.",
             share_right(nearest_mean(stack(by_l1, 1)), wanted), {}, story.mnist({0.6685}));
  story.show("ten-by-l2", "And by L2, which hits more often.", share_right(nearest_mean(stack(by_l2, 1)), wanted), {},
             story.mnist({0.8203}));
}

}  // namespace inkgrad::lessons
