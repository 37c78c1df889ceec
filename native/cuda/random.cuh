#pragma once
// The engine's counter-based random numbers (engine/core/random.hpp), the same bits.

#include "native/cuda/device.cuh"

namespace inkgrad::cuda {

struct RandomWords {
  std::uint32_t word[4];
};

/// Philox4x32-10: four words of block `index` of a stream.
__device__ inline RandomWords philox(std::uint64_t seed, std::uint32_t purpose, std::uint32_t stream, std::uint64_t index) {
  std::uint32_t c0 = static_cast<std::uint32_t>(index), c1 = static_cast<std::uint32_t>(index >> 32), c2 = stream, c3 = purpose;
  std::uint32_t key0 = static_cast<std::uint32_t>(seed), key1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53u} * c0, p1 = std::uint64_t{0xCD9E8D57u} * c2;
    c0 = static_cast<std::uint32_t>(p1 >> 32) ^ c1 ^ key0;
    c1 = static_cast<std::uint32_t>(p1);
    c2 = static_cast<std::uint32_t>(p0 >> 32) ^ c3 ^ key1;
    c3 = static_cast<std::uint32_t>(p0);
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return {{c0, c1, c2, c3}};
}

/// In [0, 1): the top 24 bits.
__device__ inline float unit_interval(std::uint32_t word) { return static_cast<float>(word >> 8) * 0x1p-24f; }

/// Number `index` of a stream, uniform in [0, 1).
__device__ inline float uniform(std::uint64_t seed, std::uint32_t purpose, std::uint32_t stream, std::uint64_t index) {
  return unit_interval(philox(seed, purpose, stream, index / 4).word[index % 4]);
}

}  // namespace inkgrad::cuda
