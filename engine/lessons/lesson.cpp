#include "engine/lessons/lesson.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"

namespace inkgrad::lessons {

namespace {

constexpr std::array<Lesson, 15> table = {{
    {"pixels", "An image is a table of numbers", pixels},
    {"pixel-similarity", "The mean digit, and how far an image is from it", pixel_similarity},
    {"broadcasting", "Shapes that differ, and the matrix product", broadcasting},
    {"speed", "One distance, four ways, and how long they take", speed},
    {"gradients", "A gradient is a slope", gradients_of_functions},
    {"fitting", "Parameters, and how far to turn them", fitting},
    {"loss", "A loss has a slope where accuracy has none", loss},
    {"mini-batches", "Data in small portions, shuffled", mini_batches},
    {"sgd-from-scratch", "Threes against sevens, every step by hand", sgd_from_scratch},
    {"optimizer", "An optimizer, a Learner, and a second layer", optimizer},
    {"normalise", "Images set aside, and inputs around 0", normalise},
    {"logistic-regression", "Ten digits, one layer", logistic_regression},
    {"by-hand", "The training loop, with an optimizer and without", by_hand},
    {"generalise", "To read what was not learnt from", generalise},
    {"neural-nets", "Hidden layers, and what each kind adds", neural_nets},
}};

bool is_mnist(const Dataset& train) {
  if (train.count() != 60000) return false;
  const PixelStats stats = pixel_stats(train);
  return stats.mean == mnist_mean && stats.std == mnist_std;
}

Tensor lengths(const Shape& shape) {
  return Tensor::from_values(std::vector<std::int64_t>(shape.begin(), shape.end()), {shape.rank()});
}

}  // namespace

bool Known::agrees(const Tensor& ours) const {
  const std::vector<double> got = to(ours, DType::float64).to_vector<double>();
  if (got.size() != values.size()) return false;
  // Half a unit of the last decimal, and what the decimals themselves are rounded by.
  const double tolerance = within > 0 ? within : 0.5 * std::pow(10.0, -decimals) + 1e-9;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double away = at_least ? values[i] - got[i] : std::abs(got[i] - values[i]);
    if (!(away <= (at_least ? 0 : tolerance))) return false;
  }
  return true;
}

void Story::show(std::string name, std::string text, const Tensor& ours, Known document, Known reference) {
  steps_.push_back({.name = std::move(name), .text = std::move(text), .ours = ours.detach(), .document = std::move(document),
                    .reference = std::move(reference)});
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

void Story::show_curves(std::string name, std::string text, const Tensor& x, const std::vector<Curve>& curves, Scale scale) {
  Step step{.name = std::move(name), .text = std::move(text), .ours = {}, .x = x.detach(), .scale = scale};
  std::vector<Tensor> lines;
  for (const Curve& curve : curves) {
    lines.push_back(curve.y.detach());
    step.names.push_back(curve.name);
  }
  step.ours = stack(lines);
  steps_.push_back(std::move(step));
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
  constexpr std::int64_t least = 100;
  if (data.train.count() < least || data.test.count() < 10) {
    input_error("a lesson needs at least ", least, " images to learn from and 10 to test with; these are ", data.train.count(), " and ",
                data.test.count());
  }
  Story story(is_mnist(data.train));
  lesson.tell(story, data);
  return story.steps();
}

}  // namespace inkgrad::lessons
