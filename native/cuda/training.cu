#include "native/cuda/training.cuh"

#include "engine/core/random.hpp"
#include "native/cuda/context.hpp"
#include "native/cuda/ops.hpp"

namespace inkgrad::cuda {

namespace {

Channels channels_of(const Shape& x) {
  const std::int64_t images = x[0], channels = x[1];
  const std::int64_t inner = images * channels == 0 ? 1 : numel(x) / (images * channels);
  return {static_cast<int>(images), static_cast<int>(channels), Divider(inner)};
}

/// Threads for a channel: whole warps, as many as find work.
unsigned threads_for(const Shape& x) {
  const std::int64_t count = x[1] == 0 ? 0 : numel(x) / x[1];
  return count <= 64 ? 32 : count <= 4096 ? 256 : 512;
}

}  // namespace

void dropout(Context& context, Views in, Views out, const Attributes& attributes) {
  const float* x = in[0].as<float>();
  float* y = out[0].as<float>();
  const int count = count_of(out[0]);
  const DropoutKey key{attributes.seed, static_cast<std::uint32_t>(Purpose::dropout), attributes.stream};
  launch(context, drop, blocks_for(count, 4 * 128), 128, x, in[1].as<double>(), y, count, packs_fit(x, y), key, attributes.p,
         1 / (1 - attributes.p));
}

void batch_norm(Context& context, Views in, Views out, const Attributes& attributes) {
  const Shape& x = in[0].shape;
  launch(context, normalise, static_cast<unsigned>(x[1]), threads_for(x), in[0].as<float>(), in[1].as<float>(), in[2].as<float>(),
         in[3].as<float>(), in[4].as<float>(), out[0].as<float>(), out[1].as<float>(), out[2].as<float>(), channels_of(x),
         attributes.eps, attributes.training);
}

void batch_norm_backward(Context& context, Views in, Views out, const Attributes& attributes) {
  const Shape& x = in[1].shape;
  launch(context, normalise_backward, static_cast<unsigned>(x[1]), threads_for(x), in[0].as<float>(), in[1].as<float>(),
         in[2].as<float>(), in[3].as<float>(), in[4].as<float>(), out[0].as<float>(), out[1].as<float>(), out[2].as<float>(),
         channels_of(x), attributes.eps, attributes.training);
}

}  // namespace inkgrad::cuda
