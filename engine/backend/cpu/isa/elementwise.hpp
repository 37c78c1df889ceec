#pragma once
// Element-wise kernels. What is left over at the end goes through the same vector arithmetic, so an element's
// value never depends on where a range was cut.

#include "engine/backend/cpu/isa/math.hpp"

namespace inkgrad::cpu::INKGRAD_ISA {

/// out[i] = f(a[i]); out may be a.
template <class F>
inline void map(const float* a, float* out, std::int64_t count, F f) {
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) store(out + i, f(load(a + i)));
  if (i < count) store_partial(out + i, f(load_partial(a + i, count - i)), count - i);
}

/// out[i] = f(a[i], b[i]); out may be a or b.
template <class F>
inline void map(const float* a, const float* b, float* out, std::int64_t count, F f) {
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) store(out + i, f(load(a + i), load(b + i)));
  if (i < count) {
    const std::int64_t rest = count - i;
    store_partial(out + i, f(load_partial(a + i, rest), load_partial(b + i, rest)), rest);
  }
}

inline void add(const float* a, const float* b, float* out, std::int64_t count) {
  map(a, b, out, count, [](Vec x, Vec y) { return x + y; });
}
inline void sub(const float* a, const float* b, float* out, std::int64_t count) {
  map(a, b, out, count, [](Vec x, Vec y) { return x - y; });
}
inline void mul(const float* a, const float* b, float* out, std::int64_t count) {
  map(a, b, out, count, [](Vec x, Vec y) { return x * y; });
}
inline void div(const float* a, const float* b, float* out, std::int64_t count) {
  map(a, b, out, count, [](Vec x, Vec y) { return x / y; });
}
inline void add_scalar(const float* a, float b, float* out, std::int64_t count) {
  map(a, out, count, [y = splat(b)](Vec x) { return x + y; });
}
inline void sub_scalar(const float* a, float b, float* out, std::int64_t count) {
  map(a, out, count, [y = splat(b)](Vec x) { return x - y; });
}
inline void mul_scalar(const float* a, float b, float* out, std::int64_t count) {
  map(a, out, count, [y = splat(b)](Vec x) { return x * y; });
}
inline void div_scalar(const float* a, float b, float* out, std::int64_t count) {
  map(a, out, count, [y = splat(b)](Vec x) { return x / y; });
}
inline void neg(const float* a, float* out, std::int64_t count) {
  map(a, out, count, [](Vec x) { return -x; });
}
inline void abs(const float* a, float* out, std::int64_t count) {
  map(a, out, count, [](Vec x) { return abs(x); });
}
inline void exp(const float* a, float* out, std::int64_t count) {
  map(a, out, count, [](Vec x) { return exp(x); });
}
inline void log(const float* a, float* out, std::int64_t count) {
  map(a, out, count, [](Vec x) { return log(x); });
}
inline void sqrt(const float* a, float* out, std::int64_t count) {
  map(a, out, count, [](Vec x) { return sqrt(x); });
}
inline void tanh(const float* a, float* out, std::int64_t count) {
  map(a, out, count, [](Vec x) { return tanh(x); });
}
inline void sigmoid(const float* a, float* out, std::int64_t count) {
  map(a, out, count, [](Vec x) { return sigmoid(x); });
}
inline void relu(const float* a, float* out, std::int64_t count) {
  map(a, out, count, [](Vec x) { return relu(x); });
}
inline void relu_backward(const float* gradient, const float* y, float* out, std::int64_t count) {
  map(gradient, y, out, count, [](Vec dy, Vec value) { return (Vec)((IntVec)dy & (value > Vec{})); });
}

/// The sum of `count` floats: blocks of 1024 in float vectors, blocks in double.
inline double sum_contiguous(const float* x, std::int64_t count) {
  double total = 0;
  for (std::int64_t start = 0; start < count; start += 1024) {
    const std::int64_t stop = count - start < 1024 ? count : start + 1024;
    Vec even = {}, odd = {};
    std::int64_t i = start;
    for (; i + 2 * lanes <= stop; i += 2 * lanes) {
      even += load(x + i);
      odd += load(x + i + lanes);
    }
    for (; i < stop; i += lanes) even += load_partial(x + i, stop - i < lanes ? stop - i : lanes);
    total += sum_lanes(even + odd);
  }
  return total;
}

/// The sums of one vector's worth of columns, rows in blocks of 64.
inline Vec sum_rows(const float* x, std::int64_t rows, std::int64_t stride, std::int64_t width) {
  Vec total = {};
  for (std::int64_t start = 0; start < rows; start += 64) {
    const std::int64_t stop = rows - start < 64 ? rows : start + 64;
    Vec block = {};
    if (width >= lanes) {
      for (std::int64_t r = start; r < stop; ++r) block += load(x + r * stride);
    } else {
      for (std::int64_t r = start; r < stop; ++r) block += load_partial(x + r * stride, width);
    }
    total += block;
  }
  return total;
}

inline void sum_channels(const float* x, std::int64_t n, std::int64_t channels, std::int64_t inner, float* out) {
  if (inner == 1) {
    for (std::int64_t c = 0; c < channels; c += lanes) {
      const std::int64_t width = channels - c;
      const Vec sum = sum_rows(x + c, n, channels, width);
      if (width >= lanes) store(out + c, sum);
      else store_partial(out + c, sum, width);
    }
    return;
  }
  for (std::int64_t c = 0; c < channels; ++c) {
    double total = 0;
    for (std::int64_t i = 0; i < n; ++i) total += sum_contiguous(x + (i * channels + c) * inner, inner);
    out[c] = static_cast<float>(total);
  }
}

}  // namespace inkgrad::cpu::INKGRAD_ISA
