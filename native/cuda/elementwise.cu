#include "native/cuda/elementwise.cuh"

#include "native/cuda/context.hpp"
#include "native/cuda/ops.hpp"

namespace inkgrad::cuda {

namespace {

constexpr int threads = 256;

/// Axes that lie one behind the other in every input are joined, so that most broadcasts have one or two axes left.
Broadcast broadcast_of(Views in, const Shape& result) {
  Broadcast b;
  std::int64_t length[max_rank];
  const auto stride_of = [&](std::size_t input, int axis) {
    const Shape& shape = in[input].shape;
    const int own = axis - (result.rank() - shape.rank());
    if (own < 0 || shape[own] == 1) return 0;
    std::int64_t stride = 1;
    for (int i = own + 1; i < shape.rank(); ++i) stride *= shape[i];
    return static_cast<int>(stride);
  };
  for (int axis = 0; axis < result.rank(); ++axis) {
    if (result[axis] == 1) continue;
    bool joins = b.rank > 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
      joins = joins && b.stride[i][b.rank - 1] == stride_of(i, axis) * static_cast<int>(result[axis]);
    }
    if (!joins) length[b.rank++] = 1;
    length[b.rank - 1] *= result[axis];
    for (std::size_t i = 0; i < in.size(); ++i) b.stride[i][b.rank - 1] = stride_of(i, axis);
  }
  for (int axis = 0; axis < b.rank; ++axis) b.length[axis] = Divider(length[axis]);
  return b;
}

template <class F>
void one(Context& context, Views in, Views out) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const T* x = in[0].as<T>();
    T* y = out[0].as<T>();
    const int count = count_of(out[0]), packs = packs_fit(x, y) ? count / 4 : 0;
    launch(context, map_one<F, T>, blocks_for(count - 3 * packs, threads), threads, x, y, count, packs);
  });
}

template <class F>
void two(Context& context, Views in, Views out) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const T *a = in[0].as<T>(), *b = in[1].as<T>();
    T* y = out[0].as<T>();
    const int count = count_of(out[0]);
    if (in[0].shape == in[1].shape) {
      const int packs = packs_fit(a, b, y) ? count / 4 : 0;
      launch(context, map_two<F, T>, blocks_for(count - 3 * packs, threads), threads, a, b, y, count, packs);
    } else {
      launch(context, map_broadcast<F, T, T>, blocks_for(count, threads), threads, a, b, y, count, broadcast_of(in, out[0].shape));
    }
  });
}

template <class F>
void comparison(Context& context, Views in, Views out) {
  visit_any(in[0].dtype, [&]<class T>(T) {
    const int count = count_of(out[0]);
    launch(context, map_broadcast<F, T, bool>, blocks_for(count, threads), threads, in[0].as<T>(), in[1].as<T>(), out[0].as<bool>(),
           count, broadcast_of(in, out[0].shape));
  });
}

}  // namespace

void add(Context& context, Views in, Views out, const Attributes&) { two<AddElements>(context, in, out); }
void sub(Context& context, Views in, Views out, const Attributes&) { two<Subtract>(context, in, out); }
void mul(Context& context, Views in, Views out, const Attributes&) { two<Multiply>(context, in, out); }
void div(Context& context, Views in, Views out, const Attributes&) { two<Divide>(context, in, out); }
void pow(Context& context, Views in, Views out, const Attributes&) { two<Power>(context, in, out); }
void relu_backward(Context& context, Views in, Views out, const Attributes&) { two<ReluBackward>(context, in, out); }
void eq(Context& context, Views in, Views out, const Attributes&) { comparison<Equal>(context, in, out); }
void lt(Context& context, Views in, Views out, const Attributes&) { comparison<Less>(context, in, out); }
void le(Context& context, Views in, Views out, const Attributes&) { comparison<LessOrEqual>(context, in, out); }

void where(Context& context, Views in, Views out, const Attributes&) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const int count = count_of(out[0]);
    launch(context, choose<T>, blocks_for(count, threads), threads, in[0].as<bool>(), in[1].as<T>(), in[2].as<T>(), out[0].as<T>(),
           count, broadcast_of(in, out[0].shape));
  });
}

void neg(Context& context, Views in, Views out, const Attributes&) { one<Negate>(context, in, out); }
void abs(Context& context, Views in, Views out, const Attributes&) { one<Absolute>(context, in, out); }
void exp(Context& context, Views in, Views out, const Attributes&) { one<Exponential>(context, in, out); }
void log(Context& context, Views in, Views out, const Attributes&) { one<Logarithm>(context, in, out); }
void sqrt(Context& context, Views in, Views out, const Attributes&) { one<SquareRoot>(context, in, out); }
void sin(Context& context, Views in, Views out, const Attributes&) { one<Sine>(context, in, out); }
void cos(Context& context, Views in, Views out, const Attributes&) { one<Cosine>(context, in, out); }
void tanh(Context& context, Views in, Views out, const Attributes&) { one<HyperbolicTangent>(context, in, out); }
void sigmoid(Context& context, Views in, Views out, const Attributes&) { one<Sigmoid>(context, in, out); }
void relu(Context& context, Views in, Views out, const Attributes&) { one<Relu>(context, in, out); }

}  // namespace inkgrad::cuda
