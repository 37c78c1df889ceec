#pragma once
// Layers that do in training what they do not do afterwards. Reference: reference/training.cpp.

#include "native/cuda/random.cuh"

namespace inkgrad::cuda {

/// Which random numbers a dropout layer draws.
struct DropoutKey {
  std::uint64_t seed;
  std::uint32_t purpose, stream;
};

/// A thread makes four elements from one block of random numbers. Cost: the bytes, and some 100 integer instructions a thread.
__global__ void drop(const float* x, const double* call, float* out, int count, bool packs, DropoutKey key, double p, float kept) {
  const int first = 4 * global_index();
  if (first >= count) return;
  const std::uint64_t begin = static_cast<std::uint64_t>(*call) << 32;
  const RandomWords words = philox(key.seed, key.purpose, key.stream, (begin + static_cast<std::uint64_t>(first)) / 4);
  const auto element = [&](float value, int i) { return unit_interval(words.word[i]) < p ? 0.0f : value * kept; };
  if (packs && first + 4 <= count) {
    Pack<float> values = load_pack(x + first);
    for (int i = 0; i < 4; ++i) values.value[i] = element(values.value[i], i);
    store_pack(out + first, values);
  } else {
    for (int i = 0; i < 4 && first + i < count; ++i) out[first + i] = element(x[first + i], i);
  }
}

/// A batch [n, channels, inner], a block of which takes one channel: its threads take elements side by side along `inner`.
struct Channels {
  int n, channels;
  Divider inner;

  __device__ int count() const { return n * static_cast<int>(inner.divisor); }
  /// Where element `number` of a channel lies.
  __device__ int place(int channel, int number) const {
    int image = number;
    const int along = inner.split(image);
    return (image * channels + channel) * static_cast<int>(inner.divisor) + along;
  }
};

/// The mean of f(element) over a channel, in every thread.
template <class F>
__device__ float channel_mean(const float* x, const Channels& shape, int channel, F f) {
  float total = 0;
  for (int i = static_cast<int>(threadIdx.x); i < shape.count(); i += static_cast<int>(blockDim.x)) total += f(x[shape.place(channel, i)]);
  return over_block(total, Add()) / static_cast<float>(shape.count());
}

/// y = (x - mean) / sqrt(variance + eps) * weight + bias. Cost: x is read three times in training, from the L2 cache if the batch fits.
__global__ void normalise(const float* x, const float* weight, const float* bias, const float* running_mean, const float* running_variance,
                          float* y, float* mean, float* variance, Channels shape, float eps, bool training) {
  const int channel = static_cast<int>(blockIdx.x);
  float middle = 0, spread = 0;
  if (training) {
    middle = channel_mean(x, shape, channel, [](float value) { return value; });
    spread = channel_mean(x, shape, channel, [middle](float value) { return (value - middle) * (value - middle); });
  } else {
    middle = running_mean[channel];
    spread = running_variance[channel];
  }
  if (threadIdx.x == 0) {
    mean[channel] = middle;
    variance[channel] = spread;
  }
  const float scale = weight[channel] / sqrtf(spread + eps), shift = bias[channel];
  for (int i = static_cast<int>(threadIdx.x); i < shape.count(); i += static_cast<int>(blockDim.x)) {
    const int place = shape.place(channel, i);
    y[place] = (x[place] - middle) * scale + shift;
  }
}

/// From the gradient of y those of x, weight and bias; `mean` and `variance` are what normalise used. Cost: gradient and x read twice.
__global__ void normalise_backward(const float* gradient, const float* x, const float* weight, const float* mean, const float* variance,
                                   float* of_x, float* of_weight, float* of_bias, Channels shape, float eps, bool training) {
  const int channel = static_cast<int>(blockIdx.x);
  const float middle = mean[channel], inverse = 1.0f / sqrtf(variance[channel] + eps), scale = weight[channel] * inverse;
  float along = 0, total = 0;
  for (int i = static_cast<int>(threadIdx.x); i < shape.count(); i += static_cast<int>(blockDim.x)) {
    const int place = shape.place(channel, i);
    along += gradient[place] * ((x[place] - middle) * inverse);
    total += gradient[place];
  }
  along = over_block(along, Add());
  total = over_block(total, Add());
  if (threadIdx.x == 0) {
    of_weight[channel] = along;
    of_bias[channel] = total;
  }
  // In training the batch's mean and variance move with every x: what they take back is the part of the gradient along 1 and along
  // the normalised x.
  const float count = static_cast<float>(shape.count()), mean_part = training ? total / count : 0.0f, spread_part = training ? along / count : 0.0f;
  for (int i = static_cast<int>(threadIdx.x); i < shape.count(); i += static_cast<int>(blockDim.x)) {
    const int place = shape.place(channel, i);
    of_x[place] = scale * (gradient[place] - mean_part - (x[place] - middle) * inverse * spread_part);
  }
}

}  // namespace inkgrad::cuda
