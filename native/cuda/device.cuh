#pragma once
// What kernels share. Kernels see raw pointers and plain structs; nothing of the engine but its constants comes in here.
//
// Everything here compiles twice: with nvcc, and with g++ against tests/cuda_emulator. Fused multiply-adds are written out
// (fmaf) and never left to the compiler, as on the CPU, so that element-wise results have the CPU's bytes.

#include <cuda_runtime.h>

#include <cassert>
#include <cstddef>
#include <cstdint>

#ifdef __CUDACC__
/// `__shared__ T name dims`, aligned for packs; a macro, since the emulator has to know each array.
#define SHARED_ARRAY(T, name, dims) __shared__ alignas(16) T name dims
/// The shared memory that a launch gives a block besides.
#define DYNAMIC_SHARED(name) extern __shared__ __align__(16) std::byte name[]
#endif

namespace inkgrad::cuda {

constexpr int warp_size = 32;
constexpr unsigned whole_warp = 0xffffffffu;

/// This thread's number in a launch of one-dimensional blocks.
__device__ inline int global_index() { return static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x); }

/// Four neighbours in memory, moved at once: 128 bits for floats.
template <class T>
struct alignas(sizeof(T) * 4 > 16 ? 16 : sizeof(T) * 4) Pack {
  T value[4];
};

template <class T>
__device__ Pack<T> load_pack(const T* from) {
  assert(reinterpret_cast<std::uintptr_t>(from) % alignof(Pack<T>) == 0);
  return *reinterpret_cast<const Pack<T>*>(from);
}

template <class T>
__device__ void store_pack(T* to, const Pack<T>& pack) {
  assert(reinterpret_cast<std::uintptr_t>(to) % alignof(Pack<T>) == 0);
  *reinterpret_cast<Pack<T>*>(to) = pack;
}

/// Division of 0 .. 2^31 - 1 by a number that the host knows, as a multiplication (Granlund and Montgomery, "Division by
/// invariant integers using multiplication", PLDI 1994): a GPU takes some 20 instructions for the other kind.
struct Divider {
  unsigned divisor = 1, multiplier = 1, shift = 0;

  Divider() = default;
  /// divisor: 1 .. 2^31 - 1.
  explicit Divider(std::int64_t divisor_) : divisor(static_cast<unsigned>(divisor_)) {
    while ((std::uint64_t{1} << shift) < divisor) ++shift;
    multiplier = static_cast<unsigned>((((std::uint64_t{1} << shift) - divisor) << 32) / divisor + 1);
  }

  __device__ int quotient(int number) const {
    const auto n = static_cast<unsigned>(number);
    const auto high = static_cast<unsigned>(std::uint64_t{n} * multiplier >> 32);
    return static_cast<int>((high + n) >> shift);
  }
  /// The remainder; the quotient takes the number's place.
  __device__ int split(int& number) const {
    const int q = quotient(number), rest = number - q * static_cast<int>(divisor);
    number = q;
    return rest;
  }
};

/// The largest number of axes a tensor has: Shape::max_rank.
constexpr int max_rank = 8;

/// Sums (or another associative `combine`) over the lanes of a warp, the same in every lane and in one fixed order.
template <class T, class Combine>
__device__ T over_warp(T value, Combine combine) {
  for (int lanes = warp_size / 2; lanes > 0; lanes /= 2) value = combine(value, __shfl_xor_sync(whole_warp, value, lanes));
  return value;
}

struct Add {
  template <class T>
  __device__ T operator()(T a, T b) const {
    return a + b;
  }
};

/// Over all threads of a block of whole warps, the same in every thread and in one fixed order; every thread calls it.
template <class T, class Combine>
__device__ T over_block(T value, Combine combine) {
  SHARED_ARRAY(T, of_warp, [warp_size]);
  const int warps = static_cast<int>(blockDim.x) / warp_size, thread = static_cast<int>(threadIdx.x);
  value = over_warp(value, combine);
  if (warps == 1) return value;
  __syncthreads();  // the last call's readers are done
  if (thread % warp_size == 0) of_warp[thread / warp_size] = value;
  __syncthreads();
  value = of_warp[0];
  for (int i = 1; i < warps; ++i) value = combine(value, of_warp[i]);
  return value;
}

}  // namespace inkgrad::cuda
