#pragma once
// Element-wise kernels. A thread takes four neighbours at once where addresses allow it, else one element. Cost: the bytes read and
// written, at the memory's speed; nothing is computed that would matter beside them. Reference: reference/elementwise.cpp.

#include "native/cuda/device.cuh"

namespace inkgrad::cuda {

// What is done to an element. Single precision has its own functions under C's names, not the double ones.
struct AddElements { template <class T> __device__ T operator()(T a, T b) const { return a + b; } };
struct Subtract { template <class T> __device__ T operator()(T a, T b) const { return a - b; } };
struct Multiply { template <class T> __device__ T operator()(T a, T b) const { return a * b; } };
struct Divide { template <class T> __device__ T operator()(T a, T b) const { return a / b; } };
struct Power {
  __device__ float operator()(float a, float b) const { return powf(a, b); }
  __device__ double operator()(double a, double b) const { return ::pow(a, b); }
};
struct ReluBackward { template <class T> __device__ T operator()(T g, T y) const { return y > 0 ? g : T{0}; } };

struct Equal { template <class T> __device__ bool operator()(T a, T b) const { return a == b; } };
struct Less { template <class T> __device__ bool operator()(T a, T b) const { return a < b; } };
struct LessOrEqual { template <class T> __device__ bool operator()(T a, T b) const { return a <= b; } };

struct Negate { template <class T> __device__ T operator()(T x) const { return -x; } };
struct Absolute {
  __device__ float operator()(float x) const { return fabsf(x); }
  __device__ double operator()(double x) const { return ::fabs(x); }
};
struct Exponential {
  __device__ float operator()(float x) const { return expf(x); }
  __device__ double operator()(double x) const { return ::exp(x); }
};
struct Logarithm {
  __device__ float operator()(float x) const { return logf(x); }
  __device__ double operator()(double x) const { return ::log(x); }
};
struct SquareRoot {
  __device__ float operator()(float x) const { return sqrtf(x); }
  __device__ double operator()(double x) const { return ::sqrt(x); }
};
struct Sine {
  __device__ float operator()(float x) const { return sinf(x); }
  __device__ double operator()(double x) const { return ::sin(x); }
};
struct Cosine {
  __device__ float operator()(float x) const { return cosf(x); }
  __device__ double operator()(double x) const { return ::cos(x); }
};
struct HyperbolicTangent {
  __device__ float operator()(float x) const { return tanhf(x); }
  __device__ double operator()(double x) const { return ::tanh(x); }
};
struct Sigmoid {
  __device__ float operator()(float x) const { return 1.0f / (1.0f + expf(-x)); }
  __device__ double operator()(double x) const { return 1.0 / (1.0 + ::exp(-x)); }
};
struct Relu { template <class T> __device__ T operator()(T x) const { return x < 0 ? T{0} : x; } };  // not-a-number stays

/// out = f(x). The first `packs` threads take four elements each, the others one.
template <class F, class T>
__global__ void map_one(const T* x, T* out, int count, int packs) {
  const int thread = global_index();
  if (thread < packs) {
    Pack<T> values = load_pack(x + 4 * thread);
    for (int i = 0; i < 4; ++i) values.value[i] = F()(values.value[i]);
    store_pack(out + 4 * thread, values);
  } else if (const int i = 3 * packs + thread; i < count) {
    out[i] = F()(x[i]);
  }
}

/// out = f(a, b), shapes equal. As map_one.
template <class F, class T>
__global__ void map_two(const T* a, const T* b, T* out, int count, int packs) {
  const int thread = global_index();
  if (thread < packs) {
    Pack<T> values = load_pack(a + 4 * thread);
    const Pack<T> others = load_pack(b + 4 * thread);
    for (int i = 0; i < 4; ++i) values.value[i] = F()(values.value[i], others.value[i]);
    store_pack(out + 4 * thread, values);
  } else if (const int i = 3 * packs + thread; i < count) {
    out[i] = F()(a[i], b[i]);
  }
}

/// Where the elements of up to three inputs lie that an output's shape is broadcast from: an input's stride is 0 along an axis on
/// which it is repeated. Strides in elements.
struct Broadcast {
  int rank = 0;
  Divider length[max_rank];
  int stride[3][max_rank] = {};

  struct Places {
    int of[3];
  };
  __device__ Places operator()(int element) const {
    Places places = {};
    for (int axis = rank - 1; axis >= 0; --axis) {
      const int along = length[axis].split(element);
      for (int input = 0; input < 3; ++input) places.of[input] += along * stride[input][axis];
    }
    return places;
  }
};

/// out = f(a, b) with broadcasting, an element a thread.
template <class F, class T, class R>
__global__ void map_broadcast(const T* a, const T* b, R* out, int count, Broadcast broadcast) {
  const int i = global_index();
  if (i >= count) return;
  const Broadcast::Places from = broadcast(i);
  out[i] = F()(a[from.of[0]], b[from.of[1]]);
}

/// out = condition ? a : b with broadcasting, an element a thread.
template <class T>
__global__ void choose(const bool* condition, const T* a, const T* b, T* out, int count, Broadcast broadcast) {
  const int i = global_index();
  if (i >= count) return;
  const Broadcast::Places from = broadcast(i);
  out[i] = condition[from.of[0]] ? a[from.of[1]] : b[from.of[2]];
}

}  // namespace inkgrad::cuda
