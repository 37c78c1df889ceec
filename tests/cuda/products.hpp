#pragma once

#include <cmath>

#include "tests/cuda/gpu.hpp"
#include "tests/parity/op_cases.hpp"

/// What the tests of products by cuBLASLt share.
namespace inkgrad::test {

inline constexpr Precision precisions[] = {Precision::float32, Precision::tf32, Precision::bf16};

/// cuBLASLt for every product, however small.
inline cuda::OpenOptions all_products(bool graphs = true) {
  return {.cache_limit = std::size_t{64} << 20, .graphs = graphs, .cublaslt = cublaslt_from(0)};
}

/// Whether this GPU has no such products, which is said. The emulated one has.
inline bool has_no_cublaslt() {
  const std::string why_not = backend(Device::cuda).why_not(Precision::bf16);
  if (is_real_gpu && !why_not.empty()) MESSAGE("skipped: no products by cuBLASLt: " << why_not);
  else REQUIRE(why_not == "");
  return !why_not.empty();
}

/// Bits of mantissa that are kept.
inline int mantissa(Precision precision) { return precision == Precision::tf32 ? 10 : precision == Precision::bf16 ? 7 : 23; }

/// How far a sum of k products may lie from the exact one, in parts of the sum over absolute values: each factor is rounded by half
/// of the last bit that is kept, 2^-(bits + 1) of itself (a GPU may cut the rest off: by up to twice as much); in float32, k times,
/// product and sum are rounded by 2^-24, and so is the sum with a bias. To first order these add up.
inline double tolerance(Precision precision, std::int64_t k) {
  const double factor = precision == Precision::float32 ? 0 : std::ldexp(1, -mantissa(precision) - (is_real_gpu ? 0 : 1));
  return 2 * factor + factor * factor + 2 * static_cast<double>(k + 1) * std::ldexp(1, -24);
}

/// Some numbers that no short mantissa holds.
inline Tensor numbers_on(const Shape& shape, std::uint64_t seed, Device device) {
  Random random(seed);
  std::vector<float> values(static_cast<std::size_t>(numel(shape)));
  for (float& value : values) value = static_cast<float>(random.integer(-(1 << 20), 1 << 20)) / (1 << 20);
  return Tensor::from_values(values, shape, device);
}

}  // namespace inkgrad::test
