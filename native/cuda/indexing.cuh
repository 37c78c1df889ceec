#pragma once
// Elements fetched from places along an axis, and put back there; a thread an element of the result, so that nothing is added in an
// order that could change. Cost: the bytes; index_select_backward reads all indices for each element. Reference:
// reference/indexing.cpp.

#include "native/cuda/device.cuh"

namespace inkgrad::cuda {

/// A tensor as [before, length, after] around an axis.
struct Around {
  Divider length, after;

  struct Place {
    int before, along, inner;
  };
  __device__ Place operator()(int element) const {
    Place p;
    p.inner = after.split(element);
    p.along = length.split(element);
    p.before = element;
    return p;
  }
  __device__ std::int64_t place(std::int64_t before, std::int64_t along, std::int64_t inner) const {
    return (before * length.divisor + along) * after.divisor + inner;
  }
};

/// A part's elements into the whole, from place `first` along the axis on.
template <class T>
__global__ void put_part(const T* x, T* out, int count, Around part, Around whole, int first) {
  const int i = global_index();
  if (i >= count) return;
  const Around::Place p = part(i);
  out[whole.place(p.before, first + p.along, p.inner)] = x[i];
}

template <class T>
__global__ void select_places(const T* x, const std::int64_t* indices, T* out, int count, Around taken, Around whole, int* fault) {
  const int i = global_index();
  if (i >= count) return;
  const Around::Place p = taken(i);
  const std::int64_t index = indices[p.along];
  const bool is_there = index >= 0 && index < whole.length.divisor;
  if (!is_there) atomicExch(fault, 1);
  out[i] = is_there ? x[whole.place(p.before, index, p.inner)] : T{0};
}

/// The gradient of select_places: the sum over the indices that are this place, first to last.
template <class T>
__global__ void add_places(const T* gradient, const std::int64_t* indices, T* out, int count, int index_count, Around taken, Around whole,
                           int* fault) {
  const int i = global_index();
  if (i >= count) return;
  const Around::Place p = whole(i);
  T total = 0;
  for (int k = 0; k < index_count; ++k) {
    if (indices[k] < 0 || indices[k] >= whole.length.divisor) atomicExch(fault, 1);
    if (indices[k] == p.along) total += gradient[taken.place(p.before, k, p.inner)];
  }
  out[i] = total;
}

/// The gradient of a slice: the gradient at first, first + step, ..., 0 elsewhere.
template <class T>
__global__ void spread_slice(const T* gradient, T* out, int count, Around taken, Around whole, int first, Divider step) {
  const int i = global_index();
  if (i >= count) return;
  const Around::Place p = whole(i);
  T value = 0;
  if (p.along >= first) {
    int place = p.along - first;
    const bool is_taken = step.split(place) == 0 && place < static_cast<int>(taken.length.divisor);
    if (is_taken) value = gradient[taken.place(p.before, place, p.inner)];
  }
  out[i] = value;
}

}  // namespace inkgrad::cuda
