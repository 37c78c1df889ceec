#include "web/app/state/lessons/layers.hpp"

#include <algorithm>
#include <chrono>

#include "engine/autograd/functional.hpp"
#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

// While weights change several times a second, a look each so often is enough.
constexpr double look_interval = 0.25;

/// Ten test images, the first of each digit, and their labels: what gradients are taken from.
struct Batch {
  std::vector<std::uint8_t> images;
  std::vector<std::int64_t> labels;
};
Batch one_of_each(const PageData& data) {
  Batch batch;
  for (int digit = 0; digit < digit_classes; ++digit) {
    if (data.test_places(digit).empty()) continue;
    const auto pixels = pixels_of(data.digits().test, data.test_places(digit).front());
    batch.images.insert(batch.images.end(), pixels.begin(), pixels.end());
    batch.labels.push_back(digit);
  }
  return batch;
}

}  // namespace

void LayersTool::choose_layer(int layer) {
  layer_ = layer;
  touch();
}

void LayersTool::set_patch(int side) {
  patch_ = std::clamp(side, 2, 14);
  touch();
}

void LayersTool::look(AppState& app) {
  const Model& model = app.reader.chosen()->model;
  if (app.drawing.empty()) {
    const auto pixels = pixels_of(app.data.digits().test, 0);
    image_.assign(pixels.begin(), pixels.end());
  } else {
    image_.assign(app.image().pixels.begin(), app.image().pixels.end());
  }
  const Reading reading = predict(model, image_).front();
  digit_ = reading.digit;
  probability_ = reading.probabilities[static_cast<std::size_t>(digit_)];
  saliency_ = input_gradient(model, image_, digit_).to_vector<float>();
  const std::vector<Tensor> results = activations(model, image_);
  const Batch batch = one_of_each(app.data);
  const auto slopes = gradients(model, batch.images, batch.labels);
  const auto parameters = model.network.named_parameters();
  layers_.clear();
  for (std::size_t i = 0; i < results.size(); ++i) {
    Layer layer;
    layer.text = model.spec.layers[i].text();
    layer.shape = model.spec.layers[i].output;
    layer.values = results[i].to_vector<float>();
    layer.activations = histogram(results[i], bins);
    const std::string weight = std::to_string(i) + ".weight";
    for (std::size_t p = 0; p < parameters.size(); ++p) {
      if (parameters[p].first != weight) continue;
      layer.has_weights = true;
      layer.weights = histogram(parameters[p].second, bins);
      layer.gradients = histogram(slopes[p].second, bins);
    }
    layers_.push_back(std::move(layer));
  }
  layer_ = std::clamp(layer_, 0, static_cast<int>(layers_.size()) - 1);
  const auto places = static_cast<std::size_t>(occlusion_side() * occlusion_side());
  if (occlusion_.size() != places) occlusion_.assign(places, 0);
  occluded_ = 0;
  ++revision_;
}

void LayersTool::occlude(const AppState& app, double milliseconds) {
  const auto start = std::chrono::steady_clock::now();
  const auto side = static_cast<std::size_t>(occlusion_side());
  do {
    // A row at a time: images together cost less than one by one.
    std::vector<std::uint8_t> row;
    for (std::size_t column = 0; column < side; ++column) {
      const std::vector<std::uint8_t> hidden = occluded(image_, static_cast<int>(occluded_ / side) * stride - (patch_ - stride) / 2,
                                                        static_cast<int>(column) * stride - (patch_ - stride) / 2, patch_);
      row.insert(row.end(), hidden.begin(), hidden.end());
    }
    const std::vector<Reading> readings = predict(app.reader.chosen()->model, row);
    for (std::size_t column = 0; column < side; ++column) {
      occlusion_[occluded_ + column] = probability_ - readings[column].probabilities[static_cast<std::size_t>(digit_)];
    }
    occluded_ += side;
  } while (occluded_ < occlusion_.size() &&
           std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() < milliseconds);
  ++revision_;
}

bool LayersTool::update(AppState& app, double milliseconds) {
  if (!app.data_here() || app.reader.chosen() == nullptr) return false;
  const bool changed = model_ != app.reader.revision() || drawn_ != app.image_revision();
  const bool due = stale_ || drawn_ != app.image_revision() || app.now() - looked_at_ >= look_interval;
  if ((changed || stale_) && due) {
    stale_ = false;
    model_ = app.reader.revision();
    drawn_ = app.image_revision();
    looked_at_ = app.now();
    look(app);
    return true;
  }
  if (occluded_ < occlusion_.size()) occlude(app, milliseconds);
  return changed || occluded_ < occlusion_.size();
}

void LayersTool::choices(Choices& choices) {
  choices.whole("layer", layer_, 0, 99);
  choices.whole("patch", patch_, 2, 14);
}

Numbers LayersTool::numbers() const {
  Numbers numbers;
  if (layers_.empty()) return numbers;
  numbers.add("layers", static_cast<double>(layers_.size()));
  numbers.add("digit", digit_);
  numbers.add("probability", static_cast<double>(probability_));
  numbers.add("saliency", std::vector<double>(saliency_.begin(), saliency_.end()));
  numbers.add("occlusion", std::vector<double>(occlusion_.begin(), occlusion_.end()));
  const Layer& layer = layers_[static_cast<std::size_t>(layer_)];
  numbers.add("values", std::vector<double>(layer.values.begin(), layer.values.end()));
  numbers.add("activations", std::vector<double>(layer.activations.counts.begin(), layer.activations.counts.end()));
  numbers.add("weights", std::vector<double>(layer.weights.counts.begin(), layer.weights.counts.end()));
  numbers.add("gradients", std::vector<double>(layer.gradients.counts.begin(), layer.gradients.counts.end()));
  return numbers;
}

}  // namespace inkgrad
