#pragma once

#include <doctest/doctest.h>

#include "engine/backend/backend.hpp"
#include "native/cuda/open.hpp"
#include "tests/cuda_emulator/cublaslt.hpp"
#include "tests/cuda_emulator/runtime.hpp"

namespace inkgrad::test {

/// The emulated cuBLASLt, whose module is linked into the tests, with a workspace that is quick to open and shut.
inline cuda::CublasLtOptions emulated_cublaslt(double least_flops = cuda::CublasLtOptions().least_flops) {
  return {.module = "", .least_flops = least_flops, .workspace = std::size_t{1} << 18};
}

/// The CUDA backend on an emulated GPU with an emulated cuBLASLt, under one schedule, for the length of a test. Leaves nothing
/// behind: a block that is still allocated at the end is a leak, and so is one of cuBLASLt's objects.
struct EmulatedGpu {
  explicit EmulatedGpu(std::uint64_t seed, std::size_t cache_limit = 0, bool graphs = true, bool clusters = true)
      : EmulatedGpu(seed, {.cache_limit = cache_limit, .graphs = graphs, .clusters = clusters, .cublaslt = emulated_cublaslt()}) {}
  EmulatedGpu(std::uint64_t seed, const cuda::OpenOptions& options) {
    cuda_emulator::set_schedule(seed);
    const std::string why_not = cuda::open(options);
    REQUIRE_MESSAGE(why_not.empty(), why_not);
    cuda_emulator::counters() = {};
    cuda_emulator::library_counters().products = cuda_emulator::library_counters().searches = 0;
  }
  ~EmulatedGpu() {
    cuda::close();
    cuda_emulator::set_schedule(0);
    CHECK(cuda_emulator::allocated_bytes() == 0);
    CHECK(cuda_emulator::library_counters().objects == 0);
  }
  EmulatedGpu(const EmulatedGpu&) = delete;
  EmulatedGpu& operator=(const EmulatedGpu&) = delete;
};

/// Ascending at once; descending, put off; two shuffles, at once and put off.
inline constexpr std::uint64_t schedules[] = {0, 1, 2, 3};

}  // namespace inkgrad::test
