#pragma once
// Optimizer steps over all parameters at once, and the sums of loss and hits. Learning rate and step number are read from device
// memory, so that a captured graph can be replayed with others. Cost: five or seven floats moved a parameter. Reference:
// reference/optimizer.cpp.

#include "native/cuda/metrics.cuh"
#include "native/cuda/update.cuh"

namespace inkgrad::cuda {

template <class T>
__global__ void add_metrics(const T* loss, const std::int64_t* correct, double* metrics, double batch) {
  accumulate(static_cast<double>(*loss), *correct, batch, metrics);
}

/// The first `packs` threads take four parameters each, the others one.
__global__ void sgd(float* parameters, const float* gradient, float* velocity, const double* hyper, int count, int packs, SgdSettings settings) {
  const int thread = global_index();
  const float rate = static_cast<float>(hyper[0]);
  if (thread < packs) {
    const int first = 4 * thread;
    Pack<float> p = load_pack(parameters + first), v = load_pack(velocity + first);
    const Pack<float> g = load_pack(gradient + first);
    for (int i = 0; i < 4; ++i) settings.update(p.value[i], g.value[i], v.value[i], rate);
    store_pack(parameters + first, p);
    store_pack(velocity + first, v);
  } else if (const int i = 3 * packs + thread; i < count) {
    settings.update(parameters[i], gradient[i], velocity[i], rate);
  }
}

__global__ void adam(float* parameters, const float* gradient, float* first_moment, float* second_moment, const double* hyper, int count,
                     int packs, AdamSettings settings) {
  SHARED_ARRAY(AdamStep, step, [1]);  // powers in double precision are slow: one thread computes them
  if (threadIdx.x == 0) step[0] = adam_step_of(settings, hyper);
  __syncthreads();
  const int thread = global_index();
  if (thread < packs) {
    const int first = 4 * thread;
    Pack<float> p = load_pack(parameters + first), m = load_pack(first_moment + first), v = load_pack(second_moment + first);
    const Pack<float> g = load_pack(gradient + first);
    for (int i = 0; i < 4; ++i) adam_update(settings, step[0], p.value[i], g.value[i], m.value[i], v.value[i]);
    store_pack(parameters + first, p);
    store_pack(first_moment + first, m);
    store_pack(second_moment + first, v);
  } else if (const int i = 3 * packs + thread; i < count) {
    adam_update(settings, step[0], parameters[i], gradient[i], first_moment[i], second_moment[i]);
  }
}

}  // namespace inkgrad::cuda
