#pragma once
// Labels and what is learnt from them. Kernels cannot throw: a label that is none sets the fault and makes not-a-numbers. Cost: a few
// bytes an image; what counts is how many launches there are. Reference: reference/classification.cpp.

#include "native/cuda/metrics.cuh"

namespace inkgrad::cuda {

__device__ inline bool is_class(std::int64_t label, int classes, int* fault) {
  if (label >= 0 && label < classes) return true;
  atomicExch(fault, 1);
  return false;
}

/// A thread an element of [b, classes].
template <class T>
__global__ void mark_labels(const std::int64_t* labels, T* out, int count, Divider classes, int* fault) {
  const int i = global_index();
  if (i >= count) return;
  int row = i;
  const int place = classes.split(row);
  is_class(labels[row], static_cast<int>(classes.divisor), fault);
  out[i] = labels[row] == place ? T{1} : T{0};
}

/// A thread a row of [b, classes].
template <class T>
__global__ void pick_labels(const T* x, const std::int64_t* labels, T* out, int rows, int classes, int* fault) {
  const int row = global_index();
  if (row >= rows) return;
  out[row] = is_class(labels[row], classes, fault) ? x[row * classes + labels[row]] : static_cast<T>(NAN);
}

constexpr int entropy_warps = 4;

/// Loss, hits and gradient of rows of logits in one launch: a warp a row, its lanes the classes. Each block leaves the sums of its
/// rows in `parts`; the block that comes last, by the ticket, adds all of them in their order, so that the result is the same
/// whichever that is. `ticket` begins as 0 and is 0 again at the end. `metrics`: null, or where accumulate_metrics adds.
struct EntropyPart {
  double loss;
  int correct;
};
__global__ void __launch_bounds__(entropy_warps* warp_size)
    entropy(const float* logits, const std::int64_t* labels, float* loss, std::int64_t* correct, float* gradient, int rows, int classes,
            EntropyPart* parts, unsigned* ticket, int* fault, double* metrics) {
  SHARED_ARRAY(EntropyPart, of_warp, [entropy_warps]);
  SHARED_ARRAY(bool, is_last, [1]);
  const int lane = static_cast<int>(threadIdx.x) % warp_size, warp = static_cast<int>(threadIdx.x) / warp_size;
  const int row = static_cast<int>(blockIdx.x) * entropy_warps + warp;
  EntropyPart mine{0, 0};
  if (row < rows) {
    const float* x = logits + static_cast<std::int64_t>(row) * classes;
    float largest = -INFINITY;
    int best = classes;  // the first place of the largest
    for (int i = lane; i < classes; i += warp_size) {
      if (best == classes || x[i] > largest) {
        largest = x[i];
        best = i;
      }
    }
    for (int lanes = warp_size / 2; lanes > 0; lanes /= 2) {
      const float other = __shfl_xor_sync(whole_warp, largest, lanes);
      const int place = __shfl_xor_sync(whole_warp, best, lanes);
      if (place < classes && (best == classes || other > largest || (other == largest && place < best))) {
        largest = other;
        best = place;
      }
    }
    float total = 0;
    for (int i = lane; i < classes; i += warp_size) total += expf(x[i] - largest);
    const float log_total = logf(over_warp(total, Add()));
    const std::int64_t label = labels[row];
    const bool is_known = is_class(label, classes, fault);
    const float batch = static_cast<float>(rows);
    for (int i = lane; i < classes; i += warp_size) {
      const float probability = expf(x[i] - largest - log_total);
      gradient[static_cast<std::int64_t>(row) * classes + i] = is_known ? (probability - (i == label ? 1.0f : 0.0f)) / batch : NAN;
    }
    mine.loss = is_known ? -static_cast<double>(x[label] - largest - log_total) : static_cast<double>(NAN);
    mine.correct = best == label ? 1 : 0;
  }
  if (lane == 0) of_warp[warp] = mine;
  __syncthreads();
  if (threadIdx.x == 0) {
    EntropyPart part = of_warp[0];
    for (int i = 1; i < entropy_warps; ++i) {
      part.loss += of_warp[i].loss;
      part.correct += of_warp[i].correct;
    }
    parts[blockIdx.x] = part;
    __threadfence();  // the part is there before the ticket says so
    is_last[0] = atomicAdd(ticket, 1u) == gridDim.x - 1;
  }
  __syncthreads();
  if (!is_last[0] || warp != 0) return;
  __threadfence();
  double loss_sum = 0;
  int correct_sum = 0;
  for (int i = lane; i < static_cast<int>(gridDim.x); i += warp_size) {
    const volatile EntropyPart& part = parts[i];  // another block wrote it: not from the L1 cache
    loss_sum += part.loss;
    correct_sum += part.correct;
  }
  loss_sum = over_warp(loss_sum, Add());
  correct_sum = over_warp(correct_sum, Add());
  if (lane != 0) return;
  *loss = static_cast<float>(loss_sum / rows);
  *correct = correct_sum;
  *ticket = 0;
  if (metrics != nullptr) accumulate(*loss, correct_sum, rows, metrics);
}

}  // namespace inkgrad::cuda
