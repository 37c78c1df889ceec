#include "native/cuda/reduce.cuh"

#include <limits>

#include "native/cuda/context.hpp"
#include "native/cuda/ops.hpp"

namespace inkgrad::cuda {

namespace {

/// Appends an axis to those of its kind; `joins` says that it continues the one before.
void append(Reduction::Axes& axes, std::int64_t length, std::int64_t stride, bool joins) {
  if (joins) length *= axes.length[axes.rank - 1].divisor;
  else ++axes.rank;
  axes.length[axes.rank - 1] = Divider(length);
  axes.stride[axes.rank - 1] = static_cast<int>(stride);
}

/// Axes of one kind that lie one behind the other are joined. The input has elements.
Reduction reduction_of(const Shape& x, const Attributes& attributes) {
  bool is_reduced[max_rank] = {};
  for (const std::int64_t axis : attributes.axes) is_reduced[normalise_axis(static_cast<int>(axis), x.rank())] = true;
  Reduction r;
  int before = -1;  // the kind of the last axis: 0 kept, 1 reduced
  const Shape strides = contiguous_strides(x);
  for (int axis = 0; axis < x.rank(); ++axis) {
    if (x[axis] == 1) continue;
    const int kind = attributes.axes.empty() || is_reduced[axis] ? 1 : 0;
    Reduction::Axes& axes = kind == 1 ? r.reduced : r.kept;
    append(axes, x[axis], strides[axis], kind == before);
    axes.count *= static_cast<int>(x[axis]);
    before = kind;
  }
  return r;
}

template <class Combine, class T, class R>
void reduce_to(Context& context, const View& x, const View& out, const Attributes& attributes, R start) {
  const int results = count_of(out);
  Reduction r;
  if (x.numel() == 0) r.reduced.count = 0;
  else r = reduction_of(x.shape, attributes);
  const bool columns = r.kept.rank == 1 && r.reduced.rank == 1 && r.kept.stride[0] == 1;
  if (columns) {
    launch(context, reduce_columns<Combine, T, R>, blocks_for(results, warp_size), dim3(warp_size, column_rows), x.as<T>(), out.as<R>(),
           r.reduced.count, results, start);
  } else {
    const unsigned threads = r.reduced.count <= 4 * warp_size ? warp_size : 256;
    launch(context, reduce<Combine, T, R>, static_cast<unsigned>(results), threads, x.as<T>(), out.as<R>(), r, start);
  }
}

}  // namespace

void sum(Context& context, Views in, Views out, const Attributes& attributes) {
  visit_any(in[0].dtype, [&]<class T>(T) {
    using R = std::conditional_t<std::is_floating_point_v<T>, T, std::int64_t>;
    reduce_to<Add, T, R>(context, in[0], out[0], attributes, R{0});
  });
}

void amax(Context& context, Views in, Views out, const Attributes& attributes) {
  visit_floating(in[0].dtype, [&]<class T>(T) {
    reduce_to<Largest, T, T>(context, in[0], out[0], attributes, -std::numeric_limits<T>::infinity());
  });
}

void argmax(Context& context, Views in, Views out, const Attributes& attributes) {
  const Shape& x = in[0].shape;
  const int axis = normalise_axis(attributes.axis0, x.rank());
  std::int64_t after = 1;
  for (int i = axis + 1; i < x.rank(); ++i) after *= x[i];
  visit_floating(in[0].dtype, [&]<class T>(T) {
    const int results = count_of(out[0]);
    launch(context, argmax_along<T>, blocks_for(results, 128), 128, in[0].as<T>(), out[0].as<std::int64_t>(), results, x[axis],
           Divider(after));
  });
}

}  // namespace inkgrad::cuda
