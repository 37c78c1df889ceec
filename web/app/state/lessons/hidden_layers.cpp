#include "web/app/state/lessons/hidden_layers.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <optional>

#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = LayerSpec::Kind;

constexpr std::int64_t at_once = 50;  // images

std::string text_of(const std::vector<HiddenBlock>& blocks) {
  std::string text = "784";
  for (const HiddenBlock& block : blocks) {
    text += "-" + std::to_string(block.units) + HiddenLayersLesson::activations[block.activation];
    if (block.dropout > 0) text += "-d" + std::to_string(block.dropout);
  }
  return text + "-10";
}

int activation_of(Kind kind) { return kind == Kind::relu ? 1 : kind == Kind::tanh ? 2 : kind == Kind::sigmoid ? 3 : 0; }

// The hidden layers of a network, if it is made of nothing else.
std::optional<std::vector<HiddenBlock>> blocks_of(const ModelSpec& spec) {
  std::vector<HiddenBlock> blocks;
  for (std::size_t i = 0; i + 1 < spec.layers.size(); ++i) {
    const LayerSpec& layer = spec.layers[i];
    if (layer.kind == Kind::linear) {
      blocks.push_back({.units = layer.units, .activation = 0, .dropout = 0});
    } else if (activation_of(layer.kind) > 0 && i > 0 && spec.layers[i - 1].kind == Kind::linear) {
      blocks.back().activation = activation_of(layer.kind);
    } else if (layer.kind == Kind::dropout && !blocks.empty() && blocks.back().dropout == 0) {
      blocks.back().dropout = layer.percent;
    } else {
      return std::nullopt;
    }
  }
  return blocks;
}

}  // namespace

void HiddenLayersLesson::write(Training& training) {
  training.draft.spec = text_of(blocks_);
  touch();
}

void HiddenLayersLesson::add(Training& training) {
  if (static_cast<int>(blocks_.size()) >= most_blocks) return;
  const auto at = blocks_.empty() ? 0 : block_ + 1;
  blocks_.insert(blocks_.begin() + at, HiddenBlock{});
  block_ = at;
  write(training);
}

void HiddenLayersLesson::remove(Training& training, int block) {
  if (block < 0 || block >= static_cast<int>(blocks_.size())) return;
  blocks_.erase(blocks_.begin() + block);
  block_ = std::clamp(block_, 0, std::max(0, static_cast<int>(blocks_.size()) - 1));
  write(training);
}

void HiddenLayersLesson::set_units(Training& training, int block, int units) {
  blocks_[static_cast<std::size_t>(block)].units = std::clamp(units, 1, most_units);
  block_ = block;
  write(training);
}

void HiddenLayersLesson::set_activation(Training& training, int activation) {
  blocks_[static_cast<std::size_t>(block_)].activation = activation;
  write(training);
}

void HiddenLayersLesson::set_dropout(Training& training, int percent) {
  blocks_[static_cast<std::size_t>(block_)].dropout = std::clamp(percent, 0, most_dropout);
  write(training);
}

void HiddenLayersLesson::start_afresh(Training& training) {
  blocks_ = {HiddenBlock{}};
  block_ = 0;
  write(training);
}

double HiddenLayersLesson::fraction(const Training& training) {
  const auto all = static_cast<double>(std::max<std::int64_t>(1, training.train_images()));
  return training.draft.images == 0 ? 1 : static_cast<double>(training.draft.images) / all;
}

void HiddenLayersLesson::set_fraction(Training& training, double fraction) {
  const std::int64_t all = training.train_images();
  const auto images = static_cast<std::int64_t>(std::llround(fraction * static_cast<double>(all)));
  training.draft.images = images >= all ? 0 : std::max<std::int64_t>(1, images);
}

void HiddenLayersLesson::choose_unit(int layer, int unit) {
  layer_ = layer;
  unit_ = unit;
  clicked_deep_ = layer > 0 && live_ && trained_an_epoch_;
  touch();
}

void HiddenLayersLesson::follow_draft(Training& training) {
  if (seen_spec_ == training.draft.spec) return;
  seen_spec_ = training.draft.spec;
  const SpecCheck& check = training.spec();
  const auto blocks = check.spec ? blocks_of(*check.spec) : std::nullopt;
  understood_ = blocks.has_value();
  blocks_ = blocks.value_or(std::vector<HiddenBlock>());
  block_ = std::clamp(block_, 0, std::max(0, static_cast<int>(blocks_.size()) - 1));
  parameters_ = check.spec ? check.spec->parameters() : 0;
  ++revision_;
}

// The one in training, or the first that has hidden layers and looks at pixels.
const Model* HiddenLayersLesson::find_model(const AppState& app) {
  const LoadedModel* found = nullptr;
  for (const LoadedModel& loaded : app.reader.models()) {
    const auto blocks = blocks_of(loaded.model.spec);
    if (!blocks || blocks->empty()) continue;
    if (found == nullptr || loaded.live) found = &loaded;
  }
  if (found == nullptr) return nullptr;
  live_ = found->live;
  network_name_ = found->model.spec.text;
  return &found->model;
}

void HiddenLayersLesson::begin(const Model& model) {
  model_ = model;
  looking_ = true;
  behind_ = false;
  done_images_ = 0;
  next_layers_.clear();
  const auto& layers = model_.spec.layers;
  for (std::size_t i = 0; i + 1 < layers.size(); ++i) {
    if (layers[i].kind != Kind::linear) continue;
    const bool bent = activation_of(layers[i + 1].kind) > 0;
    next_layers_.push_back({.name = layers[i].text() + (bent ? ", " + layers[i + 1].text() : ""), .units = layers[i].units,
                            .relu = layers[i + 1].kind == Kind::relu, .result = bent ? i + 1 : i, .values = {}, .active = {}});
  }
  parts_.assign(next_layers_.size(), {});
}

