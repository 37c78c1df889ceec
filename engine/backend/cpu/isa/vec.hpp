#pragma once
// One SIMD register of floats, as wide as the instruction set that this translation unit is compiled for.
//
// The headers in this folder are compiled once for each instruction set, each time in a namespace of its own
// (INKGRAD_ISA, set by kernels_*.cpp), so that the linker can never hand one set's code to another. For the
// same reason they include no library templates.

#include <cstddef>
#include <cstdint>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <immintrin.h>
#endif

namespace inkgrad::cpu::INKGRAD_ISA {

#if defined(__AVX512F__)
inline constexpr int vec_bytes = 64;
#elif defined(__AVX2__)
inline constexpr int vec_bytes = 32;
#else
inline constexpr int vec_bytes = 16;
#endif

/// Floats in one vector.
inline constexpr int lanes = vec_bytes / 4;

typedef float Vec __attribute__((vector_size(vec_bytes)));
typedef std::int32_t IntVec __attribute__((vector_size(vec_bytes)));

inline IntVec splat_int(std::int32_t x) { return x - IntVec{}; }

inline Vec load(const float* p) {
  Vec v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

/// A vector is cut out of an image in pieces: the rows of one are long enough for eight, seldom for sixteen.
inline constexpr int piece_lanes = lanes > 8 ? 8 : lanes;
typedef float Piece __attribute__((vector_size(4 * piece_lanes)));

inline Piece load_piece(const float* p) {
  Piece v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

/// piece(first lane) for each of a vector's.
template <class F>
[[gnu::always_inline]] inline Vec join(F piece) {
#if defined(__AVX512F__)
  return _mm512_insertf32x8(_mm512_castps256_ps512(piece(0)), piece(8), 1);
#else
  return piece(0);
#endif
}

inline void store(float* p, Vec v) { __builtin_memcpy(p, &v, sizeof v); }

#if defined(__AVX512F__)
inline __mmask16 first_lanes(std::int64_t count) { return static_cast<__mmask16>((1u << count) - 1); }
#endif

/// The first `count` (at most `lanes`) floats at `p`, zeros in the other lanes; reads nothing behind them.
inline Vec load_partial(const float* p, std::int64_t count) {
#if defined(__AVX512F__)
  return _mm512_maskz_loadu_ps(first_lanes(count), p);
#elif defined(__AVX2__)
  const IntVec lane = {0, 1, 2, 3, 4, 5, 6, 7};
  return _mm256_maskload_ps(p, (__m256i)(lane < splat_int(static_cast<std::int32_t>(count))));
#else
  Vec v = {};
  for (int i = 0; i < count; ++i) v[i] = p[i];
  return v;
#endif
}

inline void store_partial(float* p, Vec v, std::int64_t count) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(p, first_lanes(count), v);
#else
  for (int i = 0; i < count; ++i) p[i] = v[i];
#endif
}

/// The floats at `p` in lanes `from` to `to` - 1, of which any may lie outside of the vector; zeros in the others, which are not read.
inline Vec load_between(const float* p, std::int64_t from, std::int64_t to) {
  const std::int64_t low = from < 0 ? 0 : from < lanes ? from : lanes, high = to < 0 ? 0 : to < lanes ? to : lanes;
#if defined(__AVX512F__)
  return _mm512_maskz_loadu_ps(first_lanes(high) & static_cast<__mmask16>(~first_lanes(low)), p);
#else
  Vec v = {};
  for (std::int64_t i = low; i < high; ++i) v[i] = p[i];
  return v;
#endif
}

/// As load_partial and store_partial, of `count` floats or of as many as a vector has.
inline Vec load_some(const float* p, std::int64_t count) { return count >= lanes ? load(p) : load_partial(p, count); }
inline void store_some(float* p, Vec v, std::int64_t count) {
  if (count >= lanes) store(p, v);
  else store_partial(p, v, count);
}

inline Vec splat(float x) {
#if defined(__wasm_simd128__)
  return (Vec)wasm_f32x4_splat(x);
#elif defined(__AVX512F__)
  return _mm512_set1_ps(x);
#elif defined(__AVX2__)
  return _mm256_set1_ps(x);
#else
  return x - Vec{};
#endif
}

/// a * b + c, rounded once where the instruction set can, twice where it cannot.
inline Vec fmadd(Vec a, Vec b, Vec c) {
#if defined(__wasm_relaxed_simd__)
  return (Vec)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c);
#elif defined(__AVX512F__)
  return _mm512_fmadd_ps(a, b, c);
#elif defined(__FMA__) && defined(__AVX2__)
  return _mm256_fmadd_ps(a, b, c);
#else
  return a * b + c;
#endif
}

/// a where the mask is all ones, b where it is zero.
inline Vec select(IntVec mask, Vec a, Vec b) {
#if defined(__wasm_simd128__)
  return (Vec)wasm_v128_bitselect((v128_t)a, (v128_t)b, (v128_t)mask);
#elif defined(__AVX512F__)
  return _mm512_mask_blend_ps(_mm512_movepi32_mask((__m512i)mask), b, a);
#elif defined(__AVX2__)
  return _mm256_blendv_ps(b, a, (Vec)mask);
#else
  return (Vec)(((IntVec)a & mask) | ((IntVec)b & ~mask));
#endif
}

/// max(x, 0), and x itself if it is NaN, so that a broken network does not look healthy behind a ReLU.
inline Vec relu(Vec x) {
#if defined(__wasm_simd128__)
  return (Vec)wasm_f32x4_pmax((v128_t)x, (v128_t)Vec{});
#elif defined(__AVX512F__)
  return _mm512_max_ps(Vec{}, x);
#elif defined(__AVX2__)
  return _mm256_max_ps(Vec{}, x);
#elif defined(__SSE2__)
  return _mm_max_ps(Vec{}, x);
#else
  return select(x < Vec{}, Vec{}, x);
#endif
}

/// The larger of each pair of lanes; neither may be NaN.
inline Vec max(Vec a, Vec b) { return select(a > b, a, b); }
inline Vec min(Vec a, Vec b) { return select(a < b, a, b); }

inline Vec abs(Vec x) { return (Vec)((IntVec)x & splat_int(0x7fffffff)); }

inline Vec sqrt(Vec x) {
#if defined(__wasm_simd128__)
  return (Vec)wasm_f32x4_sqrt((v128_t)x);
#elif defined(__AVX512F__)
  return _mm512_sqrt_ps(x);
#elif defined(__AVX2__)
  return _mm256_sqrt_ps(x);
#elif defined(__SSE2__)
  return _mm_sqrt_ps(x);
#else
  for (int i = 0; i < lanes; ++i) x[i] = __builtin_sqrtf(x[i]);
  return x;
#endif
}

/// Round to nearest, ties to even; exact for |x| < 2^22.
inline Vec round_small(Vec x) {
  const Vec magic = splat(12582912.0f);  // 1.5 * 2^23: adding it leaves no bits for a fraction
  return (x + magic) - magic;
}

/// The whole numbers in `x`, as integers; |x| < 2^22.
inline IntVec to_int_small(Vec x) {
  const Vec magic = splat(12582912.0f);
  return (IntVec)(x + magic) - (IntVec)magic;
}

/// Integers as floats; |x| < 2^22.
inline Vec to_float_small(IntVec x) {
  const Vec magic = splat(12582912.0f);
  return (Vec)(x + (IntVec)magic) - magic;
}

/// The lanes' sum, added pairwise.
inline float sum_lanes(Vec v) {
  float part[lanes];
  store(part, v);
  for (int width = lanes / 2; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) part[i] += part[i + width];
  }
  return part[0];
}

