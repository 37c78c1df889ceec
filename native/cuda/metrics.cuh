#pragma once
// What a batch adds to the sums of an epoch (engine/train/batch_plan.hpp, RunningMetrics).

#include "native/cuda/device.cuh"

namespace inkgrad::cuda {

/// Adds a batch's mean loss and hits to metrics: last loss, sum of loss * batch, sum of hits.
__device__ inline void accumulate(double loss, std::int64_t correct, double batch, double* metrics) {
  metrics[0] = loss;
  metrics[1] += loss * batch;
  metrics[2] += static_cast<double>(correct);
}

}  // namespace inkgrad::cuda
