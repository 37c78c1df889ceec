#include "native/cuda/indexing.cuh"

#include "native/cuda/context.hpp"
#include "native/cuda/ops.hpp"

namespace inkgrad::cuda {

namespace {

constexpr int threads = 256;

/// Axes of length 0 have no elements that a kernel would ask for.
Around around(const Shape& shape, int axis) {
  std::int64_t after = 1;
  for (int i = axis + 1; i < shape.rank(); ++i) after *= shape[i];
  return {Divider(std::max<std::int64_t>(shape[axis], 1)), Divider(std::max<std::int64_t>(after, 1))};
}

/// Calls f with an unsigned number of the element's size.
template <class F>
void with_item(DType dtype, F&& f) {
  const std::size_t item = item_size(dtype);
  if (item == 4) f(std::uint32_t{});
  else if (item == 8) f(std::uint64_t{});
  else f(std::uint8_t{});
}

}  // namespace

void cat(Context& context, Views in, Views out, const Attributes& attributes) {
  const int axis = normalise_axis(attributes.axis0, out[0].shape.rank());
  const Around whole = around(out[0].shape, axis);
  std::int64_t first = 0;
  for (const View& part : in) {
    const int count = count_of(part);
    with_item(part.dtype, [&]<class T>(T) {
      if (count == 0) return;
      launch(context, put_part<T>, blocks_for(count, threads), threads, part.as<T>(), out[0].as<T>(), count, around(part.shape, axis),
             whole, first);
    });
    first += part.shape[axis];
  }
}

void index_select(Context& context, Views in, Views out, const Attributes& attributes) {
  const int axis = normalise_axis(attributes.axis0, in[0].shape.rank()), count = count_of(out[0]);
  with_item(out[0].dtype, [&]<class T>(T) {
    launch(context, select_places<T>, blocks_for(count, threads), threads, in[0].as<T>(), in[1].as<std::int64_t>(), out[0].as<T>(), count,
           around(out[0].shape, axis), around(in[0].shape, axis), &context.fault()->bad_index);
  });
}

void index_select_backward(Context& context, Views in, Views out, const Attributes& attributes) {
  const int axis = normalise_axis(attributes.axis0, out[0].shape.rank()), count = count_of(out[0]);
  visit_floating(out[0].dtype, [&]<class T>(T) {
    launch(context, add_places<T>, blocks_for(count, threads), threads, in[0].as<T>(), in[1].as<std::int64_t>(), out[0].as<T>(), count,
           count_of(in[1]), around(in[0].shape, axis), around(out[0].shape, axis), &context.fault()->bad_index);
  });
}

void slice_backward(Context& context, Views in, Views out, const Attributes& attributes) {
  const int axis = normalise_axis(attributes.axis0, out[0].shape.rank()), count = count_of(out[0]);
  // Nothing taken: a first place behind them all.
  const std::int64_t first = in[0].shape[axis] == 0 ? out[0].shape[axis] : attributes.start;
  with_item(out[0].dtype, [&]<class T>(T) {
    launch(context, spread_slice<T>, blocks_for(count, threads), threads, in[0].as<T>(), out[0].as<T>(), count,
           around(in[0].shape, axis), around(out[0].shape, axis), first, Divider(attributes.step));
  });
}

}  // namespace inkgrad::cuda
