#pragma once
// What a training step needs besides layers: the loss with its gradient, and the parameters' updates.

#include "engine/backend/cpu/isa/math.hpp"
#include "engine/backend/cpu/kernels.hpp"

namespace inkgrad::cpu::INKGRAD_ISA {

/// A window of one vector, or of what is left of one, over several arrays at once.
struct Window {
  std::int64_t at, width;

  Vec get(const float* p) const { return load_some(p + at, width); }
  void put(float* p, Vec v) const { store_some(p + at, v, width); }
};

/// Calls f(window) over start..start+count: whole windows, which the compiler knows to be whole, and one for the rest. What f
/// captures, it captures by value: a store through a pointer could change what is behind a reference, so that would be loaded anew.
template <class F>
inline void each_window(std::int64_t start, std::int64_t count, F f) {
  const std::int64_t stop = start + count;
  for (; start + lanes <= stop; start += lanes) f(Window{start, lanes});
  if (start < stop) f(Window{start, stop - start});
}

inline double cross_entropy(const float* logits, const std::int64_t* labels, std::int64_t rows,
                            std::int64_t classes, float scale, float* gradient, std::int64_t* correct) {
  double loss = 0;
  *correct = 0;
  for (std::int64_t r = 0; r < rows; ++r, logits += classes, gradient += classes) {
    std::int64_t best = 0;
    for (std::int64_t c = 1; c < classes; ++c) best = logits[c] > logits[best] ? c : best;
    const std::int64_t label = labels[r];
    *correct += best == label;

    const Vec shift = splat(logits[best]);
    double sum = 0;
    for (std::int64_t c = 0; c < classes; c += lanes) {
      const std::int64_t width = classes - c < lanes ? classes - c : lanes;
      const Window window = {c, width};
      window.put(gradient, exp(window.get(logits) - shift));
      for (int i = 0; i < width; ++i) sum += gradient[c + i];
    }
    loss += __builtin_log(sum) - (static_cast<double>(logits[label]) - logits[best]);
    const float factor = static_cast<float>(scale / sum);
    for (std::int64_t c = 0; c < classes; ++c) gradient[c] *= factor;
    gradient[label] -= scale;
  }
  return loss;
}

inline void adam(const Adam& args, std::int64_t start, std::int64_t count) {
  const Adam a = args;
  const Vec beta1_rest = splat(a.one_minus_beta1), beta2 = splat(a.beta2), beta2_rest = splat(a.one_minus_beta2);
  const Vec step = splat(-a.step_size), root = splat(1.0f / a.bias_correction2_sqrt), eps = splat(a.eps);
  const Vec decay = splat(a.weight_decay);
  each_window(start, count, [=](Window window) __attribute__((always_inline)) {
    const Vec p = window.get(a.parameters);
    const Vec g = fmadd(decay, p, window.get(a.gradients));
    Vec m = window.get(a.first_moment), v = window.get(a.second_moment);
    m = fmadd(g - m, beta1_rest, m);
    v = fmadd(g * g, beta2_rest, v * beta2);
    window.put(a.first_moment, m);
    window.put(a.second_moment, v);
    window.put(a.parameters, fmadd(step, m / fmadd(sqrt(v), root, eps), p));
  });
}

inline void sgd(const Sgd& args, std::int64_t start, std::int64_t count) {
  const Sgd s = args;
  const Vec lr = splat(-s.lr), momentum = splat(s.momentum), decay = splat(s.weight_decay);
  each_window(start, count, [=](Window window) __attribute__((always_inline)) {
    const Vec p = window.get(s.parameters);
    const Vec g = fmadd(decay, p, window.get(s.gradients));
    const Vec v = fmadd(momentum, window.get(s.velocity), g);
    window.put(s.velocity, v);
    window.put(s.parameters, fmadd(lr, s.nesterov ? fmadd(momentum, v, g) : v, p));
  });
}

/// Asks for the cache line of `p`.
inline void prefetch(const std::uint8_t* p) {
#if defined(__wasm__)
  asm volatile("" : : "r"(*p));  // it has no prefetch; a load that nobody waits for does as much
#else
  __builtin_prefetch(p);
#endif
}

/// The images lie anywhere in memory, so a group of them is asked for at once, that their
/// ways through the caches overlap, before any is converted.
inline void gather(const std::uint8_t* images, const std::int64_t* indices, std::int64_t count, std::int64_t pixels,
                   const PixelMap& map, float* out) {
  constexpr std::int64_t cache_line = 64, group = 4;
  for (std::int64_t r = 0; r < count; ++r) {
    if (r % group == 0) {
      for (std::int64_t ahead = r == 0 ? 0 : r + group; ahead < count && ahead < r + 2 * group; ++ahead) {
        const std::uint8_t* next = images + indices[ahead] * pixels;
        for (std::int64_t i = 0; i < pixels; i += cache_line) prefetch(next + i);
      }
    }
    const std::uint8_t* image = images + indices[r] * pixels;
    std::int64_t i = 0;
#if defined(__AVX2__)
    if (map.on_line) {
      for (; i + lanes <= pixels; i += lanes, out += lanes) store(out, line(image + i, map.slope, map.offset));
    }
#endif
#pragma GCC unroll 8
    for (; i < pixels; ++i) *out++ = map.table[image[i]];
  }
}

}  // namespace inkgrad::cpu::INKGRAD_ISA
