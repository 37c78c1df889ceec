#pragma once

#include <cstdint>

// Where the tests of ops and trainings run: on the emulated GPU (inkgrad_cuda_tests), or on this machine's (inkgrad_gpu_tests).
#ifdef INKGRAD_REAL_GPU
#include <doctest/doctest.h>

#include "engine/backend/backend.hpp"
#include "native/cuda/open.hpp"

namespace inkgrad::test {

/// The CUDA backend for the length of a test. A GPU has one schedule, its own, which no number chooses.
struct Gpu {
  explicit Gpu(std::uint64_t seed, std::size_t cache_limit = 0, bool graphs = true, bool clusters = true)
      : Gpu(seed, {.cache_limit = cache_limit, .graphs = graphs, .clusters = clusters}) {}
  Gpu(std::uint64_t, const cuda::OpenOptions& options) {
    const std::string why_not = cuda::open(options);
    REQUIRE_MESSAGE(why_not.empty(), why_not);
  }
  ~Gpu() { cuda::close(); }
  Gpu(const Gpu&) = delete;
  Gpu& operator=(const Gpu&) = delete;
};

/// So tests run three times, and what must not depend on the schedule must not change.
inline constexpr std::uint64_t schedules[] = {0, 1, 2};
inline constexpr bool is_real_gpu = true;

/// cuBLASLt for products from so many floating-point operations on.
inline cuda::CublasLtOptions cublaslt_from(double least_flops) { return {.least_flops = least_flops}; }

}  // namespace inkgrad::test
#else
#include "tests/cuda/fixture.hpp"

namespace inkgrad::test {

using Gpu = EmulatedGpu;
inline constexpr bool is_real_gpu = false;
inline cuda::CublasLtOptions cublaslt_from(double least_flops) { return emulated_cublaslt(least_flops); }

}  // namespace inkgrad::test
#endif
