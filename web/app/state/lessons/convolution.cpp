#include "web/app/state/lessons/convolution.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/autograd/functional.hpp"
#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

float largest(const Tensor& values) { return static_cast<float>(amax(abs(values)).item()); }

}  // namespace

int ConvolutionLesson::preset() const {
  const auto& all = lessons::Kernels::all;
  const auto found = std::find(all.begin(), all.end(), kernel_);
  return found == all.end() ? -1 : static_cast<int>(found - all.begin());
}

void ConvolutionLesson::choose_preset(int preset) {
  kernel_ = lessons::Kernels::all[static_cast<std::size_t>(preset)];
  touch();
}

void ConvolutionLesson::set_weight(double value) {
  kernel_[static_cast<std::size_t>(selected_)] = std::clamp(value, -largest_weight, largest_weight);
  touch();
}

void ConvolutionLesson::set_stride(int stride) {
  stride_ = std::clamp(stride, 1, most_stride);
  touch();
}

void ConvolutionLesson::set_padding(int padding) {
  padding_ = std::clamp(padding, 0, most_padding);
  touch();
}

void ConvolutionLesson::set_pool(int size) {
  pool_ = std::clamp(size, 1, most_pool);
  touch();
}

void ConvolutionLesson::place(int row, int column) {
  sliding_ = growing_ = false;
  row_ = std::max(0, row);
  column_ = std::max(0, column);
  touch();
}

void ConvolutionLesson::go_to(int place) {
  const int columns = output_.defined() ? static_cast<int>(output_.size(1)) : 1;
  row_ = place / columns;
  column_ = place % columns;
  touch();
}

void ConvolutionLesson::step() {
  sliding_ = false;
  const int columns = output_.defined() ? static_cast<int>(output_.size(1)) : 1;
  const int next = growing_ ? row_ * columns + column_ + 1 : 0;
  growing_ = true;
  go_to(next < places() ? next : 0);
}

void ConvolutionLesson::toggle_sliding() {
  sliding_ = !sliding_;
  if (!sliding_) return;
  if (!growing_ || shown() == places()) go_to(0);
  growing_ = true;
  slid_at_ = -1;
}

int ConvolutionLesson::shown() const {
  if (!output_.defined()) return 0;
  return growing_ ? row_ * static_cast<int>(output_.size(1)) + column_ + 1 : places();
}

void ConvolutionLesson::choose_network(int number) {
  network_ = number;
  touch();
}

// By the clock, so that it takes as long on every machine.
void ConvolutionLesson::advance(const AppState& app) {
  if (slid_at_ < 0) {
    slid_at_ = app.now();
    slid_places_ = shown() - 1;
  }
  slid_places_ += std::min(0.1, app.now() - slid_at_) * slide_speed;
  slid_at_ = app.now();
  const int place = app.reduced_motion ? places() - 1 : std::min(static_cast<int>(slid_places_), places() - 1);
  go_to(place);
  if (place == places() - 1) sliding_ = false;
}

void ConvolutionLesson::compute(const AppState& app) {
  const NoGrad no_grad;
  const auto& pixels = app.image().pixels;
  drawn_ = !app.drawing.empty();
  const Tensor image =
      to(Tensor::from_bytes(std::as_bytes(std::span(pixels)), {image_side, image_side}, DType::uint8, Device::cpu), DType::float32) / 255;
  padded_ = lessons::padded(image, padding_);
  output_ = lessons::slide(image, kernel_, stride_, padding_);
  const float most = largest(output_);
  output_limit_ = most > 0 ? most : 1;  // of an empty map any scale is right
  row_ = std::clamp(row_, 0, static_cast<int>(output_.size(0)) - 1);
  column_ = std::clamp(column_, 0, static_cast<int>(output_.size(1)) - 1);
  products_ = lessons::window_products(image, kernel_, stride_, padding_, row_, column_);
  sum_ = inkgrad::sum(products_.products).item();
  pooled_ = lessons::pooled(output_, pool_);
  const double total = std::accumulate(kernel_.begin(), kernel_.end(), 0.0);
  const bool flat = std::all_of(kernel_.begin(), kernel_.end(), [](double w) { return w == 0; });
  done_ = done_ || (drawn_ && preset() < 0 && !flat && std::abs(total) < 1e-6);
}

