#pragma once
// Matrix product after Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): B is
// copied into panels as wide as the register tile, and a micro kernel keeps one tile of C in registers
// while it walks down k.

#include "engine/backend/cpu/isa/vec.hpp"
#include "engine/backend/cpu/kernels.hpp"

namespace inkgrad::cpu::INKGRAD_ISA {

// The tile of C held in registers: with AVX-512 24 accumulators of 32 registers, with AVX2 12 of 16. V8 has 15 to give: 10
// accumulators, or 8 where a product without a fused multiply-add takes a register more; taller tiles spill.
#if defined(__AVX512F__)
inline constexpr int tile_rows = 12;
#elif defined(__AVX2__)
inline constexpr int tile_rows = 6;
#elif defined(__wasm_relaxed_simd__)
inline constexpr int tile_rows = 5;
#else
inline constexpr int tile_rows = 4;
#endif
inline constexpr int tile_vecs = 2;
inline constexpr int tile_columns = tile_vecs * lanes;

// Rows of A that share a pointer: twelve would take all of x86's registers, and its addresses may have a multiple in them.
#if defined(__AVX512F__)
inline constexpr int rows_of_pointer = 3;
#else
inline constexpr int rows_of_pointer = 1;
#endif

inline constexpr std::int64_t k_block_max = 320;  // a panel of B (k_block x tile_columns) fills half of a 32 KB L1
inline constexpr std::int64_t n_block = 512;      // all panels of B together stay in L2

inline constexpr std::int64_t gemm_scratch = k_block_max * n_block;

/// What becomes of a finished tile; the pointers are at the tile's own first row and column.
struct TileEnd {
  bool add;  // to what C holds
  const float* column_bias;
  const float* row_bias;
  bool relu;
};

using MicroKernel = void(std::int64_t k, const float* a, std::int64_t lda, const float* b, float* c, std::int64_t ldc,
                         const TileEnd& end);

template <int Rows, int Vecs>
[[gnu::always_inline]] inline void finish(Vec (&acc)[Rows][Vecs], float* c, std::int64_t ldc, const TileEnd& end) {
  // f(tile's vector, row, column of its first lane)
  const auto each = [&](auto f) {
#pragma GCC unroll 16
    for (int i = 0; i < Rows; ++i) {
#pragma GCC unroll 2
      for (int j = 0; j < Vecs; ++j) f(acc[i][j], i, j * lanes);
    }
  };
  if (end.add) each([&](Vec& v, int i, int j) { v = load(c + i * ldc + j) + v; });
  if (end.column_bias) each([&](Vec& v, int, int j) { v += load(end.column_bias + j); });
  if (end.row_bias) each([&](Vec& v, int i, int) { v += splat(end.row_bias[i]); });
  if (end.relu) each([&](Vec& v, int, int) { v = relu(v); });
  each([&](Vec& v, int i, int j) { store(c + i * ldc + j, v); });
}

/// One tile of C, `Rows` x `Vecs` vectors, from rows of op(A), read where they lie, and a packed panel of B as wide. Never inlined: V8
/// optimises a small function that is called often, and leaves a long loop in a large one slow. With the layout of A
/// known to the compiler and k taken four at a time, most addresses are constants beside a pointer.
template <int Rows, int Vecs, bool TransA>
[[gnu::noinline]] void micro_kernel(std::int64_t k, const float* a, std::int64_t lda, const float* b, float* c,
                                    std::int64_t ldc, const TileEnd& end) {
  constexpr int unrolled = 4;  // a spelled-out round of the loop over k
  constexpr int columns = Vecs * lanes, pointers = (Rows + rows_of_pointer - 1) / rows_of_pointer;
  const float* row[pointers];
  Vec acc[Rows][Vecs];
#pragma GCC unroll 16
  for (int i = 0; i < pointers; ++i) row[i] = a + i * rows_of_pointer * lda;
#pragma GCC unroll 16
  for (int i = 0; i < Rows; ++i) {
#pragma GCC unroll 2
    for (int j = 0; j < Vecs; ++j) acc[i][j] = Vec{};
  }
  // Four steps a round, each in a basic block of its own: LLVM would move the multiplications of a larger block behind one
  // another, and V8, which has 15 registers and takes the code as it comes, would spill.
  for (std::int32_t left = static_cast<std::int32_t>(k); left > 0;) {
#pragma GCC unroll 4
    for (int p = 0; p < unrolled; ++p) {
      Vec bv[Vecs];
#pragma GCC unroll 2
      for (int j = 0; j < Vecs; ++j) bv[j] = load(b + p * columns + j * lanes);
      const float* at = a + static_cast<std::ptrdiff_t>(p) * static_cast<std::ptrdiff_t>(lda);  // pointer, then constants
#pragma GCC unroll 16
      for (int i = 0; i < Rows; ++i) {
        const float* own = row[i / rows_of_pointer] + i % rows_of_pointer * lda;
        const Vec av = splat(TransA ? at[i] : own[p]);
#pragma GCC unroll 2
        for (int j = 0; j < Vecs; ++j) acc[i][j] = fmadd(av, bv[j], acc[i][j]);
      }
      if (--left == 0) break;
    }
    b += unrolled * columns;
    if (TransA) {
      a += unrolled * lda;
    } else {
#pragma GCC unroll 16
      for (int i = 0; i < pointers; ++i) row[i] += unrolled;
    }
  }
  finish(acc, c, ldc, end);
}

template <int Vecs, bool TransA, int Rows = tile_rows>
inline MicroKernel* micro_kernel_of(std::int64_t rows) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return micro_kernel_of<Vecs, TransA, Rows - 1>(rows);
  }
  return micro_kernel<Rows, Vecs, TransA>;
}

