#pragma once
// The one matrix product that linear layers and convolutions are made of: C[m, n] = sum over k of A[m, k] B[k, n], where A and B are
// whatever gives a number for two indices (a matrix, its transpose, the patches of images) and C is whatever takes one.
//
// Mapping: a block of 8 x 8 threads makes a tile of C of 8*rows x 32 numbers, each thread rows x 4 of them in registers; 32 k at a
// time, the block puts both tiles into shared memory, from which each number is read 8 or 32 times. Few tiles (a batch of 64 has
// some 8) would leave most of a GPU idle: then k is split among blocks as well, and of those that share a tile the one that comes
// last adds all parts, in a fixed order.
// Cost: 2 m n k FLOPs at the rate of float32 multiply-adds; A is read n/32 times and B m/(8*rows) times, mostly from the L2 cache.
// Reference: reference/linear.cpp.

#include "native/cuda/device.cuh"

namespace inkgrad::cuda {

constexpr int product_threads = 8;  // by 8
constexpr int tile_columns = 32, tile_depth = 32;

struct ProductShape {
  int m, n, k;
  int depth;  ///< how much of k a block does: blockIdx.z * depth and on; a multiple of tile_depth
};

/// A matrix in memory, or its transpose: element (i, j). `along_second` says which index moves along memory.
template <bool transposed>
struct Matrix {
  static constexpr bool along_second = !transposed;
  const float* data;
  int stride;  ///< from one row to the next, as stored

  __device__ float operator()(int i, int j) const { return transposed ? data[j * stride + i] : data[i * stride + j]; }
};

/// B with one more column, of ones: C's is then the sums of A's rows. That is how a bias's gradient comes with a weight's.
template <class B>
struct WithOnes {
  static constexpr bool along_second = B::along_second;
  B b;
  int columns;  ///< of b

  __device__ float operator()(int k, int j) const { return j < columns ? b(k, j) : 1.0f; }
};

/// C in memory, with what may follow: bias of its column, ReLU.
struct MatrixResult {
  float* data;
  int stride;
  const float* bias;  ///< of each column, or null
  bool relu;

  __device__ void operator()(int i, int j, float value) const {
    if (bias != nullptr) value += bias[j];
    data[i * stride + j] = relu && !(value > 0) ? 0.0f : value;
  }
};

/// C in memory, times ReLU's slope where C came out of one.
struct GradientResult {
  float* data;
  int stride;
  const float* activated;  ///< ReLU's result, as C, or null

  __device__ void operator()(int i, int j, float value) const {
    const int place = i * stride + j;
    data[place] = activated == nullptr || activated[place] > 0 ? value : 0.0f;
  }
};

/// C in memory, its column of WithOnes apart.
struct WeightResult {
  float* weight;
  int columns;
  float* bias;  ///< null if there is no such column

  __device__ void operator()(int i, int j, float value) const {
    if (j < columns) weight[i * columns + j] = value;
    else bias[i] = value;
  }
};

/// Where blocks that do part of k each put what they have: [parts, m, n], and for each tile how many are done, which begins as 0 and
/// is 0 again at the end.
struct Parts {
  float* values;
  unsigned* done;
};

/// Whether C is taken in fours, (i, j) to (i, j + 3), j a multiple of 4, as n then is. The default: one by one.
template <class Result>
inline constexpr bool takes_fours = false;

template <int rows, class A, class B, class Result>
__global__ void __launch_bounds__(product_threads * product_threads)
    product(ProductShape shape, A a, B b, Result result, Parts parts) {
  constexpr int tile_rows = product_threads * rows, threads = product_threads * product_threads;
  // k first, so that a thread reads its numbers side by side; four more, so that rows begin at different banks.
  SHARED_ARRAY(float, of_a, [tile_depth][tile_rows + 4]);
  SHARED_ARRAY(float, of_b, [tile_depth][tile_columns + 4]);
  const int x = static_cast<int>(threadIdx.x), y = static_cast<int>(threadIdx.y), thread = y * product_threads + x;
  const int first_row = static_cast<int>(blockIdx.y) * tile_rows, first_column = static_cast<int>(blockIdx.x) * tile_columns;
  const int begin = static_cast<int>(blockIdx.z) * shape.depth;
  const int end = begin + shape.depth < shape.k ? begin + shape.depth : shape.k;
  float sum[rows][4] = {};
  for (int first = begin; first < end; first += tile_depth) {
    // Neighbouring threads take neighbours in memory, whichever index that is.
    for (int i = thread; i < tile_rows * tile_depth; i += threads) {
      const int row = A::along_second ? i / tile_depth : i % tile_rows, deep = A::along_second ? i % tile_depth : i / tile_rows;
      const bool inside = first_row + row < shape.m && first + deep < end;
      of_a[deep][row] = inside ? a(first_row + row, first + deep) : 0.0f;
    }
    for (int i = thread; i < tile_columns * tile_depth; i += threads) {
      const int column = B::along_second ? i % tile_columns : i / tile_depth, deep = B::along_second ? i / tile_columns : i % tile_depth;
      const bool inside = first_column + column < shape.n && first + deep < end;
      of_b[deep][column] = inside ? b(first + deep, first_column + column) : 0.0f;
    }
    __syncthreads();
    for (int deep = 0; deep < tile_depth; ++deep) {
      const Pack<float> across = load_pack(&of_b[deep][4 * x]);
      for (int r = 0; r < rows; ++r) {
        const float left = of_a[deep][rows * y + r];
        for (int c = 0; c < 4; ++c) sum[r][c] = fmaf(left, across.value[c], sum[r][c]);
      }
    }
    __syncthreads();
  }
  const auto each = [&](auto give) {
    for (int r = 0; r < rows; ++r) {
      for (int c = 0; c < 4; ++c) {
        const int row = first_row + rows * y + r, column = first_column + 4 * x + c;
        if (row < shape.m && column < shape.n) give(row, column, sum[r][c]);
      }
    }
  };
  /// Gives C away: each number as `value(row, column, sum of this block)`.
  const auto finish = [&](auto value) {
    if constexpr (takes_fours<Result>) {
      for (int r = 0; r < rows; ++r) {
        const int row = first_row + rows * y + r, column = first_column + 4 * x;
        if (row >= shape.m || column >= shape.n) continue;
        float four[4];
        for (int c = 0; c < 4; ++c) four[c] = value(row, column + c, sum[r][c]);
        result(row, column, four);
      }
    } else {
      each([&](int row, int column, float own) { result(row, column, value(row, column, own)); });
    }
  };
  const unsigned count = gridDim.z;
  if (count == 1) {
    finish([](int, int, float own) { return own; });
    return;
  }
  const auto place = [&](unsigned part, int row, int column) {
    return (static_cast<std::int64_t>(part) * shape.m + row) * shape.n + column;
  };
  each([&](int row, int column, float value) { parts.values[place(blockIdx.z, row, column)] = value; });
  __threadfence();  // the part is there before the count says so
  __syncthreads();
  SHARED_ARRAY(bool, is_last, [1]);
  unsigned* done = parts.done + blockIdx.y * gridDim.x + blockIdx.x;
  if (thread == 0) is_last[0] = atomicAdd(done, 1u) == count - 1;
  __syncthreads();
  if (!is_last[0]) return;
  __threadfence();
  const volatile float* values = parts.values;  // other blocks wrote them: not from the L1 cache
  finish([&](int row, int column, float) {
    float total = 0;
    for (unsigned part = 0; part < count; ++part) total += values[place(part, row, column)];
    return total;
  });
  if (thread == 0) *done = 0;
}

}  // namespace inkgrad::cuda
