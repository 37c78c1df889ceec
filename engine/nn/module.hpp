#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/autograd/functional.hpp"
#include "engine/nn/spec.hpp"

namespace inkgrad {

/// A part of a network: a function of one tensor with parameters of its own.
class Module {
 public:
  virtual ~Module() = default;
  virtual Tensor forward(const Tensor& x) const = 0;
  /// Parameters with their names inside the module: "weight", "bias".
  virtual std::vector<std::pair<std::string, Tensor>> named_parameters() const { return {}; }
};

/// x [b, in] -> x weight^T + bias, [b, out].
class Linear : public Module {
 public:
  Linear(int in_features, int out_features, DType dtype, Device device);
  Tensor forward(const Tensor& x) const override { return linear(x, weight, bias); }
  std::vector<std::pair<std::string, Tensor>> named_parameters() const override;

  Tensor weight;  ///< [out, in]
  Tensor bias;    ///< [out]
};

/// x [n, c, h, w] -> [n, o, h', w'].
class Conv2d : public Module {
 public:
  Conv2d(int in_channels, int out_channels, int kernel, int stride, int padding, DType dtype, Device device);
  Tensor forward(const Tensor& x) const override { return conv2d(x, weight, bias, stride_, padding_); }
  std::vector<std::pair<std::string, Tensor>> named_parameters() const override;

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

/// Modules one after the other.
class Sequential : public Module {
 public:
  Sequential() = default;
  /// The network a spec describes, parameters uninitialised.
  Sequential(const ModelSpec& spec, DType dtype, Device device);

  Tensor forward(const Tensor& x) const override;
  /// Every module's result, in order.
  std::vector<Tensor> activations(const Tensor& x) const;
  /// "0.weight", "0.bias", "2.weight", ...: PyTorch's state_dict names, in its order.
  std::vector<std::pair<std::string, Tensor>> named_parameters() const override;
  std::vector<Tensor> parameters() const;

 private:
  std::vector<std::shared_ptr<Module>> modules_;
};

}  // namespace inkgrad
