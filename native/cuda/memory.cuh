#pragma once
// Elements moved: to another type, out of strided views, out of the data set. Cost: the bytes. Reference: reference/memory.cpp.

#include "native/cuda/pixels.cuh"
#include "native/cuda/random.cuh"

namespace inkgrad::cuda {

/// An element a thread.
template <class From, class To>
__global__ void convert(const From* x, To* out, int count) {
  const int i = global_index();
  if (i < count) out[i] = static_cast<To>(x[i]);
}

/// A view's axes, to walk its elements in row-major order.
struct Strided {
  int rank = 0;
  Divider length[max_rank];
  std::int64_t stride[max_rank] = {};

  __device__ std::int64_t operator()(int element) const {
    std::int64_t place = 0;
    for (int axis = rank - 1; axis >= 0; --axis) place += length[axis].split(element) * stride[axis];
    return place;
  }
};

/// An element a thread; T has the element's size.
template <class T>
__global__ void gather_strided(const T* x, T* out, int count, Strided from) {
  const int i = global_index();
  if (i < count) out[i] = x[from(i)];
}

constexpr int gather_threads = 256;

/// A thread a place.
__global__ void choose_places(Choice choice, std::int64_t* out, int count, int* fault) {
  const int i = global_index();
  if (i >= count) return;
  out[i] = choice(i);
  if (out[i] < 0) atomicExch(fault, 1);
}

/// out[b, p] = table[images[choice of b, p]], a block an image. The table goes into shared memory, where threads can read different
/// places at once.
__global__ void gather(const std::uint8_t* images, const std::int64_t* labels, Choice choice, float* batch,
                       std::int64_t* batch_labels, int images_count, int pixels, PixelTable table, int* fault) {
  SHARED_ARRAY(float, value_of, [256]);
  SHARED_ARRAY(std::int64_t, chosen, [1]);
  const auto row = static_cast<std::int64_t>(blockIdx.x);
  value_of[threadIdx.x] = table.value[threadIdx.x];
  if (threadIdx.x == 0) chosen[0] = choice(static_cast<int>(row));
  __syncthreads();
  const std::int64_t index = chosen[0];
  const bool is_there = index >= 0 && index < images_count;
  if (threadIdx.x == 0) {
    if (!is_there) atomicExch(fault, 1);
    batch_labels[row] = is_there ? labels[index] : 0;
  }
  for (int i = static_cast<int>(threadIdx.x); i < pixels; i += gather_threads) {
    batch[row * pixels + i] = is_there ? value_of[images[index * pixels + i]] : NAN;
  }
}

}  // namespace inkgrad::cuda
