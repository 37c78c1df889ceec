#pragma once

#include <algorithm>

#include "native/cuda/context.hpp"
#include "native/cuda/product.cuh"

namespace inkgrad::cuda {

/// Scratch slots: what blocks that share a tile leave for the last of them.
inline constexpr std::size_t slot_of_done = 0, slot_of_parts = 1;

/// Blocks that keep a GPU busy. A constant, not the device's number, so that sums are cut alike, and results equal, on all.
inline constexpr int enough_blocks = 256;

template <int rows, class A, class B, class Result>
void launch_product(Context& context, int m, int n, int k, const A& a, const B& b, const Result& result) {
  constexpr int tile_rows = product_threads * rows;
  const dim3 threads(product_threads, product_threads);
  const unsigned across = blocks_for(n, tile_columns), down = blocks_for(m, tile_rows);
  if (down > 65535) failure("a matrix product with ", m, " rows, more than the device takes at once; try a smaller --batch");
  // A part is worth a block from 64 of k on.
  const int wanted = std::max(1, enough_blocks / static_cast<int>(across * down)), most = std::max(1, k / 64);
  const int depth = static_cast<int>(blocks_for(blocks_for(k, std::min(wanted, most)), tile_depth)) * tile_depth;
  const unsigned parts = std::max(1u, blocks_for(k, depth));
  const ProductShape shape{m, n, k, depth};
  Parts shared{nullptr, nullptr};
  if (parts > 1) {
    shared = {context.scratch<float>(slot_of_parts, std::int64_t{parts} * m * n),
              context.scratch<unsigned>(slot_of_done, across * down)};
  }
  launch(context, product<rows, A, B, Result>, dim3(across, down, parts), threads, shape, a, b, result, shared);
}

/// The same with as many rows a tile as C has use for: 8, 16 or 32.
template <class A, class B, class Result>
void launch_fitting_product(Context& context, int m, int n, int k, const A& a, const B& b, const Result& result) {
  if (m <= 8) launch_product<1>(context, m, n, k, a, b, result);
  else if (m <= 16) launch_product<2>(context, m, n, k, a, b, result);
  else launch_product<4>(context, m, n, k, a, b, result);
}

/// A weight's gradient, and unless `bias` is null that of its bias, the sums of A's rows: one launch.
template <class A, class B>
void launch_weight_gradient(Context& context, int m, int n, int k, const A& a, const B& b, float* weight, float* bias) {
  launch_fitting_product(context, m, bias == nullptr ? n : n + 1, k, a, WithOnes<B>{b, n}, WeightResult{weight, n, bias});
}

}  // namespace inkgrad::cuda
