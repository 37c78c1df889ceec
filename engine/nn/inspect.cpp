#include "engine/nn/inspect.hpp"

#include <algorithm>
#include <cmath>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"

namespace inkgrad {

Histogram histogram(const Tensor& tensor, int bins) {
  if (bins < 1) input_error("a histogram has at least one bin, got ", bins);
  std::vector<float> values = tensor.detach().to_vector<float>();
  std::erase_if(values, [](float value) { return !std::isfinite(value); });
  Histogram result;
  result.counts.assign(static_cast<std::size_t>(bins), 0);
  if (values.empty()) return result;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  result.low = static_cast<double>(*low);
  result.high = static_cast<double>(*high);
  const double width = (result.high - result.low) / bins;
  for (const float value : values) {
    const int bin = width > 0 ? static_cast<int>((static_cast<double>(value) - result.low) / width) : 0;
    ++result.counts[static_cast<std::size_t>(std::clamp(bin, 0, bins - 1))];
  }
  return result;
}

std::vector<Tensor> activations(const Model& model, std::span<const std::uint8_t> images) {
  const NoGrad no_grad;
  const TrainingMode evaluation(model.network, false);
  return model.network.activations(network_input(model, images));
}

std::vector<std::pair<std::string, Tensor>> gradients(const Model& model, std::span<const std::uint8_t> images,
                                                      std::span<const std::int64_t> labels) {
  const TrainingMode evaluation(model.network, false);
  const Tensor x = network_input(model, images);
  const Tensor y = Tensor::from_values(std::vector<std::int64_t>(labels.begin(), labels.end()), {static_cast<std::int64_t>(labels.size())}, model.device);
  auto parameters = model.network.named_parameters();
  for (auto& [name, parameter] : parameters) parameter.zero_grad();
  cross_entropy(model.network.forward(x), y).loss.backward();
  std::vector<std::pair<std::string, Tensor>> result;
  for (auto& [name, parameter] : parameters) {
    result.emplace_back(name, parameter.grad().detach());
    parameter.zero_grad();
  }
  return result;
}

Tensor input_gradient(const Model& model, std::span<const std::uint8_t> image, int digit) {
  const TrainingMode evaluation(model.network, false);
  Tensor x = network_input(model, image).detach();
  x.requires_grad_();
  model.network.forward(x).select(0, 0).select(0, digit).backward();
  const Tensor gradient = x.grad().detach() / model.std;
  for (auto& [name, parameter] : model.network.named_parameters()) Tensor(parameter).zero_grad();
  return gradient.view({image_side, image_side});
}

std::vector<std::uint8_t> occluded(std::span<const std::uint8_t> image, int row, int column, int side) {
  std::vector<std::uint8_t> result(image.begin(), image.end());
  for (int y = std::max(0, row); y < std::min<int>(image_side, row + side); ++y) {
    for (int x = std::max(0, column); x < std::min<int>(image_side, column + side); ++x) {
      result[static_cast<std::size_t>(y * image_side + x)] = 0;
    }
  }
  return result;
}

}  // namespace inkgrad
