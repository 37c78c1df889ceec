#pragma once

#include <doctest/doctest.h>

#include "engine/backend/backend.hpp"
#include "native/cuda/open.hpp"
#include "tests/cuda_emulator/runtime.hpp"

namespace inkgrad::test {

/// The CUDA backend on an emulated GPU, under one schedule, for the length of a test. Leaves nothing behind: a block that is still
/// allocated at the end is a leak.
struct EmulatedGpu {
  explicit EmulatedGpu(std::uint64_t seed, std::size_t cache_limit = 0, bool graphs = true, bool clusters = true) {
    cuda_emulator::set_schedule(seed);
    const std::string why_not = cuda::open({.cache_limit = cache_limit, .graphs = graphs, .clusters = clusters});
    REQUIRE_MESSAGE(why_not.empty(), why_not);
    cuda_emulator::counters() = {};
  }
  ~EmulatedGpu() {
    cuda::close();
    cuda_emulator::set_schedule(0);
    CHECK(cuda_emulator::allocated_bytes() == 0);
  }
  EmulatedGpu(const EmulatedGpu&) = delete;
  EmulatedGpu& operator=(const EmulatedGpu&) = delete;
};

/// Ascending at once; descending, put off; two shuffles, at once and put off.
inline constexpr std::uint64_t schedules[] = {0, 1, 2, 3};

}  // namespace inkgrad::test
