#pragma once
// Matrix product after Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): a micro kernel keeps one
// tile of C in registers while it walks down k, over rows of A where they lie and a panel of B as wide as the tile, which is copied
// together first, or, in an image, read where it lies.

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

// Whether the ten rows of a network's last layer are one tile, so that no panel of their product with the layer's input is used twice.
inline constexpr bool reads_stored_panels = tile_rows >= 10;

inline constexpr std::int64_t k_block_max = 320;  // a panel of B (k_block x tile_columns) fits into a 32 to 48 KB L1
inline constexpr std::int64_t m_block = 480;      // this much of A (m_block x k_block) stays in L2 from panel to panel

inline constexpr std::int64_t gemm_scratch = k_block_max * tile_columns;

/// What becomes of a finished tile; the pointers are at the tile's own first row and column.
struct TileEnd {
  bool add;  // to what C holds
  const float* column_bias;
  const float* row_bias;
  bool relu;
  const std::int32_t* places;  // of the tile's vectors, from the first row's start, which c is then: see Gemm

  /// Where the tile's vector j begins in a row of C.
  std::int64_t at(int j) const { return lanes == 4 && places ? places[j] : j * lanes; }
};

template <class Panel>
using MicroKernel = void(std::int64_t k, const float* a, std::int64_t lda, Panel b, float* c, std::int64_t ldc, const TileEnd& end);

/// A panel of B, copied together: its rows one behind the other.
struct CopiedPanel {
  const float* b;

  /// Vector `j` of row `p`, in a panel of `vecs`.
  template <int vecs>
  Vec at(int p, int j) const { return load(b + (p * vecs + j) * lanes); }
  template <int vecs>
  void skip(int rows) { b += rows * vecs * lanes; }
};

/// A panel of B where it lies: for one tile alone, copying it together would take as long as the product.
struct StoredPanel {
  const float* b;
  std::int64_t ldb;

  template <int vecs>
  Vec at(int p, int j) const { return load(b + p * ldb + j * lanes); }
  template <int vecs>
  void skip(int rows) { b += rows * ldb; }
};

/// A panel of patches, read in the image: each piece of its rows lies in one row of the image.
struct ImagePanel {
  static constexpr int pieces_of_vec = lanes / piece_lanes;
  const float* piece[tile_vecs * pieces_of_vec];  // at tap 0
  const std::int32_t* taps;

  template <int vecs>
  Vec at(int p, int j) const {
    const std::ptrdiff_t tap = taps[p];
    return join([&](int lane) { return load_piece(piece[j * pieces_of_vec + lane / piece_lanes] + tap); });
  }
  template <int vecs>
  void skip(int rows) { taps += rows; }
};

template <int Rows, int Vecs>
[[gnu::always_inline]] inline void finish(Vec (&acc)[Rows][Vecs], float* c, std::int64_t ldc, const TileEnd& end) {
  std::int64_t at[Vecs];  // in a row of C
#pragma GCC unroll 2
  for (int j = 0; j < Vecs; ++j) at[j] = end.at(j);
  // f(tile's vector, row, which of the row's)
  const auto each = [&](auto f) {
#pragma GCC unroll 16
    for (int i = 0; i < Rows; ++i) {
#pragma GCC unroll 2
      for (int j = 0; j < Vecs; ++j) f(acc[i][j], i, j);
    }
  };
  if (end.add) each([&](Vec& v, int i, int j) { v = load(c + i * ldc + at[j]) + v; });
  if (end.column_bias) each([&](Vec& v, int, int j) { v += load(end.column_bias + j * lanes); });
  if (end.row_bias) each([&](Vec& v, int i, int) { v += splat(end.row_bias[i]); });
  if (end.relu) each([&](Vec& v, int, int) { v = relu(v); });
  each([&](Vec& v, int i, int j) { store(c + i * ldc + at[j], v); });
}

/// One tile of C, `Rows` x `Vecs` vectors, from rows of op(A), read where they lie, and a panel of B as wide. Never inlined: V8
/// optimises a small function that is called often, and leaves a long loop in a large one slow. With the layout of A
/// known to the compiler and k taken four at a time, most addresses are constants beside a pointer.
template <int Rows, int Vecs, bool TransA, class Panel>
[[gnu::noinline]] void micro_kernel(std::int64_t k, const float* a, std::int64_t lda, Panel b, float* c, std::int64_t ldc,
                                    const TileEnd& end) {
  constexpr int unrolled = 4;  // a spelled-out round of the loop over k
  constexpr int pointers = (Rows + rows_of_pointer - 1) / rows_of_pointer;
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
      for (int j = 0; j < Vecs; ++j) bv[j] = b.template at<Vecs>(p, j);
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
    b.template skip<Vecs>(unrolled);
    if (TransA) {
      a += unrolled * lda;
    } else {
#pragma GCC unroll 16
      for (int i = 0; i < pointers; ++i) row[i] += unrolled;
    }
  }
  finish(acc, c, ldc, end);
}

template <class Panel, int Vecs, bool TransA, int Rows = tile_rows>
inline MicroKernel<Panel>* micro_kernel_of(std::int64_t rows) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return micro_kernel_of<Panel, Vecs, TransA, Rows - 1>(rows);
  }
  return micro_kernel<Rows, Vecs, TransA, Panel>;
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