/// How wide a panel of B is that holds the next `left` columns: the tile's width, or one vector if that is enough.
inline std::int64_t panel_columns(std::int64_t left) { return left > lanes ? tile_columns : lanes; }

/// The height of the next tile: full ones, with the last two made alike, since a very flat tile wastes the most.
inline std::int64_t next_rows(std::int64_t left) {
  if (left >= 2 * tile_rows || left == tile_rows) return tile_rows;
  return left > tile_rows ? (left + 1) / 2 : left;
}

/// B as it is stored: `row(i)` is one of its lines, and `across(at, count)` cuts up to `lanes` neighbours starting at `at` out
/// of any line. What can be known of a cut without its line is found once, outside of the loops over lines.
struct StoredRows {
  const float* b;
  std::int64_t ldb;

  struct Across {
    std::int64_t at, count;
    Vec operator()(const float* row) const { return count >= lanes ? load(row + at) : load_partial(row + at, count); }
  };

  const float* row(std::int64_t i) const { return b + i * ldb; }
  Across across(std::int64_t at, std::int64_t count) const { return {at, count}; }
};

struct PatchRows {
  Patches patches;

  struct Across {
    const std::int32_t* positions;
    std::int64_t count;
    bool adjacent[lanes / piece_lanes];  // piece by piece: the positions are neighbours in the image too

    Piece piece(const float* row, int at) const {
      if (adjacent[at / piece_lanes]) return load_piece(row + positions[at]);
      Piece v = {};
      for (int i = 0; i < piece_lanes && at + i < count; ++i) v[i] = row[positions[at + i]];
      return v;
    }
    Vec operator()(const float* row) const { return join([&](int at) { return piece(row, at); }); }
  };

  const float* row(std::int64_t tap) const { return patches.image + patches.taps[tap]; }
  Across across(std::int64_t at, std::int64_t count) const {
    Across found{patches.positions + at, count, {}};
    for (int i = 0; i < lanes; i += piece_lanes) {
      const std::int32_t* positions = found.positions + i;
      found.adjacent[i / piece_lanes] = count >= i + piece_lanes && positions[piece_lanes - 1] - positions[0] == piece_lanes - 1;
    }
    return found;
  }
};

/// Copies B[k0..k0+k, j0..j0+columns] into panels of `panel_columns`, k-major, the last one padded with zeros.
template <class Rows>
inline void pack(const Rows& rows, std::int64_t k0, std::int64_t k, std::int64_t j0, std::int64_t columns,
                 float* panel) {
  for (std::int64_t j = 0, wide = 0; j < columns; j += wide, panel += k * wide) {
    wide = panel_columns(columns - j);
    for (std::int64_t v = 0; v < wide; v += lanes) {
      const std::int64_t left = columns - j - v;
      float* out = panel + v;
      if (left <= 0) {
        for (std::int64_t p = 0; p < k; ++p, out += wide) store(out, Vec{});
        continue;
      }
      const auto across = rows.across(j0 + j + v, left);
      for (std::int64_t p = 0; p < k; ++p, out += wide) store(out, across(rows.row(k0 + p)));
    }
  }
}

