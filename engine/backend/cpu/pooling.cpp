#include "engine/backend/cpu/ops.hpp"

namespace inkgrad::cpu {

namespace {

/// Calls f(first plane, count) over an image batch [n, c, h, w]'s planes, on several threads if there are many.
template <class F>
void each_plane(Compute& compute, const Shape& x, F&& f) {
  const std::int64_t plane = x[2] * x[3], worth_a_thread = 16384 / (plane > 0 ? plane : 1) + 1;
  compute.split(x[0] * x[1], worth_a_thread, f);
}

std::int64_t pooled(const Shape& x, int kernel) { return (x[2] / kernel) * (x[3] / kernel); }

}  // namespace

void max_pool2d(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const Shape& x = in[0].shape;
  const std::int64_t plane = x[2] * x[3], small = pooled(x, attributes.kernel);
  each_plane(compute, x, [&](std::int64_t first, std::int64_t count) {
    compute.kernels.max_pool(in[0].as<float>() + first * plane, count, x[2], x[3], attributes.kernel,
                             out[0].as<float>() + first * small, out[1].as<std::uint8_t>() + first * small);
  });
}

void max_pool2d_backward(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const Shape& x = out[0].shape;
  const std::int64_t plane = x[2] * x[3], small = pooled(x, attributes.kernel);
  each_plane(compute, x, [&](std::int64_t first, std::int64_t count) {
    const float* maxima = in.size() > 2 ? in[2].as<float>() + first * small : nullptr;  // Fusion::relu_backward
    compute.kernels.max_pool_backward(in[0].as<float>() + first * small, in[1].as<std::uint8_t>() + first * small, maxima, count,
                                      x[2], x[3], attributes.kernel, out[0].as<float>() + first * plane);
  });
}

void avg_pool2d(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const Shape& x = in[0].shape;
  const std::int64_t plane = x[2] * x[3], small = pooled(x, attributes.kernel);
  each_plane(compute, x, [&](std::int64_t first, std::int64_t count) {
    compute.kernels.avg_pool(in[0].as<float>() + first * plane, count, x[2], x[3], attributes.kernel,
                             out[0].as<float>() + first * small);
  });
}

void avg_pool2d_backward(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const Shape& x = out[0].shape;
  const std::int64_t plane = x[2] * x[3], small = pooled(x, attributes.kernel);
  each_plane(compute, x, [&](std::int64_t first, std::int64_t count) {
    compute.kernels.avg_pool_backward(in[0].as<float>() + first * small, count, x[2], x[3], attributes.kernel,
                                      out[0].as<float>() + first * plane);
  });
}

}  // namespace inkgrad::cpu
