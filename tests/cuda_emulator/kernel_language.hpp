#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <source_location>

#include "tests/cuda_emulator/scheduler.hpp"

// What CUDA C++ has that C++ has not, as far as our kernels use it, for g++. Where a kernel waits, the emulator notes the place
// in the source, to say it in a report and to know two places from each other.

#define __global__
#define __device__
#define __host__
#define __constant__
#define __forceinline__ inline
#define __launch_bounds__(...)
/// In kernels instead of `__shared__ T name dims`: `SHARED_ARRAY(float, tile, [32][33]);`.
#define SHARED_ARRAY(T, name, dims) \
  auto& name = inkgrad::cuda_emulator::shared_array_of<T dims>([] {})
/// Instead of `extern __shared__ std::byte name[]`: what the launch gives a block.
#define DYNAMIC_SHARED(name) std::byte* const name = inkgrad::cuda_emulator::dynamic_shared()

struct dim3 : inkgrad::cuda_emulator::Index3 {
  constexpr dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : Index3{x_, y_, z_} {}
};

namespace inkgrad::cuda_emulator {

/// `Site` is another type at each place that declares a shared array, in each instance of a template.
template <class Array, class Site>
Array& shared_array_of(Site) {
  static const int number = new_shared_array();
  return *static_cast<Array*>(shared_array(number, sizeof(Array)));
}

template <class T>
std::uint64_t to_slot(T value) {
  static_assert(sizeof(T) <= sizeof(std::uint64_t), "warp operations move at most 8 bytes");
  std::uint64_t slot = 0;
  std::memcpy(&slot, &value, sizeof value);
  return slot;
}

template <class T>
T from_slot(std::uint64_t slot) {
  T value;
  std::memcpy(&value, &slot, sizeof value);
  return value;
}

}  // namespace inkgrad::cuda_emulator

inline void __syncthreads(const std::source_location& where = std::source_location::current()) {
  inkgrad::cuda_emulator::wait_for_block(where);
}

inline void __syncwarp(unsigned mask = ~0u, const std::source_location& where = std::source_location::current()) {
  inkgrad::cuda_emulator::exchange(mask, 0, where);
}

/// The shuffles: as CUDA has them for width 32; a lane that has no partner keeps its own value.
template <class T>
T __shfl_sync(unsigned mask, T value, int from, const std::source_location& where = std::source_location::current()) {
  namespace emulator = inkgrad::cuda_emulator;
  return emulator::from_slot<T>(emulator::exchange(mask, emulator::to_slot(value), where)[static_cast<unsigned>(from) & 31]);
}

template <class T>
T __shfl_xor_sync(unsigned mask, T value, int lanes, const std::source_location& where = std::source_location::current()) {
  return __shfl_sync(mask, value, static_cast<int>(inkgrad::cuda_emulator::lane() ^ static_cast<unsigned>(lanes)), where);
}

template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned lanes, const std::source_location& where = std::source_location::current()) {
  const unsigned mine = inkgrad::cuda_emulator::lane(), from = mine + lanes;
  return __shfl_sync(mask, value, static_cast<int>(from < 32 ? from : mine), where);
}

/// The votes.
inline unsigned __ballot_sync(unsigned mask, bool yes, const std::source_location& where = std::source_location::current()) {
  const auto& votes = inkgrad::cuda_emulator::exchange(mask, yes ? 1 : 0, where);
  unsigned result = 0;
  for (unsigned i = 0; i < 32; ++i) result |= static_cast<unsigned>(votes[i] & 1) << i;
  return result;
}
inline bool __any_sync(unsigned mask, bool yes, const std::source_location& where = std::source_location::current()) {
  return __ballot_sync(mask, yes, where) != 0;
}
inline bool __all_sync(unsigned mask, bool yes, const std::source_location& where = std::source_location::current()) {
  return __ballot_sync(mask, yes, where) == mask;
}

/// The atomics: only one thread runs at a time. Each returns what was there before.
template <class T>
T atomicExch(T* place, T value) {
  const T before = *place;
  *place = value;
  return before;
}
template <class T>
T atomicAdd(T* place, T value) {
  return atomicExch(place, static_cast<T>(*place + value));
}
template <class T>
T atomicMax(T* place, T value) {
  return atomicExch(place, std::max(*place, value));
}
template <class T>
T atomicCAS(T* place, T expected, T value) {
  return atomicExch(place, *place == expected ? value : *place);
}

/// Nothing to wait for where one thread runs at a time.
inline void __threadfence() {}
