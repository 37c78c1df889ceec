#pragma once
// Pooling over windows that do not overlap. A thread makes one number; neighbours make neighbours. Cost: the bytes read and written.
// Reference: reference/pooling.cpp.

#include "native/cuda/device.cuh"

namespace inkgrad::cuda {

/// Planes of [height, width] pooled to [out_height, out_width].
struct PoolShape {
  int height, width, out_height, out_width;
  Divider kernel;
  Divider columns, rows;  ///< of what the threads are numbered by: the result's, or backward the input's
};

struct PoolPlace {
  int plane, y, x;
};
__device__ inline PoolPlace pool_place(const PoolShape& shape, int number) {
  PoolPlace p;
  p.x = shape.columns.split(number);
  p.y = shape.rows.split(number);
  p.plane = number;
  return p;
}

/// The first pixel of an output's window.
__device__ inline int window_of(const PoolShape& shape, const PoolPlace& p) {
  const int kernel = static_cast<int>(shape.kernel.divisor);
  return (p.plane * shape.height + p.y * kernel) * shape.width + p.x * kernel;
}

template <class T>
__global__ void max_pool(const T* x, T* out, std::uint8_t* places, int count, PoolShape shape) {
  const int i = global_index(), kernel = static_cast<int>(shape.kernel.divisor);
  if (i >= count) return;
  const T* window = x + window_of(shape, pool_place(shape, i));
  T largest = window[0];
  int place = 0;
  for (int y = 0; y < kernel; ++y) {
    for (int column = 0; column < kernel; ++column) {
      const T here = window[y * shape.width + column];
      if (here > largest) {  // the first of equals stays
        largest = here;
        place = y * kernel + column;
      }
    }
  }
  out[i] = largest;
  places[i] = static_cast<std::uint8_t>(place);
}

template <class T>
__global__ void avg_pool(const T* x, T* out, int count, PoolShape shape) {
  const int i = global_index(), kernel = static_cast<int>(shape.kernel.divisor);
  if (i >= count) return;
  const T* window = x + window_of(shape, pool_place(shape, i));
  T total = 0;
  for (int y = 0; y < kernel; ++y) {
    for (int column = 0; column < kernel; ++column) total += window[y * shape.width + column];
  }
  out[i] = total / static_cast<T>(kernel * kernel);
}

/// What a pixel takes of its window's gradient: all if its place in the window is the window's, or with no `places` an equal share;
/// times ReLU's slope if the pixels are a ReLU's result. `activated` (else null) is that or, where there are `places`, the pooled.
template <class T>
__global__ void pool_backward(const T* gradient, const std::uint8_t* places, const T* activated, T* out, int count, PoolShape shape) {
  const int i = global_index(), kernel = static_cast<int>(shape.kernel.divisor);
  if (i >= count) return;
  const PoolPlace pixel = pool_place(shape, i);
  int row = pixel.y, column = pixel.x;
  const int in_row = shape.kernel.split(row), in_column = shape.kernel.split(column);
  T share = 0;
  if (row < shape.out_height && column < shape.out_width) {  // pixels at the edge may be in no window
    const int window = (pixel.plane * shape.out_height + row) * shape.out_width + column;
    const int of_slope = places == nullptr ? i : window;
    if (activated == nullptr || activated[of_slope] > 0) {
      if (places == nullptr) share = gradient[window] / static_cast<T>(kernel * kernel);
      else if (places[window] == in_row * kernel + in_column) share = gradient[window];
    }
  }
  out[i] = share;
}

}  // namespace inkgrad::cuda
