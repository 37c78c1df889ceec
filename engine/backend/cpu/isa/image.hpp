#pragma once
// Kernels over planes of pixels: pooling, and the adjoint of cutting an image into patches.

#include "engine/backend/cpu/isa/vec.hpp"
#include "engine/backend/cpu/kernels.hpp"

namespace inkgrad::cpu::INKGRAD_ISA {

// Whether part of a vector is read and written as fast as all of it.
#if defined(__AVX512F__)
inline constexpr bool masks_are_cheap = true;
#else
inline constexpr bool masks_are_cheap = false;
#endif

typedef std::uint8_t ByteVec __attribute__((vector_size(lanes)));

/// The sums of one row of the image, `y` of channel `c`: each vector of it is written once, however many patches lie over it. (Added patch by
/// patch, a vector would be loaded across two that were just stored, for which a processor waits.) For a stride of 1.
inline void add_patches_to_row(const float* columns, const PatchGrid& g, std::int64_t c, std::int64_t y, float* row) {
  const std::int64_t first = y < g.out_height ? 0 : y - g.out_height + 1, last = y < g.kernel ? y : g.kernel - 1;
  for (std::int64_t x = 0; x < g.width; x += lanes) {
    Vec sum = {};
    for (std::int64_t i = first; i <= last; ++i) {
      const float* patches = columns + ((c * g.kernel + i) * g.kernel * g.out_height + y - i) * g.out_width + x;
      for (std::int64_t j = 0; j < g.kernel; ++j, patches += g.out_height * g.out_width - 1) {
        sum += load_between(patches, j - x, g.out_width + j - x);
      }
    }
    store_some(row + x, sum, g.width - x);
  }
}

inline void add_patches(const float* columns, const PatchGrid& g, float* image) {
  if (masks_are_cheap && g.stride == 1) {
    for (std::int64_t c = 0; c < g.channels; ++c) {
      for (std::int64_t y = 0; y < g.height; ++y, image += g.width) add_patches_to_row(columns, g, c, y, image);
    }
    return;
  }
  __builtin_memset(image, 0, static_cast<std::size_t>(g.channels * g.height * g.width) * sizeof(float));
  const std::int64_t height = g.out_height, width = g.out_width, stride = g.stride, next = stride * g.width;
  const std::int64_t vectors = stride == 1 ? width / lanes * lanes : 0;  // of a row of patches, how much goes by vectors
  for (std::int64_t c = 0; c < g.channels; ++c) {
    for (std::int64_t i = 0; i < g.kernel; ++i) {
      for (std::int64_t j = 0; j < g.kernel; ++j) {
        float* row = image + (c * g.height + i) * g.width + j;
        for (std::int64_t oh = 0; oh < height; ++oh, columns += width, row += next) {
          for (std::int64_t ow = 0; ow < vectors; ow += lanes) store(row + ow, load(row + ow) + load(columns + ow));
          for (std::int64_t ow = vectors; ow < width; ++ow) row[ow * stride] += columns[ow];
        }
      }
    }
  }
}

/// Every second of the 2 * lanes floats in (a, b), from the first or from the second.
inline Vec evens(Vec a, Vec b) {
#if defined(__AVX512F__)
  return _mm512_permutex2var_ps(a, _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0), b);
#elif defined(__AVX2__)
  return (Vec)_mm256_permute4x64_epi64((__m256i)_mm256_shuffle_ps(a, b, 0x88), 0xd8);
#else
  return __builtin_shufflevector(a, b, 0, 2, 4, 6);
#endif
}
inline Vec odds(Vec a, Vec b) {
#if defined(__AVX512F__)
  return _mm512_permutex2var_ps(a, _mm512_set_epi32(31, 29, 27, 25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1), b);
#elif defined(__AVX2__)
  return (Vec)_mm256_permute4x64_epi64((__m256i)_mm256_shuffle_ps(a, b, 0xdd), 0xd8);
#else
  return __builtin_shufflevector(a, b, 1, 3, 5, 7);
#endif
}

/// Stores even[0], odd[0], even[1], odd[1], ..., `count` of each.
inline void store_interleaved(float* p, Vec even, Vec odd, std::int64_t count) {
#if defined(__AVX512F__)
  const Vec first = _mm512_permutex2var_ps(even, _mm512_set_epi32(23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0), odd);
  const Vec rest = _mm512_permutex2var_ps(even, _mm512_set_epi32(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8), odd);
#elif defined(__AVX2__)
  const Vec low = _mm256_unpacklo_ps(even, odd), high = _mm256_unpackhi_ps(even, odd);
  const Vec first = _mm256_permute2f128_ps(low, high, 0x20), rest = _mm256_permute2f128_ps(low, high, 0x31);
#else
  const Vec first = __builtin_shufflevector(even, odd, 0, 4, 1, 5), rest = __builtin_shufflevector(even, odd, 2, 6, 3, 7);
#endif
  store_some(p, first, 2 * count);
  if (2 * count > lanes) store_some(p + lanes, rest, 2 * count - lanes);
}

