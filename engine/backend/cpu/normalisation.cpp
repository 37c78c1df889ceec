#include <algorithm>
#include <cmath>

#include "engine/backend/cpu/ops.hpp"

namespace inkgrad::cpu {

namespace {

/// A batch as [n, channels, inner], of which a thread takes some images, or with inner > 1 some channels of all images.
struct Channels {
  std::int64_t n, channels, inner;

  explicit Channels(const Shape& x) : n(x[0]), channels(x[1]), inner(n * channels == 0 ? 1 : numel(x) / (n * channels)) {}
  std::int64_t image() const { return channels * inner; }
};

// Elements worth a thread: about 10 microseconds of work.
constexpr std::int64_t grain = 32768;

/// f(first image, count) on several threads if there is enough to do.
template <class F>
void each_image(Compute& compute, const Channels& x, F&& f) {
  compute.split(x.n, grain / std::max<std::int64_t>(x.image(), 1) + 1, f);
}

}  // namespace

void batch_norm(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const Channels x(in[0].shape);
  const float *weight = in[1].as<float>(), *bias = in[2].as<float>();
  float *mean = out[1].as<float>(), *variance = out[2].as<float>();
  if (attributes.training) {
    compute.kernels.channel_moments(in[0].as<float>(), x.n, x.channels, x.inner, mean, variance);
  } else {
    std::copy_n(in[3].as<float>(), x.channels, mean);
    std::copy_n(in[4].as<float>(), x.channels, variance);
  }
  float *scale = compute.floats(0, x.channels), *shift = compute.floats(1, x.channels);
  for (std::int64_t c = 0; c < x.channels; ++c) {
    const double slope = weight[c] / std::sqrt(static_cast<double>(variance[c]) + attributes.eps);
    scale[c] = static_cast<float>(slope);
    shift[c] = static_cast<float>(bias[c] - slope * mean[c]);
  }
  each_image(compute, x, [&](std::int64_t first, std::int64_t count) {
    const std::int64_t start = first * x.image();
    compute.kernels.channel_affine(in[0].as<float>() + start, scale, shift, count, x.channels, x.inner,
                                   out[0].as<float>() + start);
  });
}

void batch_norm_backward(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const Channels x(in[1].shape);
  const float *weight = in[2].as<float>(), *mean = in[3].as<float>(), *variance = in[4].as<float>();
  float *dweight = out[1].as<float>(), *dbias = out[2].as<float>();
  compute.kernels.channel_gradients(in[0].as<float>(), in[1].as<float>(), mean, x.n, x.channels, x.inner, dbias, dweight);
  // dx = scale * (g - mean of g - normalised * mean of (g * normalised)), as a line in g and x.
  float *of_gradient = compute.floats(0, x.channels), *of_x = compute.floats(1, x.channels), *constant = compute.floats(2, x.channels);
  const double share = attributes.training ? 1 / static_cast<double>(x.n * x.inner) : 0;
  for (std::int64_t c = 0; c < x.channels; ++c) {
    const double inverse = 1 / std::sqrt(static_cast<double>(variance[c]) + attributes.eps), scale = weight[c] * inverse;
    const double along = -scale * inverse * inverse * dweight[c] * share;
    of_gradient[c] = static_cast<float>(scale);
    of_x[c] = static_cast<float>(along);
    constant[c] = static_cast<float>(-along * mean[c] - scale * dbias[c] * share);
    dweight[c] = static_cast<float>(dweight[c] * inverse);
  }
  each_image(compute, x, [&](std::int64_t first, std::int64_t count) {
    const std::int64_t start = first * x.image();
    compute.kernels.channel_combine(in[0].as<float>() + start, in[1].as<float>() + start, of_gradient, of_x, constant, count, x.channels, x.inner, out[0].as<float>() + start);
  });
}

}  // namespace inkgrad::cpu
