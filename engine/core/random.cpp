#include "engine/core/random.hpp"

#include <cmath>

namespace inkgrad {

namespace {

constexpr int feistel_rounds = 6;

/// The 32-bit finaliser of MurmurHash3 (Appleby): every input bit reaches every output bit.
std::uint32_t murmur_finalise(std::uint32_t h) {
  h ^= h >> 16;
  h *= 0x85ebca6bu;
  h ^= h >> 13;
  h *= 0xc2b2ae35u;
  return h ^ (h >> 16);
}

/// Horner's rule, lowest power first.
double polynomial(const std::array<double, 8>& coefficients, double x) {
  double y = 0;
  for (auto c = coefficients.rbegin(); c != coefficients.rend(); ++c) y = y * x + *c;
  return y;
}

/// The natural logarithm of x in (0, 1), from elementary arithmetic alone: x = m 2^-k with m around 1, and the series
/// log m = 2 (z + z^3 / 3 + z^5 / 5 + ...) of z = (m - 1) / (m + 1).
double portable_log(double x) {
  constexpr double ln2 = 0.69314718055994530942, root_half = 0.70710678118654752440;
  int halvings = 0;
  for (; x < root_half; x *= 2) ++halvings;
  const double z = (x - 1) / (x + 1), square = z * z;
  double series = 0;
  for (int power = 21; power >= 1; power -= 2) series = series * square + 1.0 / power;
  return 2 * z * series - halvings * ln2;
}

/// Where the standard normal distribution reaches p, no nearer to 0 or 1 than 1e-11; relative error about 1e-16. Coefficients as
/// published (PPND16, without those for values further out).
double normal_quantile(double p) {
  constexpr std::array<double, 8> a{3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                    1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                    3.3430575583588128105e+4, 2.5090809287301226727e+3};
  constexpr std::array<double, 8> b{1.0,                      4.2313330701600911252e+1, 6.8718700749205790830e+2,
                                    5.3941960214247511077e+3, 2.1213794301586595867e+4, 3.9307895800092710610e+4,
                                    2.8729085735721942674e+4, 5.2264952788528545610e+3};
  constexpr std::array<double, 8> c{1.42343711074968357734e0,  4.63033784615654529590e0,  5.76949722146069140550e0,
                                    3.64784832476320460504e0,  1.27045825245236838258e0,  2.41780725177450611770e-1,
                                    2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr std::array<double, 8> d{1.0,                       2.05319162663775882187e0,  1.67638483018380384940e0,
                                    6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
                                    5.47593808499534494600e-4, 1.05075007164441684324e-9};
  const double from_middle = p - 0.5;
  if (from_middle >= -0.425 && from_middle <= 0.425) {
    const double r = 0.180625 - from_middle * from_middle;
    return from_middle * polynomial(a, r) / polynomial(b, r);
  }
  const double r = std::sqrt(-portable_log(from_middle < 0 ? p : 1 - p));
  const double size = polynomial(c, r - 1.6) / polynomial(d, r - 1.6);
  return from_middle < 0 ? -size : size;
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::uint64_t seed, Purpose purpose, std::uint32_t stream,
                                    std::uint64_t index) {
  // Multipliers and Weyl constants of Philox4x32 as published.
  constexpr std::uint64_t multiplier0 = 0xD2511F53u;
  constexpr std::uint64_t multiplier1 = 0xCD9E8D57u;
  constexpr std::uint32_t weyl0 = 0x9E3779B9u;
  constexpr std::uint32_t weyl1 = 0xBB67AE85u;
  std::array<std::uint32_t, 4> c = {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                                    stream, static_cast<std::uint32_t>(purpose)};
  std::uint32_t key0 = static_cast<std::uint32_t>(seed);
  std::uint32_t key1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = multiplier0 * c[0];
    const std::uint64_t p1 = multiplier1 * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ key0, static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ key1, static_cast<std::uint32_t>(p0)};
    key0 += weyl0;
    key1 += weyl1;
  }
  return c;
}

float uniform(std::uint64_t seed, Purpose purpose, std::uint32_t stream, std::uint64_t index) {
  return unit_interval(philox(seed, purpose, stream, index / 4)[index % 4]);
}

float normal(std::uint64_t seed, Purpose purpose, std::uint32_t stream, std::uint64_t index) {
  const std::uint32_t word = philox(seed, purpose, stream, index / 4)[index % 4];
  return static_cast<float>(normal_quantile((word + 0.5) * 0x1p-32));
}

KeyedPermutation::KeyedPermutation(std::uint64_t seed, std::uint32_t epoch, std::uint64_t count)
    : count_(count), half_bits_(1) {
  while (half_bits_ < 32 && (std::uint64_t{1} << (2 * half_bits_)) < count) ++half_bits_;
  const auto low = philox(seed, Purpose::shuffle, epoch, 0);
  const auto high = philox(seed, Purpose::shuffle, epoch, 1);
  keys_ = {low[0], low[1], low[2], low[3], high[0], high[1], high[2], high[3]};
}

std::uint64_t KeyedPermutation::operator()(std::uint64_t index) const {
  const std::uint32_t mask = half_bits_ == 32 ? ~0u : (1u << half_bits_) - 1;
  do {
    std::uint32_t left = static_cast<std::uint32_t>(index >> half_bits_) & mask;
    std::uint32_t right = static_cast<std::uint32_t>(index) & mask;
    for (int round = 0; round < feistel_rounds; ++round) {
      const std::uint32_t mixed =
          left ^ (murmur_finalise(right ^ keys_[static_cast<std::size_t>(round)]) & mask);
      left = right;
      right = mixed;
    }
    index = (std::uint64_t{left} << half_bits_) | right;
  } while (index >= count_);
  return index;
}

}  // namespace inkgrad
