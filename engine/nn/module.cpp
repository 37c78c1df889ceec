#include "engine/nn/module.hpp"

namespace inkgrad {

namespace {

Tensor parameter(const Shape& shape, DType dtype, Device device) {
  return Tensor::empty(shape, dtype, device).requires_grad_();
}

Tensor flatten(const Tensor& x) { return contiguous(x).view({x.size(0), -1}); }
Tensor unflatten(const Tensor& x) { return contiguous(x).view({x.size(0), 1, image_side, image_side}); }

std::shared_ptr<Module> make_module(const LayerSpec& layer, DType dtype, Device device) {
  switch (layer.kind) {
    case LayerSpec::Kind::unflatten: return std::make_shared<Function>(unflatten);
    case LayerSpec::Kind::flatten: return std::make_shared<Function>(flatten);
    case LayerSpec::Kind::linear:
      return std::make_shared<Linear>(static_cast<int>(layer.input[0]), layer.units, dtype, device);
    case LayerSpec::Kind::conv2d:
      return std::make_shared<Conv2d>(static_cast<int>(layer.input[0]), layer.units, layer.kernel, layer.stride,
                                      layer.padding, dtype, device);
    case LayerSpec::Kind::max_pool2d: return std::make_shared<Pool2d>(max_pool2d, layer.kernel);
    case LayerSpec::Kind::avg_pool2d: return std::make_shared<Pool2d>(avg_pool2d, layer.kernel);
    case LayerSpec::Kind::relu: return std::make_shared<Function>(relu);
    case LayerSpec::Kind::tanh: return std::make_shared<Function>(tanh);
    case LayerSpec::Kind::sigmoid: return std::make_shared<Function>(sigmoid);
  }
  failure("a layer of unknown kind");
}

}  // namespace

Linear::Linear(int in_features, int out_features, DType dtype, Device device)
    : weight(parameter({out_features, in_features}, dtype, device)), bias(parameter({out_features}, dtype, device)) {}

std::vector<std::pair<std::string, Tensor>> Linear::named_parameters() const {
  return {{"weight", weight}, {"bias", bias}};
}

Conv2d::Conv2d(int in_channels, int out_channels, int kernel, int stride, int padding, DType dtype, Device device)
    : weight(parameter({out_channels, in_channels, kernel, kernel}, dtype, device)),
      bias(parameter({out_channels}, dtype, device)),
      stride_(stride),
      padding_(padding) {}

std::vector<std::pair<std::string, Tensor>> Conv2d::named_parameters() const {
  return {{"weight", weight}, {"bias", bias}};
}

Sequential::Sequential(const ModelSpec& spec, DType dtype, Device device) {
  for (const LayerSpec& layer : spec.layers) modules_.push_back(make_module(layer, dtype, device));
}

Tensor Sequential::forward(const Tensor& x) const {
  Tensor result = x;
  for (const auto& module : modules_) result = module->forward(result);
  return result;
}

std::vector<Tensor> Sequential::activations(const Tensor& x) const {
  std::vector<Tensor> results;
  for (const auto& module : modules_) results.push_back(module->forward(results.empty() ? x : results.back()));
  return results;
}

std::vector<std::pair<std::string, Tensor>> Sequential::named_parameters() const {
  std::vector<std::pair<std::string, Tensor>> all;
  for (std::size_t i = 0; i < modules_.size(); ++i) {
    for (const auto& [name, tensor] : modules_[i]->named_parameters()) {
      all.emplace_back(std::to_string(i) + "." + name, tensor);
    }
  }
  return all;
}

std::vector<Tensor> Sequential::parameters() const {
  std::vector<Tensor> all;
  for (const auto& [name, tensor] : named_parameters()) all.push_back(tensor);
  return all;
}

}  // namespace inkgrad
