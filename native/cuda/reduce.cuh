#pragma once
// Reductions over any axes, each in one fixed order. Cost: the input read once. Reference: reference/reduce.cpp.

#include "native/cuda/device.cuh"

namespace inkgrad::cuda {

struct Largest {
  /// Not-a-number is larger than anything.
  template <class T>
  __device__ T operator()(T a, T b) const {
    return b > a || b != b ? b : a;
  }
};

/// Which elements of the input are reduced into which result: the axes of either kind, with their strides in the input.
struct Reduction {
  struct Axes {
    int rank = 0;
    Divider length[max_rank];
    int stride[max_rank] = {};
    int count = 1;

    __device__ int operator()(int number) const {
      int place = 0;
      for (int axis = rank - 1; axis >= 0; --axis) place += length[axis].split(number) * stride[axis];
      return place;
    }
  };
  Axes kept, reduced;
};

/// A block a result: its threads take elements side by side, then combine theirs. `start` must not change what is combined with it.
template <class Combine, class T, class R>
__global__ void reduce(const T* x, R* out, Reduction reduction, R start) {
  const int result = static_cast<int>(blockIdx.x), first = reduction.kept(result);
  R total = start;
  for (int i = static_cast<int>(threadIdx.x); i < reduction.reduced.count; i += static_cast<int>(blockDim.x)) {
    total = Combine()(total, static_cast<R>(x[first + reduction.reduced(i)]));
  }
  total = over_block(total, Combine());
  if (threadIdx.x == 0) out[result] = total;
}

constexpr int column_rows = 8;

/// x [rows, columns] over its rows. A block of 32 x 8 threads takes 32 columns: a warp reads 32 neighbours, its 8 warps every
/// eighth row each.
template <class Combine, class T, class R>
__global__ void reduce_columns(const T* x, R* out, int rows, int columns, R start) {
  SHARED_ARRAY(R, totals, [column_rows][warp_size]);
  const int lane = static_cast<int>(threadIdx.x), mine = static_cast<int>(threadIdx.y);
  const int column = static_cast<int>(blockIdx.x) * warp_size + lane;
  R total = start;
  if (column < columns) {
    for (int row = mine; row < rows; row += column_rows) total = Combine()(total, static_cast<R>(x[row * columns + column]));
  }
  totals[mine][lane] = total;
  __syncthreads();
  if (mine != 0 || column >= columns) return;
  for (int i = 1; i < column_rows; ++i) total = Combine()(total, totals[i][lane]);
  out[column] = total;
}

/// x [before, length, after] along its middle axis: a thread a result, the first of equals.
template <class T>
__global__ void argmax_along(const T* x, std::int64_t* out, int results, int length, Divider after) {
  const int result = global_index();
  if (result >= results) return;
  int before = result;
  const int inner = after.split(before), step = static_cast<int>(after.divisor);
  const T* first = x + before * length * step + inner;
  int best = 0;
  for (int i = 1; i < length; ++i) {
    if (first[i * step] > first[best * step]) best = i;
  }
  out[result] = best;
}

}  // namespace inkgrad::cuda
