#include "engine/nn/module.hpp"

#include <cmath>

#include "engine/core/random.hpp"
#include "engine/nn/init.hpp"

namespace inkgrad {

namespace {

Tensor parameter(const Shape& shape, DType dtype, Device device) {
  return Tensor::empty(shape, dtype, device).requires_grad_();
}

Tensor flatten(const Tensor& x) { return contiguous(x).view({x.size(0), -1}); }
Tensor unflatten(const Tensor& x) { return contiguous(x).view({x.size(0), 1, image_side, image_side}); }

/// U(-1/sqrt(fan_in), 1/sqrt(fan_in)), PyTorch's default for Linear and Conv2d, weights (there as kaiming_uniform_ with
/// a = sqrt(5)) and biases alike.
void reset(const Tensor& weight, const Tensor& bias, std::uint64_t seed, std::uint32_t first) {
  const auto fan_in = static_cast<double>(weight.numel() / weight.size(0));
  const auto bound = static_cast<float>(1 / std::sqrt(fan_in));
  std::uint32_t stream = first;
  for (const Tensor& parameter : {weight, bias}) {
    std::vector<float> values(static_cast<std::size_t>(parameter.numel()));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = (2 * uniform(seed, Purpose::initialise, stream, i) - 1) * bound;
    init::assign_(parameter, values);
    ++stream;
  }
}

std::shared_ptr<Module> make_module(const LayerSpec& layer, DType dtype, Device device, std::uint64_t seed, std::uint32_t number) {
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
    case LayerSpec::Kind::batch_norm: return std::make_shared<BatchNorm>(static_cast<int>(layer.input[0]), dtype, device);
    case LayerSpec::Kind::dropout: return std::make_shared<Dropout>(layer.percent / 100.0, seed, number, device);
    case LayerSpec::Kind::relu: return std::make_shared<Function>(relu);
    case LayerSpec::Kind::tanh: return std::make_shared<Function>(tanh);
    case LayerSpec::Kind::sigmoid: return std::make_shared<Function>(sigmoid);
  }
  failure("a layer of unknown kind");
}

}  // namespace

Linear::Linear(int in_features, int out_features, DType dtype, Device device)
    : weight(parameter({out_features, in_features}, dtype, device)), bias(parameter({out_features}, dtype, device)) {}

void Linear::reset_parameters(std::uint64_t seed, std::uint32_t first) { reset(weight, bias, seed, first); }

Conv2d::Conv2d(int in_channels, int out_channels, int kernel, int stride, int padding, DType dtype, Device device)
    : weight(parameter({out_channels, in_channels, kernel, kernel}, dtype, device)),
      bias(parameter({out_channels}, dtype, device)),
      stride_(stride),
      padding_(padding) {}

void Conv2d::reset_parameters(std::uint64_t seed, std::uint32_t first) { reset(weight, bias, seed, first); }

BatchNorm::BatchNorm(int channels, DType dtype, Device device)
    : weight(parameter({channels}, dtype, device)),
      bias(parameter({channels}, dtype, device)),
      running_mean(Tensor::zeros({channels}, dtype, device)),
      running_var(Tensor::full({channels}, 1, dtype, device)) {}

Tensor BatchNorm::forward(const Tensor& x) const {
  const BatchNormResult result = batch_norm(x, weight, bias, running_mean, running_var, is_training());
  if (is_training()) {
    constexpr double momentum = 0.1;
    const auto count = static_cast<double>(x.numel() / weight.numel());
    const NoGrad no_grad;
    const auto follow = [&](const Tensor& running, const Tensor& of_batch) {
      apply_into(Op::add, {{running * (1 - momentum), of_batch * momentum}}, {{running}});
    };
    follow(running_mean, result.mean);
    follow(running_var, result.var * (count / (count - 1)));
  }
  return result.y;
}

void BatchNorm::reset_parameters(std::uint64_t, std::uint32_t) {
  init::ones_(weight);
  init::zeros_(bias);
}

Dropout::Dropout(double p, std::uint64_t seed, std::uint32_t stream, Device device)
    : p_(p),
      seed_(seed),
      stream_(stream),
      calls_(Tensor::zeros({1}, DType::float64, device)),
      one_(Tensor::full({1}, 1, DType::float64, device)) {}

Tensor Dropout::forward(const Tensor& x) const {
  if (!is_training()) return x;
  apply_into(Op::add, {{calls_, one_}}, {{calls_}});
  // The backward pass needs the number of this call, even if there are others before it.
  return dropout(x, p_, apply_one(Op::copy, {calls_}), seed_, stream_);
}

Sequential::Sequential(const ModelSpec& spec, DType dtype, Device device, std::uint64_t seed) {
  for (const LayerSpec& layer : spec.layers) {
    modules_.push_back(make_module(layer, dtype, device, seed, static_cast<std::uint32_t>(modules_.size())));
  }
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

NamedTensors Sequential::named(NamedTensors (Module::*of_module)() const) const {
  NamedTensors all;
  for (std::size_t i = 0; i < modules_.size(); ++i) {
    for (const auto& [name, tensor] : (*modules_[i].*of_module)()) all.emplace_back(std::to_string(i) + "." + name, tensor);
  }
  return all;
}

NamedTensors Sequential::named_parameters() const { return named(&Module::named_parameters); }
NamedTensors Sequential::named_buffers() const { return named(&Module::named_buffers); }
NamedTensors Sequential::named_counters() const { return named(&Module::named_counters); }

NamedTensors Sequential::state_dict() const {
  NamedTensors all = named_parameters();
  for (const auto& entry : named_buffers()) all.push_back(entry);
  return all;
}

void Sequential::reset_parameters(std::uint64_t seed, std::uint32_t first) {
  for (const auto& module : modules_) {
    module->reset_parameters(seed, first);
    first += static_cast<std::uint32_t>(module->named_parameters().size());
  }
}

void Sequential::train(bool mode) {
  Module::train(mode);
  for (const auto& module : modules_) module->train(mode);
}

std::vector<Tensor> Sequential::parameters() const {
  std::vector<Tensor> all;
  for (const auto& [name, tensor] : named_parameters()) all.push_back(tensor);
  return all;
}

}  // namespace inkgrad
