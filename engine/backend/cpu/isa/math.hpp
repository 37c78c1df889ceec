#pragma once
// Elementary functions on vectors. Polynomials and splits are those of Stephen Moshier's Cephes library
// (single precision: expf.c, logf.c, tanhf.c); the errors stated are the largest that tests/unit/test_cpu_kernels.cpp
// allows against double precision.

#include "engine/backend/cpu/isa/vec.hpp"

namespace inkgrad::cpu::INKGRAD_ISA {

/// Horner's rule, highest power first.
template <int N>
inline Vec polynomial(Vec x, const float (&coefficients)[N]) {
  Vec y = splat(coefficients[0]);
#pragma GCC unroll 16
  for (int i = 1; i < N; ++i) y = fmadd(y, x, splat(coefficients[i]));
  return y;
}

/// 2^n for -126 <= n <= 127.
inline Vec power_of_two(IntVec n) { return (Vec)((n + splat_int(127)) << 23); }

/// e^x, relative error below 2e-7; infinity above 88.73, denormal below -87.34 and 0 below -103.98.
inline Vec exp(Vec x) {
  constexpr float coefficients[] = {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f,
                                    4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f};
  x = select(x < splat(-104.0f), splat(-104.0f), x);  // comparisons that leave NaN as it is
  x = select(x > splat(89.0f), splat(89.0f), x);
  const Vec turns = x * splat(1.44269504088896341f);
  const IntVec n = to_int_small(turns);
  const Vec n_float = round_small(turns);
  // ln 2 in two parts, the first short enough that its product with n is exact
  Vec r = fmadd(n_float, splat(-0.693359375f), x);
  r = fmadd(n_float, splat(2.12194440e-4f), r);
  const Vec y = fmadd(polynomial(r, coefficients), r * r, r) + splat(1.0f);
  // in two steps, since 2^n itself may be no float
  const IntVec half = n >> 1;
  return y * power_of_two(half) * power_of_two(n - half);
}

/// Natural logarithm, absolute error below 1e-7 for results below 1 and relative error below 2e-7 elsewhere; log(0) = -inf,
/// NaN for negative x.
inline Vec log(Vec x) {
  constexpr float coefficients[] = {7.0376836292e-2f,  -1.1514610310e-1f, 1.1676998740e-1f,
                                    -1.2420140846e-1f, 1.4249322787e-1f,  -1.6668057665e-1f,
                                    2.0000714765e-1f,  -2.4999993993e-1f, 3.3333331174e-1f};
  const IntVec denormal = x < splat(1.17549435e-38f);
  const Vec scaled = select(denormal, x * splat(8388608.0f), x);
  const IntVec bits = (IntVec)scaled;
  IntVec exponent = ((bits >> 23) & splat_int(0xff)) - splat_int(126) - (denormal & splat_int(23));
  Vec m = (Vec)((bits & splat_int(0x007fffff)) | splat_int(0x3f000000));  // in [0.5, 1)
  const IntVec low = m < splat(0.707106781186547524f);
  exponent += low;  // a true comparison is -1
  m = select(low, m + m, m) - splat(1.0f);
  const Vec e = to_float_small(exponent);
  const Vec z = m * m;
  Vec y = polynomial(m, coefficients) * m * z;
  y = fmadd(e, splat(-2.12194440e-4f), y);
  y = fmadd(splat(-0.5f), z, y);
  y = fmadd(e, splat(0.693359375f), m + y);
  const float infinity = __builtin_inff();
  y = select(x == splat(infinity), splat(infinity), y);
  y = select(x == Vec{}, splat(-infinity), y);
  return select((x < Vec{}) | (x != x), splat(__builtin_nanf("")), y);
}

/// Hyperbolic tangent, relative error below 3e-7.
inline Vec tanh(Vec x) {
  constexpr float coefficients[] = {-5.70498872745e-3f, 2.06390887954e-2f, -5.37397155531e-2f, 1.33314422036e-1f,
                                    -3.33332819422e-1f};
  const Vec size = abs(x), z = x * x;
  const Vec small = fmadd(polynomial(z, coefficients) * z, x, x);
  const Vec large = splat(1.0f) - splat(2.0f) / (exp(size + size) + splat(1.0f));
  const IntVec sign = (IntVec)x & splat_int(static_cast<std::int32_t>(0x80000000u));
  return select(size < splat(0.625f), small, (Vec)((IntVec)large | sign));
}

/// 1 / (1 + e^-x), relative error below 4e-7 while the result is a normal number.
inline Vec sigmoid(Vec x) { return splat(1.0f) / (splat(1.0f) + exp(-x)); }

}  // namespace inkgrad::cpu::INKGRAD_ISA
