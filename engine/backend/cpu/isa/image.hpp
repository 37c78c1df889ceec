#pragma once
// Kernels over planes of pixels: pooling, and the adjoint of cutting an image into patches.

#include "engine/backend/cpu/isa/vec.hpp"
#include "engine/backend/cpu/kernels.hpp"

namespace inkgrad::cpu::INKGRAD_ISA {

typedef std::uint8_t ByteVec __attribute__((vector_size(lanes)));

inline void add_patches(const float* columns, std::int64_t tap_count, std::int64_t position_count,
                        const std::int32_t* taps, const std::int32_t* positions, float* image) {
  for (std::int64_t t = 0; t < tap_count; ++t, columns += position_count) {
    float* tap = image + taps[t];
    std::int64_t p = 0;
    for (; p + lanes <= position_count; p += lanes) {
      const std::int32_t* at = positions + p;
      if (at[lanes - 1] - at[0] == lanes - 1) {
        store(tap + at[0], load(tap + at[0]) + load(columns + p));
      } else {
        for (int i = 0; i < lanes; ++i) tap[at[i]] += columns[p + i];
      }
    }
    for (; p < position_count; ++p) tap[positions[p]] += columns[p];
  }
}

/// Every second of the 2 * lanes floats in (a, b), from the first or from the second.
inline Vec evens(Vec a, Vec b) {
#if defined(__AVX2__)
  return (Vec)_mm256_permute4x64_epi64((__m256i)_mm256_shuffle_ps(a, b, 0x88), 0xd8);
#else
  return __builtin_shufflevector(a, b, 0, 2, 4, 6);
#endif
}
inline Vec odds(Vec a, Vec b) {
#if defined(__AVX2__)
  return (Vec)_mm256_permute4x64_epi64((__m256i)_mm256_shuffle_ps(a, b, 0xdd), 0xd8);
#else
  return __builtin_shufflevector(a, b, 1, 3, 5, 7);
#endif
}

/// Stores even[0], odd[0], even[1], odd[1], ...
inline void store_interleaved(float* p, Vec even, Vec odd) {
#if defined(__AVX2__)
  const Vec low = _mm256_unpacklo_ps(even, odd), high = _mm256_unpackhi_ps(even, odd);
  store(p, _mm256_permute2f128_ps(low, high, 0x20));
  store(p + lanes, _mm256_permute2f128_ps(low, high, 0x31));
#else
  store(p, __builtin_shufflevector(even, odd, 0, 4, 1, 5));
  store(p + lanes, __builtin_shufflevector(even, odd, 2, 6, 3, 7));
#endif
}

/// Stores each lane, 0 to 255, as a byte.
inline void store_bytes(std::uint8_t* p, IntVec v) {
#if defined(__AVX2__)
  const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128((__m256i)v), _mm256_extracti128_si256((__m256i)v, 1));
  _mm_storel_epi64((__m128i*)p, _mm_packus_epi16(words, words));
#else
  const ByteVec bytes = __builtin_convertvector(v, ByteVec);
  __builtin_memcpy(p, &bytes, sizeof bytes);
#endif
}

inline IntVec load_bytes(const std::uint8_t* p) {
#if defined(__AVX2__)
  return (IntVec)_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i*)p));
#else
  ByteVec bytes;
  __builtin_memcpy(&bytes, p, sizeof bytes);
  return __builtin_convertvector(bytes, IntVec);
#endif
}

/// One row of 2 x 2 windows, `columns` (at least `lanes`) of them. The last vector may overlap the one before.
inline void max_pool_row_of_2(const float* top, const float* bottom, std::int64_t columns, float* out,
                              std::uint8_t* places) {
  for (std::int64_t start = 0; start < columns; start += lanes) {
    const std::int64_t j = start + lanes <= columns ? start : columns - lanes;
    const Vec t0 = load(top + 2 * j), t1 = load(top + 2 * j + lanes);
    const Vec b0 = load(bottom + 2 * j), b1 = load(bottom + 2 * j + lanes);
    Vec best = evens(t0, t1);
    IntVec place = {};
    const Vec others[3] = {odds(t0, t1), evens(b0, b1), odds(b0, b1)};
    for (int q = 0; q < 3; ++q) {
      const IntVec better = others[q] > best;
      best = select(better, others[q], best);
      place = (place & ~better) | (splat_int(q + 1) & better);
    }
    store(out + j, best);
    store_bytes(places + j, place);
  }
}