/// Copies B[k0..k0+k, j0..j0+columns] into a panel, `wide` columns wide, what is beyond `columns` filled with zeros.
template <class Rows>
inline void pack(const Rows& rows, std::int64_t k0, std::int64_t k, std::int64_t j0, std::int64_t columns, std::int64_t wide,
                 float* panel) {
  for (std::int64_t v = 0; v < wide; v += lanes) {
    const std::int64_t left = columns - v;
    float* out = panel + v;
    if (left <= 0) {
      for (std::int64_t p = 0; p < k; ++p, out += wide) store(out, Vec{});
      continue;
    }
    const auto across = rows.across(j0 + v, left);
    for (std::int64_t p = 0; p < k; ++p, out += wide) store(out, across(rows.row(k0 + p)));
  }
}

/// The same for B stored transposed, whose rows are columns of the panel: squares of `lanes` x `lanes` are turned in
/// registers.
template <class Rows>
inline void pack_transposed(const Rows& rows, std::int64_t k0, std::int64_t k, std::int64_t j0, std::int64_t columns,
                            std::int64_t wide, float* panel) {
  for (std::int64_t v = 0; v < wide; v += lanes) {
    const float* row[lanes];
    const std::int64_t left = columns - v;
    for (int i = 0; i < lanes; ++i) row[i] = i < left ? rows.row(j0 + v + i) : nullptr;
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

inline void pack_b(const Gemm& g, std::int64_t k0, std::int64_t k, std::int64_t j0, std::int64_t columns, std::int64_t wide,
                   float* panel) {
  if (g.patches) {
    const PatchRows rows = {*g.patches};
    if (g.trans_b) pack_transposed(rows, k0, k, j0, columns, wide, panel);
    else pack(rows, k0, k, j0, columns, wide, panel);
  } else {
    const StoredRows rows = {g.b, g.ldb};
    if (g.trans_b) pack_transposed(rows, k0, k, j0, columns, wide, panel);
    else pack(rows, k0, k, j0, columns, wide, panel);
  }
}

/// Whether the panel of patches at column j0 can be read in the image; if so, `panel` is made to.
inline bool lies_in_image(const Gemm& g, std::int64_t k0, std::int64_t j0, std::int64_t columns, ImagePanel& panel) {
  if (!g.patches || g.trans_b || g.trans_a || columns < tile_columns) return false;
  const PatchRows rows = {*g.patches};
  panel.taps = g.patches->taps + k0;
  for (int v = 0; v < tile_vecs; ++v) {
    const auto across = rows.across(j0 + v * lanes, lanes);
    for (int i = 0; i < ImagePanel::pieces_of_vec; ++i) {
      if (!across.adjacent[i]) return false;
      panel.piece[v * ImagePanel::pieces_of_vec + i] = g.patches->image + across.positions[i * piece_lanes];
    }
  }
  return true;
}

/// A tile narrower than its panel, `wide`: through a full-width copy, so that every element is computed alike.
inline void narrow_tile(MicroKernel<CopiedPanel>* kernel, std::int64_t rows, std::int64_t width, std::int64_t wide, std::int64_t k, const float* a,
                        std::int64_t lda, CopiedPanel panel, float* c, std::int64_t ldc, TileEnd end) {
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
  for (std::int64_t i0 = 0; i0 < g.m; i0 += m_block) {
    const std::int64_t below = g.m - i0 < m_block ? g.m : i0 + m_block;
    for (std::int64_t b = 0; b < k_blocks; ++b) {
      const std::int64_t k0 = b * k_block, k = g.k - k0 < k_block ? g.k - k0 : k_block;
      const bool last = b == k_blocks - 1;
      for (std::int64_t j = 0, wide = 0; j < g.n; j += wide) {
        wide = panel_columns(g.n - j);
        const std::int64_t width = g.n - j < wide ? g.n - j : wide;
        ImagePanel in_image;
        const bool is_in_image = lies_in_image(g, k0, j, width, in_image);
        const bool is_as_stored = reads_stored_panels && g.m <= tile_rows && g.trans_a && !g.trans_b && !g.patches && width == tile_columns;
        if (!is_in_image && !is_as_stored) pack_b(g, k0, k, j, width, wide, scratch);
        for (std::int64_t i = i0, rows = 0; i < below; i += rows) {
          rows = next_rows(below - i);
          const TileEnd end = {g.accumulate || b > 0, last && g.column_bias ? g.column_bias + j : nullptr,
                               last && g.row_bias ? g.row_bias + i : nullptr, last && g.relu, g.places ? g.places + j / lanes : nullptr};
          const float* a = g.a + i * a_row + k0 * a_k;
          float* c = g.c + i * g.ldc + (g.places ? 0 : j);
          if (is_in_image) {
            micro_kernel_of<ImagePanel, tile_vecs, false>(rows)(k, a, g.lda, in_image, c, g.ldc, end);
            continue;
          }
          if constexpr (reads_stored_panels) {
            if (is_as_stored) {
              micro_kernel_of<StoredPanel, tile_vecs, true>(rows)(k, a, g.lda, {g.b + k0 * g.ldb + j, g.ldb}, c, g.ldc, end);
              continue;
            }
          }
          using Copied = CopiedPanel;
          MicroKernel<Copied>* kernel =
              wide > lanes ? (g.trans_a ? micro_kernel_of<Copied, tile_vecs, true>(rows) : micro_kernel_of<Copied, tile_vecs, false>(rows))
                           : (g.trans_a ? micro_kernel_of<Copied, 1, true>(rows) : micro_kernel_of<Copied, 1, false>(rows));
          if (width == wide) kernel(k, a, g.lda, {scratch}, c, g.ldc, end);
          else narrow_tile(kernel, rows, width, wide, k, a, g.lda, {scratch}, c, g.ldc, end);
        }
      }
    }
  }
}

}  // namespace inkgrad::cpu::INKGRAD_ISA
