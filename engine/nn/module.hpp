#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/autograd/functional.hpp"
#include "engine/nn/spec.hpp"

namespace inkgrad {

using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

/// A part of a network: a function of one tensor with parameters of its own.
class Module {
 public:
  virtual ~Module() = default;
  virtual Tensor forward(const Tensor& x) const = 0;
  /// Parameters with their names inside the module: "weight", "bias".
  virtual NamedTensors named_parameters() const { return {}; }
  /// What else belongs to a model file: running statistics.
  virtual NamedTensors named_buffers() const { return {}; }
  /// What else training changes and a checkpoint must hold: how often dropout was called.
  virtual NamedTensors named_counters() const { return {}; }
  /// Gives the parameters their initial values, PyTorch's: number i of parameter k is uniform(seed, initialise, first + k, i).
  virtual void reset_parameters([[maybe_unused]] std::uint64_t seed, [[maybe_unused]] std::uint32_t first) {}

  /// Whether it does what it does in training alone (dropout drops, batch norm goes by the batch); at first it does.
  virtual void train(bool mode = true) { training_ = mode; }
  void eval() { train(false); }
  bool is_training() const { return training_; }

 private:
  bool training_ = true;
};

/// x [b, in] -> x weight^T + bias, [b, out].
class Linear : public Module {
 public:
  Linear(int in_features, int out_features, DType dtype, Device device);
  Tensor forward(const Tensor& x) const override { return linear(x, weight, bias); }
  NamedTensors named_parameters() const override { return {{"weight", weight}, {"bias", bias}}; }
  void reset_parameters(std::uint64_t seed, std::uint32_t first) override;

  Tensor weight;  ///< [out, in]
  Tensor bias;    ///< [out]
};

/// x [n, c, h, w] -> [n, o, h', w'].
class Conv2d : public Module {
 public:
  Conv2d(int in_channels, int out_channels, int kernel, int stride, int padding, DType dtype, Device device);
  Tensor forward(const Tensor& x) const override { return conv2d(x, weight, bias, stride_, padding_); }
  NamedTensors named_parameters() const override { return {{"weight", weight}, {"bias", bias}}; }
  void reset_parameters(std::uint64_t seed, std::uint32_t first) override;

  Tensor weight;  ///< [o, c, k, k]
  Tensor bias;    ///< [o]

 private:
  int stride_, padding_;
};

/// A layer without parameters, given by its function.
class Function : public Module {
 public:
  explicit Function(Tensor (*function)(const Tensor&)) : function_(function) {}
  Tensor forward(const Tensor& x) const override { return function_(x); }

 private:
  Tensor (*function_)(const Tensor&);
};

/// Max or average pooling with windows of kernel x kernel.
class Pool2d : public Module {
 public:
  Pool2d(Tensor (*pool)(const Tensor&, int), int kernel) : pool_(pool), kernel_(kernel) {}
  Tensor forward(const Tensor& x) const override { return pool_(x, kernel_); }

 private:
  Tensor (*pool_)(const Tensor&, int);
  int kernel_;
};

/// Batch norm (Ioffe and Szegedy, 2015) of [n, c] or [n, c, h, w]: see batch_norm. In training the running statistics move a tenth
/// of the way to the batch's (with the unbiased variance), as PyTorch's do.
class BatchNorm : public Module {
 public:
  BatchNorm(int channels, DType dtype, Device device);
  Tensor forward(const Tensor& x) const override;
  NamedTensors named_parameters() const override { return {{"weight", weight}, {"bias", bias}}; }
  NamedTensors named_buffers() const override { return {{"running_mean", running_mean}, {"running_var", running_var}}; }
  void reset_parameters(std::uint64_t seed, std::uint32_t first) override;

  Tensor weight, bias;               ///< [c]
  Tensor running_mean, running_var;  ///< [c]
};

/// Dropout (Srivastava et al., 2014): in training each value is 0 with probability p, the others grow by 1 / (1 - p). Each call has
/// random numbers of its own, by seed, stream (one a layer) and the number of the call.
class Dropout : public Module {
 public:
  Dropout(double p, std::uint64_t seed, std::uint32_t stream, Device device);
  Tensor forward(const Tensor& x) const override;
  NamedTensors named_counters() const override { return {{"calls", calls_}}; }

 private:
  double p_;
  std::uint64_t seed_;
  std::uint32_t stream_;
  Tensor calls_, one_;  // float64 [1]
};

/// Modules one after the other. A copy shares them.
class Sequential : public Module {
 public:
  Sequential() = default;
  /// The network a spec describes, parameters uninitialised; `seed` is for dropout.
  Sequential(const ModelSpec& spec, DType dtype, Device device, std::uint64_t seed = 0);

  Tensor forward(const Tensor& x) const override;
  /// Every module's result, in order.
  std::vector<Tensor> activations(const Tensor& x) const;
  /// "0.weight", "0.bias", "2.weight", ...: PyTorch's state_dict names, in its order; buffers and counters likewise.
  NamedTensors named_parameters() const override;
  NamedTensors named_buffers() const override;
  NamedTensors named_counters() const override;
  /// Parameters and buffers.
  NamedTensors state_dict() const;
  std::vector<Tensor> parameters() const;
  void reset_parameters(std::uint64_t seed, std::uint32_t first = 0) override;
  void train(bool mode = true) override;

 private:
  NamedTensors named(NamedTensors (Module::*of_module)() const) const;

  std::vector<std::shared_ptr<Module>> modules_;
};

/// A network in training, or not, for the life of this; as it was before afterwards.
class TrainingMode {
 public:
  TrainingMode(const Sequential& network, bool mode) : network_(network), before_(network.is_training()) { network_.train(mode); }
  ~TrainingMode() { network_.train(before_); }
  TrainingMode(const TrainingMode&) = delete;
  TrainingMode& operator=(const TrainingMode&) = delete;

 private:
  Sequential network_;
  bool before_;
};

}  // namespace inkgrad