void ConvolutionLesson::follow_network(const AppState& app) {
  networks_.clear();
  maps_.clear();
  probabilities_.clear();
  ++maps_revision_;
  const Model* model = nullptr;
  for (const LoadedModel& loaded : app.reader.models()) {
    if (!loaded.model.spec.has(LayerSpec::Kind::conv2d)) continue;
    if (static_cast<int>(networks_.size()) == network_ || model == nullptr) model = &loaded.model;
    networks_.push_back(loaded.name);
  }
  network_ = std::clamp(network_, 0, std::max(0, static_cast<int>(networks_.size()) - 1));
  if (model == nullptr) return;
  const NoGrad no_grad;
  const TrainingMode evaluation(model->network, false);
  const std::vector<Tensor> results = model->network.activations(network_input(*model, app.image().pixels));
  for (std::size_t i = 0; i < results.size(); ++i) {
    const LayerSpec& layer = model->spec.layers[i];
    if (layer.output.rank() != 3 || layer.kind == LayerSpec::Kind::unflatten) continue;
    const Tensor values = results[i].select(0, 0);
    maps_.push_back({layer.text(), values, amax(-values).item() > 0, std::max(largest(values), 1e-6f)});
  }
  probabilities_ = softmax(results.back()).to_vector<float>();
}

bool ConvolutionLesson::update(AppState& app, double) {
  if (sliding_) advance(app);
  const bool new_image = seen_image_ != app.image_revision();
  const bool new_models = seen_models_ != app.reader.revision() || seen_network_ != network_;
  if (new_image || stale_) {
    compute(app);
    ++revision_;
  }
  if (new_image || new_models) follow_network(app);
  seen_image_ = app.image_revision();
  seen_models_ = app.reader.revision();
  seen_network_ = network_;
  stale_ = false;
  return sliding_;
}

void ConvolutionLesson::choices(Choices& choices) {
  for (std::size_t i = 0; i < kernel_.size(); ++i) {
    choices.number(("w" + std::to_string(i)).c_str(), kernel_[i], -largest_weight, largest_weight);
  }
  choices.whole("stride", stride_, 1, most_stride);
  choices.whole("padding", padding_, 0, most_padding);
  choices.whole("row", row_, 0, image_side + 2 * most_padding);
  choices.whole("column", column_, 0, image_side + 2 * most_padding);
  choices.whole("pool", pool_, 1, most_pool);
  choices.whole("network", network_, 0, 100);
}

Numbers ConvolutionLesson::numbers() const {
  Numbers numbers;
  if (!output_.defined()) return numbers;
  numbers.add("shape", std::vector<double>(output_.shape().begin(), output_.shape().end()));
  numbers.add("shown", shown());
  numbers.add("window", products_.window);
  numbers.add("products", products_.products);
  numbers.add("sum", sum_);
  numbers.add("output", output_);
  numbers.add("max-pooled", pooled_.max);
  numbers.add("average-pooled", pooled_.average);
  for (std::size_t i = 0; i < maps_.size(); ++i) {
    const Shape& shape = maps_[i].values.shape();
    numbers.add("maps-" + std::to_string(i), std::vector<double>(shape.begin(), shape.end()));
    numbers.add("maps-" + std::to_string(i) + "-largest", static_cast<double>(maps_[i].limit));
  }
  if (!probabilities_.empty()) numbers.add("probabilities", std::vector<double>(probabilities_.begin(), probabilities_.end()));
  return numbers;
}

}  // namespace inkgrad