/// 2 * lanes floats, or the first `count` of them and zeros.
struct Pair {
  Vec first, rest;
};
inline Pair load_pair(const float* p, std::int64_t count) {
  return {load_some(p, count), count > lanes ? load_some(p + lanes, count - lanes) : Vec{}};
}

/// Stores each lane, 0 to 255, as a byte; with AVX-512 the first `count`.
inline void store_bytes(std::uint8_t* p, IntVec v, [[maybe_unused]] std::int64_t count) {
#if defined(__AVX512F__)
  _mm512_mask_cvtepi32_storeu_epi8(p, first_lanes(count), (__m512i)v);
#elif defined(__AVX2__)
  const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128((__m256i)v), _mm256_extracti128_si256((__m256i)v, 1));
  _mm_storel_epi64((__m128i*)p, _mm_packus_epi16(words, words));
#else
  const ByteVec bytes = __builtin_convertvector(v, ByteVec);
  __builtin_memcpy(p, &bytes, sizeof bytes);
#endif
}

inline IntVec load_bytes(const std::uint8_t* p, [[maybe_unused]] std::int64_t count) {
#if defined(__AVX512F__)
  return (IntVec)_mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(first_lanes(count), p));
#elif defined(__AVX2__)
  return (IntVec)_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i*)p));
#else
  ByteVec bytes;
  __builtin_memcpy(&bytes, p, sizeof bytes);
  return __builtin_convertvector(bytes, IntVec);
#endif
}

/// Whether rows of so many 2 x 2 windows are done a vector at a time. Where masks are dear, the last vector overlaps the one before.
inline bool fill_a_vector(std::int64_t columns) { return masks_are_cheap || columns >= lanes; }
inline std::int64_t place_of_vector(std::int64_t start, std::int64_t columns) {
  return masks_are_cheap || start + lanes <= columns ? start : columns - lanes;
}

/// One row of 2 x 2 windows.
inline void max_pool_row_of_2(const float* top, const float* bottom, std::int64_t columns, float* out,
                              std::uint8_t* places) {
  for (std::int64_t start = 0; start < columns; start += lanes) {
    const std::int64_t j = place_of_vector(start, columns), count = columns - j < lanes ? columns - j : lanes;
    const Pair t = load_pair(top + 2 * j, 2 * count), b = load_pair(bottom + 2 * j, 2 * count);
    Vec best = evens(t.first, t.rest);
    IntVec place = {};
    const Vec others[3] = {odds(t.first, t.rest), evens(b.first, b.rest), odds(b.first, b.rest)};
    for (int q = 0; q < 3; ++q) {
      const IntVec better = others[q] > best;
      best = select(better, others[q], best);
      place = (place & ~better) | (splat_int(q + 1) & better);
    }
    store_some(out + j, best, count);
    store_bytes(places + j, place, count);
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
      else if (!fill_a_vector(columns)) max_pool_row(window, width, 2, columns, out, places);
      else max_pool_row_of_2(window, window + width, columns, out, places);
    }
  }
}

inline void max_pool_backward_row_of_2(const float* gradient, const std::uint8_t* places, const float* maxima, std::int64_t columns,
                                       float* top, float* bottom) {
  for (std::int64_t start = 0; start < columns; start += lanes) {
    const std::int64_t j = place_of_vector(start, columns), count = columns - j < lanes ? columns - j : lanes;
    const IntVec place = load_bytes(places + j, count);
    IntVec dy = (IntVec)load_some(gradient + j, count);
    if (maxima) dy &= load_some(maxima + j, count) > Vec{};
    store_interleaved(top + 2 * j, (Vec)(dy & (place == splat_int(0))), (Vec)(dy & (place == splat_int(1))), count);
    store_interleaved(bottom + 2 * j, (Vec)(dy & (place == splat_int(2))), (Vec)(dy & (place == splat_int(3))), count);
  }
}

inline void max_pool_backward(const float* gradient, const std::uint8_t* places, const float* maxima, std::int64_t planes,
                              std::int64_t height, std::int64_t width, int kernel, float* gradient_x) {
  const std::int64_t rows = height / kernel, columns = width / kernel;
  const bool covered = rows * kernel == height && columns * kernel == width;
  for (std::int64_t plane = 0; plane < planes; ++plane, gradient_x += height * width) {
    const bool fast = kernel == 2 && fill_a_vector(columns);
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
