#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/tensor.hpp"

/// Numbers to start from: PyTorch's torch.nn.init, on the engine's keyed random numbers. A tensor gets the numbers of the stream
/// that its key names, element by element in row-major order, so that nothing depends on what was drawn before.
namespace inkgrad::init {

/// Where random numbers come from: give every parameter of a model a stream of its own.
struct Key {
  std::uint64_t seed = 1;
  std::uint32_t stream = 0;
};

/// Uniform in [low, high).
void uniform_(const Tensor& tensor, Key key, double low = 0, double high = 1);
/// Normal with this mean and standard deviation.
void normal_(const Tensor& tensor, Key key, double mean = 0, double std = 1);
void constant_(const Tensor& tensor, double value);
inline void zeros_(const Tensor& tensor) { constant_(tensor, 0); }
inline void ones_(const Tensor& tensor) { constant_(tensor, 1); }

/// These elements, in row-major order.
void assign_(const Tensor& tensor, const std::vector<float>& values);

/// What a weight [out, in, ...] reaches and is reached by: `in` respectively `out` times its kernel's elements.
enum class Fan : std::uint8_t { in, out };
/// By what the activation behind a weight shrinks what goes through it.
enum class Nonlinearity : std::uint8_t { linear, sigmoid, tanh, relu, leaky_relu };
/// PyTorch's recommended factor; `slope` is leaky_relu's for negative values.
double calculate_gain(Nonlinearity nonlinearity, double slope = 0.01);

/// He, Zhang, Ren, Sun: "Delving deep into rectifiers" (2015): spread gain / sqrt(fan), so that a signal keeps its size from
/// layer to layer. Throw Error for tensors of fewer than two axes, which have no fan.
void kaiming_uniform_(const Tensor& weight, Key key, Nonlinearity nonlinearity = Nonlinearity::leaky_relu, double slope = 0,
                      Fan fan = Fan::in);
void kaiming_normal_(const Tensor& weight, Key key, Nonlinearity nonlinearity = Nonlinearity::leaky_relu, double slope = 0,
                     Fan fan = Fan::in);
/// Glorot and Bengio: "Understanding the difficulty of training deep feedforward neural networks" (2010): spread
/// gain * sqrt(2 / (fan in + fan out)).
void xavier_uniform_(const Tensor& weight, Key key, double gain = 1);
void xavier_normal_(const Tensor& weight, Key key, double gain = 1);

}  // namespace inkgrad::init

namespace inkgrad {

/// Standard normal numbers, float32: the notebooks' torch.randn.
Tensor randn(const Shape& shape, init::Key key, Device device = Device::cpu);

}  // namespace inkgrad