/// One row of windows of any length; inlined with 2, the usual one.
inline void max_pool_row(const float* window, std::int64_t width, int kernel, std::int64_t columns, float* out,
                         std::uint8_t* places) {
  for (std::int64_t j = 0; j < columns; ++j, window += kernel) {
    float best = window[0];
    int place = 0;
    for (int r = 0; r < kernel; ++r) {
      for (int c = 0; c < kernel; ++c) {
        const float value = window[r * width + c];
        const bool better = value > best;
        best = better ? value : best;
        place = better ? r * kernel + c : place;
      }
    }
    out[j] = best;
    places[j] = static_cast<std::uint8_t>(place);
  }
}

inline void max_pool(const float* x, std::int64_t planes, std::int64_t height, std::int64_t width, int kernel,
                     float* out, std::uint8_t* places) {
  const std::int64_t rows = height / kernel, columns = width / kernel;
  for (std::int64_t plane = 0; plane < planes; ++plane, x += height * width) {
    for (std::int64_t i = 0; i < rows; ++i, out += columns, places += columns) {
      const float* window = x + i * kernel * width;
      if (kernel != 2) max_pool_row(window, width, kernel, columns, out, places);
      else if (columns < lanes) max_pool_row(window, width, 2, columns, out, places);
      else max_pool_row_of_2(window, window + width, columns, out, places);
    }
  }
}

inline void max_pool_backward_row_of_2(const float* gradient, const std::uint8_t* places, const float* maxima, std::int64_t columns,
                                       float* top, float* bottom) {
  for (std::int64_t start = 0; start < columns; start += lanes) {
    const std::int64_t j = start + lanes <= columns ? start : columns - lanes;
    const IntVec place = load_bytes(places + j);
    IntVec dy = (IntVec)load(gradient + j);
    if (maxima) dy &= load(maxima + j) > Vec{};
    store_interleaved(top + 2 * j, (Vec)(dy & (place == splat_int(0))), (Vec)(dy & (place == splat_int(1))));
    store_interleaved(bottom + 2 * j, (Vec)(dy & (place == splat_int(2))), (Vec)(dy & (place == splat_int(3))));
  }
}

inline void max_pool_backward(const float* gradient, const std::uint8_t* places, const float* maxima, std::int64_t planes,
                              std::int64_t height, std::int64_t width, int kernel, float* gradient_x) {
  const std::int64_t rows = height / kernel, columns = width / kernel;
  const bool covered = rows * kernel == height && columns * kernel == width;
  for (std::int64_t plane = 0; plane < planes; ++plane, gradient_x += height * width) {
    const bool fast = kernel == 2 && columns >= lanes;
    if (!fast || !covered) __builtin_memset(gradient_x, 0, static_cast<std::size_t>(height * width) * sizeof(float));
    for (std::int64_t i = 0; i < rows; ++i, gradient += columns, places += columns, maxima += maxima ? columns : 0) {
      float* window = gradient_x + i * kernel * width;
      if (fast) {
        max_pool_backward_row_of_2(gradient, places, maxima, columns, window, window + width);
        continue;
      }
      for (std::int64_t j = 0; j < columns; ++j, window += kernel) {
        window[places[j] / kernel * width + places[j] % kernel] = !maxima || maxima[j] > 0 ? gradient[j] : 0;
      }
    }
  }
}

inline void avg_pool(const float* x, std::int64_t planes, std::int64_t height, std::int64_t width, int kernel,
                     float* out) {
  const std::int64_t rows = height / kernel, columns = width / kernel;
  const float scale = 1.0f / static_cast<float>(kernel * kernel);
  for (std::int64_t plane = 0; plane < planes; ++plane, x += height * width) {
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t j = 0; j < columns; ++j) {
        const float* window = x + i * kernel * width + j * kernel;
        float sum = 0;
        for (int r = 0; r < kernel; ++r) {
          for (int c = 0; c < kernel; ++c) sum += window[r * width + c];
        }
        *out++ = sum * scale;
      }
    }
  }
}

inline void avg_pool_backward(const float* gradient, std::int64_t planes, std::int64_t height, std::int64_t width,
                              int kernel, float* gradient_x) {
  const std::int64_t rows = height / kernel, columns = width / kernel;
  const float scale = 1.0f / static_cast<float>(kernel * kernel);
  for (std::int64_t plane = 0; plane < planes; ++plane, gradient += rows * columns) {
    for (std::int64_t i = 0; i < height; ++i) {
      const float* row = i < rows * kernel ? gradient + i / kernel * columns : nullptr;
      for (std::int64_t j = 0; j < width; ++j) {
        *gradient_x++ = row && j < columns * kernel ? row[j / kernel] * scale : 0.0f;
      }
    }
  }
}

}  // namespace inkgrad::cpu::INKGRAD_ISA
