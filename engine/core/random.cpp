#include "engine/core/random.hpp"

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
  const std::uint32_t word = philox(seed, purpose, stream, index / 4)[index % 4];
  return static_cast<float>(word >> 8) * 0x1p-24f;
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
