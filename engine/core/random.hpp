#pragma once

#include <array>
#include <cstdint>

namespace inkgrad {

/// Counter-based random numbers: the same (seed, purpose, index) gives the same number on every device, in
/// any order. Purposes keep streams apart that share a seed.
enum class Purpose : std::uint32_t { initialise = 1, shuffle = 2, dropout = 3, augment = 4, label_noise = 5, slash = 6 };

/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011) with
/// key = seed and counter = (index low, index high, stream, purpose). `stream` tells apart parameters or epochs.
std::array<std::uint32_t, 4> philox(std::uint64_t seed, Purpose purpose, std::uint32_t stream,
                                    std::uint64_t index);

/// The top 24 bits of a word times 2^-24: in [0, 1).
constexpr float unit_interval(std::uint32_t word) { return static_cast<float>(word >> 8) * 0x1p-24f; }

/// Number `index` of a stream, uniform in [0, 1): unit_interval of word index % 4 of philox block
/// index / 4.
float uniform(std::uint64_t seed, Purpose purpose, std::uint32_t stream, std::uint64_t index);

/// Number `index` of a stream, standard normal: the word that `uniform` takes, w, where the normal distribution reaches
/// (w + 1/2) / 2^32, by algorithm AS 241 (Wichura, "The percentage points of the normal distribution", Applied Statistics 37,
/// 1988). Uses no library but a correctly rounded square root, so the same everywhere; at most 6.4 from 0.
float normal(std::uint64_t seed, Purpose purpose, std::uint32_t stream, std::uint64_t index);

/// A keyed permutation of 0 .. count-1 with random access: a balanced Feistel network of six rounds over the
/// smallest even number of bits that holds count - 1, walked until the value falls below count (Black and
/// Rogaway, "Ciphers with arbitrary finite domains", 2002). The round function is murmur3's 32-bit finaliser
/// over half XOR round key; the keys are philox words of (seed, shuffle, epoch).
class KeyedPermutation {
 public:
  KeyedPermutation(std::uint64_t seed, std::uint32_t epoch, std::uint64_t count);

  /// Where position `index` (below count) is sent.
  std::uint64_t operator()(std::uint64_t index) const;

 private:
  std::uint64_t count_;
  std::uint32_t half_bits_;
  std::array<std::uint32_t, 8> keys_;
};

}  // namespace inkgrad
