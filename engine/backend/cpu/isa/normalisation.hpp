#pragma once
// What batch norm does to x[n, channels, inner]: sums of channels, and a straight line for each. With inner = 1 a vector holds
// channels, otherwise places of one channel. Bound by memory: each pass reads its inputs once.

#include "engine/backend/cpu/isa/vec.hpp"

namespace inkgrad::cpu::INKGRAD_ISA {

/// Sums of f(place, width, channel) over all places of each channel, where a place is an index into x. Floats in blocks of 64
/// vectors, the blocks of one channel in double. `store_sum(channel, sum)` takes them.
template <class F, class S>
inline void sum_of_channels(std::int64_t n, std::int64_t channels, std::int64_t inner, F f, S store_sum) {
  constexpr std::int64_t block = 64;
  if (inner == 1) {
    for (std::int64_t c = 0; c < channels; c += lanes) {
      const std::int64_t width = channels - c < lanes ? channels - c : lanes;
      double total[lanes] = {};
      for (std::int64_t start = 0; start < n; start += block) {
        const std::int64_t stop = n - start < block ? n : start + block;
        Vec sum = {};
        for (std::int64_t i = start; i < stop; ++i) sum += f(i * channels + c, width, c);
        for (int lane = 0; lane < width; ++lane) total[lane] += sum[lane];
      }
      for (int lane = 0; lane < width; ++lane) store_sum(c + lane, total[lane]);
    }
    return;
  }
  for (std::int64_t c = 0; c < channels; ++c) {
    double total = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      const std::int64_t first = (i * channels + c) * inner;
      for (std::int64_t start = 0; start < inner; start += block * lanes) {
        const std::int64_t stop = inner - start < block * lanes ? inner : start + block * lanes;
        Vec sum = {};
        std::int64_t place = start;
        for (; place + lanes <= stop; place += lanes) sum += f(first + place, lanes, c);
        if (place < stop) {
          // Lanes behind the end must add nothing, whatever f makes of zeros.
          const Vec rest = f(first + place, stop - place, c);
          for (int lane = 0; lane < stop - place; ++lane) total += rest[lane];
        }
        total += sum_lanes(sum);
      }
    }
    store_sum(c, total);
  }
}

/// The value of a channel in all lanes, or with inner = 1 one channel's in each.
inline Vec of_channel(const float* values, std::int64_t c, std::int64_t width, std::int64_t inner) {
  return inner == 1 ? load_some(values + c, width) : splat(values[c]);
}

inline void channel_moments(const float* x, std::int64_t n, std::int64_t channels, std::int64_t inner, float* mean,
                            float* variance) {
  const double count = static_cast<double>(n * inner);
  sum_of_channels(
      n, channels, inner, [=](std::int64_t place, std::int64_t width, std::int64_t) { return load_some(x + place, width); },
      [=](std::int64_t c, double sum) { mean[c] = static_cast<float>(sum / count); });
  sum_of_channels(
      n, channels, inner,
      [=](std::int64_t place, std::int64_t width, std::int64_t c) {
        const Vec away = load_some(x + place, width) - of_channel(mean, c, width, inner);
        return away * away;
      },
      [=](std::int64_t c, double sum) { variance[c] = static_cast<float>(sum / count); });
}

inline void channel_gradients(const float* gradient, const float* x, const float* mean, std::int64_t n, std::int64_t channels,
                              std::int64_t inner, float* sum, float* sum_with_x) {
  sum_of_channels(
      n, channels, inner, [=](std::int64_t place, std::int64_t width, std::int64_t) { return load_some(gradient + place, width); },
      [=](std::int64_t c, double total) { sum[c] = static_cast<float>(total); });
  sum_of_channels(
      n, channels, inner,
      [=](std::int64_t place, std::int64_t width, std::int64_t c) {
        return load_some(gradient + place, width) * (load_some(x + place, width) - of_channel(mean, c, width, inner));
      },
      [=](std::int64_t c, double total) { sum_with_x[c] = static_cast<float>(total); });
}

/// Calls f(place, width, channel) for all places, a vector at a time.
template <class F>
inline void each_channel(std::int64_t n, std::int64_t channels, std::int64_t inner, F f) {
  if (inner == 1) {
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t c = 0; c < channels; c += lanes) f(i * channels + c, channels - c < lanes ? channels - c : lanes, c);
    }
    return;
  }
  for (std::int64_t i = 0; i < n * channels; ++i) {
    for (std::int64_t place = 0; place < inner; place += lanes) {
      f(i * inner + place, inner - place < lanes ? inner - place : lanes, i % channels);
    }
  }
}

inline void channel_affine(const float* x, const float* scale, const float* shift, std::int64_t n, std::int64_t channels,
                           std::int64_t inner, float* out) {
  each_channel(n, channels, inner, [=](std::int64_t place, std::int64_t width, std::int64_t c) {
    store_some(out + place,
               fmadd(load_some(x + place, width), of_channel(scale, c, width, inner), of_channel(shift, c, width, inner)), width);
  });
}

inline void channel_combine(const float* gradient, const float* x, const float* of_gradient, const float* of_x,
                            const float* constant, std::int64_t n, std::int64_t channels, std::int64_t inner, float* out) {
  each_channel(n, channels, inner, [=](std::int64_t place, std::int64_t width, std::int64_t c) {
    const Vec line = fmadd(load_some(x + place, width), of_channel(of_x, c, width, inner), of_channel(constant, c, width, inner));
    store_some(out + place, fmadd(load_some(gradient + place, width), of_channel(of_gradient, c, width, inner), line), width);
  });
}

}  // namespace inkgrad::cpu::INKGRAD_ISA