// True while there are images left.
bool HiddenLayersLesson::look(const AppState& app, double milliseconds) {
  const NoGrad no_grad;
  const TrainingMode evaluation(model_.network, false);
  const Dataset& test = app.data.digits().test;
  const std::int64_t all = std::min(looked_at, test.count());
  const auto start = Clock::now();
  while (done_images_ < all) {
    if (std::chrono::duration<double, std::milli>(Clock::now() - start).count() > milliseconds) return true;
    const std::int64_t count = std::min(at_once, all - done_images_);
    const auto pixels = std::span(test.images).subspan(static_cast<std::size_t>(done_images_ * mnist_pixels),
                                                       static_cast<std::size_t>(count * mnist_pixels));
    const std::vector<Tensor> results = model_.network.activations(network_input(model_, pixels));
    for (std::size_t i = 0; i < next_layers_.size(); ++i) parts_[i].push_back(results[next_layers_[i].result]);
    done_images_ += count;
  }
  finish();
  return behind_;
}

void HiddenLayersLesson::finish() {
  looking_ = false;
  for (std::size_t i = 0; i < next_layers_.size(); ++i) {
    Layer& layer = next_layers_[i];
    layer.values = cat(parts_[i]);
    layer.active = mean(to(layer.values > 0.0, DType::float32), {0}).to_vector<float>();
    if (layer.relu) layer.dead = static_cast<int>(sum(to(amax(layer.values, {0}) == 0.0, DType::float32)).item());
  }
  weights_ = model_.network.parameters().front().to_vector<float>();
  weights_limit_ = 1e-6f;
  for (const float weight : weights_) weights_limit_ = std::max(weights_limit_, std::abs(weight));
  ++weights_revision_;
  layers_ = std::move(next_layers_);
  next_layers_.clear();
  parts_.clear();
  rank();
  ++revision_;
}

void HiddenLayersLesson::rank() {
  top_places_.clear();
  top_values_.clear();
  if (layers_.empty()) return;
  layer_ = std::clamp(layer_, 0, static_cast<int>(layers_.size()) - 1);
  const Layer& layer = layers_[static_cast<std::size_t>(layer_)];
  unit_ = std::clamp(unit_, 0, layer.units - 1);
  const std::vector<float> values = layer.values.select(1, unit_).to_vector<float>();
  std::vector<std::int64_t> places(values.size());
  std::iota(places.begin(), places.end(), 0);
  const auto count = std::min<std::ptrdiff_t>(top_count, std::ssize(places));
  std::partial_sort(places.begin(), places.begin() + count, places.end(), [&](std::int64_t a, std::int64_t b) {
    const float of_a = values[static_cast<std::size_t>(a)], of_b = values[static_cast<std::size_t>(b)];
    return of_a != of_b ? of_a > of_b : a < b;
  });
  top_places_.assign(places.begin(), places.begin() + count);
  for (const std::int64_t place : top_places_) top_values_.push_back(values[static_cast<std::size_t>(place)]);
}

void HiddenLayersLesson::opened(AppState& app) {
  const SpecCheck& check = app.training.spec();
  const auto blocks = check.spec ? blocks_of(*check.spec) : std::nullopt;
  if (!blocks || !blocks->empty()) return;
  app.training.draft.spec = Draft().spec;
  app.training.draft.images = 0;
}

bool HiddenLayersLesson::update(AppState& app, double milliseconds) {
  follow_draft(app.training);
  trained_an_epoch_ = app.training.configured() && app.training.epoch() >= 1;
  if (!app.data_here()) return false;
  if (seen_models_ != app.reader.revision()) {
    seen_models_ = app.reader.revision();
    behind_ = true;
  }
  // A pass goes on to its end before one with newer weights begins.
  if (behind_ && !looking_) {
    const Model* model = find_model(app);
    behind_ = false;
    if (model != nullptr) begin(*model);
  }
  const bool more = looking_ && look(app, milliseconds);
  if (stale_) {
    rank();
    ++revision_;
  }
  stale_ = false;
  done_ = done_ || (clicked_deep_ && live_ && layers_.size() >= 2 && layer_ > 0);
  return more;
}

void HiddenLayersLesson::choices(Choices& choices) {
  choices.whole("layer", layer_, 0, most_blocks - 1);
  choices.whole("unit", unit_, 0, most_units - 1);
}

Numbers HiddenLayersLesson::numbers() const {
  Numbers numbers;
  std::vector<double> built, hidden, dead;
  for (const HiddenBlock& block : blocks_) built.push_back(block.units);
  numbers.add("built", built);
  numbers.add("parameters", static_cast<double>(parameters_));
  if (layers_.empty()) return numbers;
  for (const Layer& layer : layers_) {
    hidden.push_back(layer.units);
    dead.push_back(layer.dead);
  }
  numbers.add("hidden", hidden);
  numbers.add("dead", dead);
  numbers.add("live", live_ ? 1 : 0);
  numbers.add("active", static_cast<double>(layers_[static_cast<std::size_t>(layer_)].active[static_cast<std::size_t>(unit_)]));
  numbers.add("top-images", std::vector<double>(top_places_.begin(), top_places_.end()));
  numbers.add("top-values", std::vector<double>(top_values_.begin(), top_values_.end()));
  return numbers;
}

}  // namespace inkgrad