inline float max_lanes(Vec v) {
  float best = v[0];
  for (int i = 1; i < lanes; ++i) best = v[i] > best ? v[i] : best;
  return best;
}

#if defined(__AVX2__)
/// byte * slope + offset in double, rounded to floats, of `lanes` bytes.
inline Vec line(const std::uint8_t* bytes, double slope, double offset) {
#if defined(__AVX512F__)
  const __m512i numbers = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i*)bytes));
  const auto half = [&](__m256i four_bytes_each) {
    return _mm512_cvtpd_ps(_mm512_fmadd_pd(_mm512_cvtepi32_pd(four_bytes_each), _mm512_set1_pd(slope), _mm512_set1_pd(offset)));
  };
  return _mm512_insertf32x8(_mm512_castps256_ps512(half(_mm512_castsi512_si256(numbers))), half(_mm512_extracti32x8_epi32(numbers, 1)), 1);
#else
  const __m256i numbers = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i*)bytes));
  const auto half = [&](__m128i four_bytes_each) {
    return _mm256_cvtpd_ps(_mm256_fmadd_pd(_mm256_cvtepi32_pd(four_bytes_each), _mm256_set1_pd(slope), _mm256_set1_pd(offset)));
  };
  return _mm256_insertf128_ps(_mm256_castps128_ps256(half(_mm256_castsi256_si128(numbers))), half(_mm256_extracti128_si256(numbers, 1)), 1);
#endif
}
#endif

/// Transposes the square of `lanes` vectors in place.
inline void transpose(Vec (&r)[lanes]) {
#if defined(__AVX512F__)
  Vec t[16], u[16];
#pragma GCC unroll 16
  for (int i = 0; i < 16; i += 2) {
    t[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
  }
  // u[4 g + j], a quarter L: rows 4 g to 4 g + 3 of column 4 L + j
#pragma GCC unroll 16
  for (int i = 0; i < 16; i += 4) {
    u[i] = _mm512_shuffle_ps(t[i], t[i + 2], 0x44);
    u[i + 1] = _mm512_shuffle_ps(t[i], t[i + 2], 0xee);
    u[i + 2] = _mm512_shuffle_ps(t[i + 1], t[i + 3], 0x44);
    u[i + 3] = _mm512_shuffle_ps(t[i + 1], t[i + 3], 0xee);
  }
#pragma GCC unroll 16
  for (int j = 0; j < 4; ++j) {
    const Vec a = _mm512_shuffle_f32x4(u[j], u[4 + j], 0x44), b = _mm512_shuffle_f32x4(u[8 + j], u[12 + j], 0x44);
    const Vec c = _mm512_shuffle_f32x4(u[j], u[4 + j], 0xee), d = _mm512_shuffle_f32x4(u[8 + j], u[12 + j], 0xee);
    r[j] = _mm512_shuffle_f32x4(a, b, 0x88);
    r[4 + j] = _mm512_shuffle_f32x4(a, b, 0xdd);
    r[8 + j] = _mm512_shuffle_f32x4(c, d, 0x88);
    r[12 + j] = _mm512_shuffle_f32x4(c, d, 0xdd);
  }
#elif defined(__AVX2__)
  Vec t[8], u[8];
  for (int i = 0; i < 8; i += 2) {
    t[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
    t[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    u[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
    u[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xee);
    u[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
    u[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xee);
  }
  for (int i = 0; i < 4; ++i) {
    r[i] = _mm256_permute2f128_ps(u[i], u[i + 4], 0x20);
    r[i + 4] = _mm256_permute2f128_ps(u[i], u[i + 4], 0x31);
  }
#else
  const Vec a = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5), b = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7);
  const Vec c = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5), d = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
  r[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  r[1] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  r[2] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  r[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
#endif
}

}  // namespace inkgrad::cpu::INKGRAD_ISA
