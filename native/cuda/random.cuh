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

/// The engine's KeyedPermutation of 0 .. count - 1, or with `shuffle` off the identity.
struct BatchOrder {
  std::uint64_t seed;
  std::uint32_t purpose;
  std::uint32_t count, half_bits;
  bool shuffle;

  __device__ std::uint32_t operator()(std::uint32_t epoch, std::uint32_t place) const {
    if (!shuffle) return place;
    const RandomWords keys[2] = {philox(seed, purpose, epoch, 0), philox(seed, purpose, epoch, 1)};
    const std::uint32_t mask = (1u << half_bits) - 1;
    do {
      std::uint32_t left = place >> half_bits & mask, right = place & mask;
      for (int round = 0; round < 6; ++round) {
        std::uint32_t h = right ^ keys[round / 4].word[round % 4];
        h ^= h >> 16;
        h *= 0x85ebca6bu;
        h ^= h >> 13;
        h *= 0xc2b2ae35u;
        h ^= h >> 16;
        const std::uint32_t mixed = left ^ (h & mask);
        left = right;
        right = mixed;
      }
      place = left << half_bits | right;
    } while (place >= count);
    return place;
  }
};

/// Which image a row of a batch is: the places that were written down or, without them, those of an order from a position (epoch,
/// first) on.
struct Choice {
  const std::int64_t* places;    ///< [batch], or null
  const std::int64_t* position;  ///< [2]
  BatchOrder order;

  /// Negative if there is none.
  __device__ std::int64_t operator()(int row) const {
    if (places != nullptr) return places[row];
    const std::int64_t place = position[1] + row;
    if (place < 0 || place >= order.count) return -1;
    return order(static_cast<std::uint32_t>(position[0]), static_cast<std::uint32_t>(place));
  }
};

}  // namespace inkgrad::cuda