/// The same for B stored transposed, whose rows are columns of the panel: squares of `lanes` x `lanes` are turned in
/// registers.
template <class Rows>
inline void pack_transposed(const Rows& rows, std::int64_t k0, std::int64_t k, std::int64_t j0, std::int64_t columns,
                            float* panel) {
  for (std::int64_t j = 0, wide = 0; j < columns; j += wide, panel += k * wide) {
    wide = panel_columns(columns - j);
    for (std::int64_t v = 0; v < wide; v += lanes) {
      const float* row[lanes];
      const std::int64_t left = columns - j - v;
      for (int i = 0; i < lanes; ++i) row[i] = i < left ? rows.row(j0 + j + v + i) : nullptr;
      for (std::int64_t p = 0; p < k; p += lanes) {
        const auto across = rows.across(k0 + p, k - p);
        Vec square[lanes];
        if (left >= lanes) {
#pragma GCC unroll 16
          for (int i = 0; i < lanes; ++i) square[i] = across(row[i]);
        } else {
          for (int i = 0; i < lanes; ++i) square[i] = i < left ? across(row[i]) : Vec{};
        }
        transpose(square);
        float* out = panel + p * wide + v;
        if (k - p >= lanes) {
#pragma GCC unroll 16
          for (int i = 0; i < lanes; ++i) store(out + i * wide, square[i]);
        } else {
          for (int i = 0; i < lanes && p + i < k; ++i) store(out + i * wide, square[i]);
        }
      }
    }
  }
}

inline void pack_b(const Gemm& g, std::int64_t k0, std::int64_t k, std::int64_t j0, std::int64_t columns,
                   float* panels) {
  if (g.patches) {
    const PatchRows rows = {*g.patches};
    if (g.trans_b) pack_transposed(rows, k0, k, j0, columns, panels);
    else pack(rows, k0, k, j0, columns, panels);
  } else {
    const StoredRows rows = {g.b, g.ldb};
    if (g.trans_b) pack_transposed(rows, k0, k, j0, columns, panels);
    else pack(rows, k0, k, j0, columns, panels);
  }
}

/// A tile narrower than its panel, `wide`: through a full-width copy, so that every element is computed alike.
inline void narrow_tile(MicroKernel* kernel, std::int64_t rows, std::int64_t width, std::int64_t wide, std::int64_t k, const float* a,
                        std::int64_t lda, const float* panel, float* c, std::int64_t ldc, TileEnd end) {
  float tile[tile_rows * tile_columns] = {}, bias[tile_columns] = {};
  if (end.add) {
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t j = 0; j < width; ++j) tile[i * wide + j] = c[i * ldc + j];
    }
  }
  if (end.column_bias) {
    for (std::int64_t j = 0; j < width; ++j) bias[j] = end.column_bias[j];
    end.column_bias = bias;
  }
  kernel(k, a, lda, panel, tile, wide, end);
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < width; ++j) c[i * ldc + j] = tile[i * wide + j];
  }
}

inline void gemm(const Gemm& g, float* scratch) {
  const std::int64_t a_row = g.trans_a ? 1 : g.lda, a_k = g.trans_a ? g.lda : 1;
  const std::int64_t k_blocks = g.k > k_block_max ? (g.k + k_block_max - 1) / k_block_max : 1;
  const std::int64_t k_block = (g.k + k_blocks - 1) / k_blocks;
  for (std::int64_t j0 = 0; j0 < g.n; j0 += n_block) {
    const std::int64_t columns = g.n - j0 < n_block ? g.n - j0 : n_block;
    for (std::int64_t b = 0; b < k_blocks; ++b) {
      const std::int64_t k0 = b * k_block, k = g.k - k0 < k_block ? g.k - k0 : k_block;
      const bool last = b == k_blocks - 1;
      pack_b(g, k0, k, j0, columns, scratch);
      const float* panel = scratch;
      for (std::int64_t j = 0, wide = 0; j < columns; j += wide, panel += k * wide) {
        const std::int64_t width = columns - j;
        wide = panel_columns(width);
        std::int64_t rows = 0;
        for (std::int64_t i = 0; i < g.m; i += rows) {
          rows = next_rows(g.m - i);
          MicroKernel* kernel = wide > lanes ? (g.trans_a ? micro_kernel_of<2, true>(rows) : micro_kernel_of<2, false>(rows))
                                             : (g.trans_a ? micro_kernel_of<1, true>(rows) : micro_kernel_of<1, false>(rows));
          const TileEnd end = {g.accumulate || b > 0, last && g.column_bias ? g.column_bias + j0 + j : nullptr,
                               last && g.row_bias ? g.row_bias + i : nullptr, last && g.relu};
          const float* a = g.a + i * a_row + k0 * a_k;
          float* c = g.c + i * g.ldc + j0 + j;
          if (width >= wide) kernel(k, a, g.lda, panel, c, g.ldc, end);
          else narrow_tile(kernel, rows, width, wide, k, a, g.lda, panel, c, g.ldc, end);
        }
      }
    }
  }
}

}  // namespace inkgrad::cpu::INKGRAD_ISA
