#include "engine/nn/init.hpp"

#include <cmath>

#include "engine/autograd/functional.hpp"
#include "engine/backend/backend.hpp"
#include "engine/core/random.hpp"

namespace inkgrad::init {

namespace {

/// Gives the tensor value(0), value(1), ... in row-major order, outside the graph.
template <class F>
void fill(const Tensor& tensor, F value) {
  std::vector<float> values(static_cast<std::size_t>(tensor.numel()));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = value(i);
  assign_(tensor, values);
}

struct Fans {
  double in, out;
};

Fans fans(const Tensor& weight) {
  if (weight.ndim() < 2) {
    input_error("a weight has at least two axes [out, in, ...] to draw a fan from, got ", to_string(weight.shape()));
  }
  const auto kernel = static_cast<double>(weight.numel()) / static_cast<double>(weight.size(0) * weight.size(1));
  return {static_cast<double>(weight.size(1)) * kernel, static_cast<double>(weight.size(0)) * kernel};
}

double kaiming_spread(const Tensor& weight, Nonlinearity nonlinearity, double slope, Fan fan) {
  const Fans both = fans(weight);
  return calculate_gain(nonlinearity, slope) / std::sqrt(fan == Fan::in ? both.in : both.out);
}

double xavier_spread(const Tensor& weight, double gain) {
  const Fans both = fans(weight);
  return gain * std::sqrt(2 / (both.in + both.out));
}

/// Uniform numbers with this standard deviation.
void spread_uniform(const Tensor& tensor, Key key, double spread) {
  const double bound = std::sqrt(3.0) * spread;
  uniform_(tensor, key, -bound, bound);
}

}  // namespace

void assign_(const Tensor& tensor, const std::vector<float>& values) {
  const NoGrad no_grad;
  const Tensor converted = to(Tensor::from_values(values, tensor.shape()), tensor.dtype());
  backend(tensor.device()).upload(tensor, {converted.raw_data(), converted.bytes()});
}

void uniform_(const Tensor& tensor, Key key, double low, double high) {
  const auto from = static_cast<float>(low), width = static_cast<float>(high - low);
  fill(tensor, [&](std::size_t i) { return from + width * uniform(key.seed, Purpose::initialise, key.stream, i); });
}

void normal_(const Tensor& tensor, Key key, double mean, double std) {
  const auto middle = static_cast<float>(mean), spread = static_cast<float>(std);
  fill(tensor, [&](std::size_t i) { return middle + spread * normal(key.seed, Purpose::initialise, key.stream, i); });
}

void constant_(const Tensor& tensor, double value) {
  fill(tensor, [&](std::size_t) { return static_cast<float>(value); });
}

double calculate_gain(Nonlinearity nonlinearity, double slope) {
  switch (nonlinearity) {
    case Nonlinearity::linear:
    case Nonlinearity::sigmoid: return 1;
    case Nonlinearity::tanh: return 5.0 / 3;
    case Nonlinearity::relu: return std::sqrt(2.0);
    case Nonlinearity::leaky_relu: return std::sqrt(2 / (1 + slope * slope));
  }
  failure("a nonlinearity of unknown kind");
}

void kaiming_uniform_(const Tensor& weight, Key key, Nonlinearity nonlinearity, double slope, Fan fan) {
  spread_uniform(weight, key, kaiming_spread(weight, nonlinearity, slope, fan));
}
void kaiming_normal_(const Tensor& weight, Key key, Nonlinearity nonlinearity, double slope, Fan fan) {
  normal_(weight, key, 0, kaiming_spread(weight, nonlinearity, slope, fan));
}
void xavier_uniform_(const Tensor& weight, Key key, double gain) { spread_uniform(weight, key, xavier_spread(weight, gain)); }
void xavier_normal_(const Tensor& weight, Key key, double gain) { normal_(weight, key, 0, xavier_spread(weight, gain)); }

}  // namespace inkgrad::init

namespace inkgrad {

Tensor randn(const Shape& shape, init::Key key, Device device) {
  const Tensor tensor = Tensor::empty(shape, DType::float32, device);
  init::normal_(tensor, key);
  return tensor;
}

}  // namespace inkgrad
