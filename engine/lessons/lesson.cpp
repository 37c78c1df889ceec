#include "engine/lessons/lesson.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/core/random.hpp"

namespace inkgrad::lessons {

namespace {

constexpr std::array<Lesson, 9> table = {{
    {"pixels", "An image is a table of numbers", pixels},
    {"pixel-similarity", "The mean digit, and how far an image is from it", pixel_similarity},
    {"broadcasting", "Shapes that differ, and the matrix product", broadcasting},
    {"gradients", "A gradient is a slope", gradients_of_functions},
    {"loss", "A loss has a slope where accuracy has none", loss},
    {"sgd-from-scratch", "Threes against sevens, every step by hand", sgd_from_scratch},
    {"normalise", "Images set aside, and inputs around 0", normalise},
    {"logistic-regression", "Ten digits, one layer", logistic_regression},
    {"by-hand", "The training loop, with an optimizer and without", by_hand},
}};

bool is_mnist(const Dataset& train) {
  if (train.count() != 60000) return false;
  const PixelStats stats = pixel_stats(train);
  return stats.mean == mnist_mean && stats.std == mnist_std;
}

Tensor grey(std::span<const std::uint8_t> pixels) {
  const auto count = static_cast<std::int64_t>(pixels.size()) / mnist_pixels;
  return to(Tensor::from_bytes(std::as_bytes(pixels), {count, 28, 28}, DType::uint8, Device::cpu), DType::float32) / 255;
}

Tensor lengths(const Shape& shape) {
  return Tensor::from_values(std::vector<std::int64_t>(shape.begin(), shape.end()), {shape.rank()});
}

}  // namespace

bool Known::agrees(const Tensor& ours) const {
  const std::vector<double> got = to(ours, DType::float64).to_vector<double>();
  if (got.size() != values.size()) return false;
  // Half a unit of the last decimal, and what the decimals themselves are rounded by.
  const double tolerance = 0.5 * std::pow(10.0, -decimals) + 1e-9;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double away = at_least ? values[i] - got[i] : std::abs(got[i] - values[i]);
    if (!(away <= (at_least ? 0 : tolerance))) return false;
  }
  return true;
}

void Story::show(std::string name, std::string text, const Tensor& ours, Known document, Known reference) {
  steps_.push_back({std::move(name), std::move(text), ours.detach(), std::move(document), std::move(reference)});
}

void Story::show(std::string name, std::string text, std::int64_t count, Known document, Known reference) {
  show(std::move(name), std::move(text), Tensor::from_values<std::int64_t>({count}, {}), std::move(document), std::move(reference));
}

void Story::show_shape(std::string name, std::string text, const Tensor& tensor, Known document, Known reference) {
  show(std::move(name), std::move(text), lengths(tensor.shape()), std::move(document), std::move(reference));
}

void Story::show_strides(std::string name, std::string text, const Tensor& tensor, Known document, Known reference) {
  show(std::move(name), std::move(text), lengths(tensor.strides()), std::move(document), std::move(reference));
}

std::span<const Lesson> all() { return table; }

const Lesson& find(std::string_view id) {
  std::string ids;
  for (const Lesson& lesson : table) {
    if (lesson.id == id) return lesson;
    ids += (ids.empty() ? "" : ", ") + std::string(lesson.id);
  }
  input_error("there is no lesson \"", id, "\"; there are ", ids);
}

std::vector<Step> tell(const Lesson& lesson, const Mnist& data) {
  Story story(is_mnist(data.train));
  lesson.tell(story, data);
  return story.steps();
}

Tensor images_of(const Dataset& dataset, int digit) {
  std::vector<std::uint8_t> pixels;
  for (std::int64_t i = 0; i < dataset.count(); ++i) {
    if (dataset.labels[static_cast<std::size_t>(i)] != digit) continue;
    const auto first = dataset.images.begin() + i * mnist_pixels;
    pixels.insert(pixels.end(), first, first + mnist_pixels);
  }
  if (pixels.empty()) input_error("the data has no image of a ", digit, ", which this lesson needs");
  return grey(pixels);
}

Tensor number(double value) { return Tensor::scalar(value, DType::float64); }

Tensor images(const Dataset& dataset) { return grey(dataset.images); }

Tensor labels(const Dataset& dataset) { return Tensor::from_values(dataset.labels, {dataset.count()}); }

Normalised normalised(const Dataset& train) {
  const std::int64_t cut = train.count() - train.count() / 6;
  const Dataset learning = train.first(cut), validation = train.from(cut);
  const PixelStats stats = pixel_stats(learning);
  const auto prepared = [&](const Dataset& part) {
    return ((images(part) - stats.mean) / stats.std).view({part.count(), mnist_pixels});
  };
  return {prepared(learning), labels(learning), prepared(validation), labels(validation), stats};
}

Tensor batch_of(std::uint64_t seed, std::uint32_t epoch, std::int64_t images, std::int64_t batch, std::int64_t size) {
  const KeyedPermutation order(seed, epoch, static_cast<std::uint64_t>(images));
  std::vector<std::int64_t> places;
  for (std::int64_t i = batch * size; i < std::min(images, (batch + 1) * size); ++i) {
    places.push_back(static_cast<std::int64_t>(order(static_cast<std::uint64_t>(i))));
  }
  return Tensor::from_values(places, {static_cast<std::int64_t>(places.size())});
}

Tensor accuracy(const Tensor& scores, const Tensor& labels) {
  return mean(to(argmax(scores, 1) == labels, DType::float32));
}

}  // namespace inkgrad::lessons
