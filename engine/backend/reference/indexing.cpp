#include <algorithm>

#include "engine/backend/reference/kernels.hpp"

// Elements fetched from places along an axis, and put back there. Bytes are moved as they are, so any element type will do.
namespace inkgrad::reference {

namespace {

/// A tensor as [before, length, after] around an axis: `length` runs of `run` bytes, `before` times.
struct Runs {
  std::int64_t before = 1, length = 1;
  std::size_t run;
  std::byte* data;

  Runs(const View& view, int axis) : run(item_size(view.dtype)), data(view.data) {
    for (int i = 0; i < view.shape.rank(); ++i) {
      if (i < axis) before *= view.shape[i];
      else if (i == axis) length = view.shape[i];
      else run *= static_cast<std::size_t>(view.shape[i]);
    }
  }

  std::byte* at(std::int64_t outer, std::int64_t place) const {
    return data + static_cast<std::size_t>(outer * length + place) * run;
  }
};

std::int64_t checked(std::int64_t index, const Shape& shape, int axis) {
  if (index < 0 || index >= shape[axis]) {
    input_error("index_select: index ", index, " is outside axis ", axis, " of ", to_string(shape), "; use 0 to ", shape[axis] - 1);
  }
  return index;
}

}  // namespace

void cat(Views in, Views out, const Attributes& attributes) {
  const int axis = normalise_axis(attributes.axis0, out[0].shape.rank());
  const Runs whole(out[0], axis);
  std::int64_t place = 0;
  for (const View& view : in) {
    const Runs part(view, axis);
    for (std::int64_t b = 0; b < part.before; ++b) {
      std::copy_n(part.at(b, 0), static_cast<std::size_t>(part.length) * part.run, whole.at(b, place));
    }
    place += part.length;
  }
}

void index_select(Views in, Views out, const Attributes& attributes) {
  const int axis = normalise_axis(attributes.axis0, in[0].shape.rank());
  const std::int64_t* indices = in[1].as<std::int64_t>();
  const Runs whole(in[0], axis), taken(out[0], axis);
  for (std::int64_t b = 0; b < taken.before; ++b) {
    for (std::int64_t i = 0; i < taken.length; ++i) {
      std::copy_n(whole.at(b, checked(indices[i], in[0].shape, axis)), taken.run, taken.at(b, i));
    }
  }
}

void index_select_backward(Views in, Views out, const Attributes& attributes) {
  const int axis = normalise_axis(attributes.axis0, out[0].shape.rank());
  const std::int64_t* indices = in[1].as<std::int64_t>();
  const Runs taken(in[0], axis), whole(out[0], axis);
  visit_floating(out[0].dtype, [&]<class T>(T) {
    std::fill_n(out[0].as<T>(), out[0].numel(), T{0});
    for (std::int64_t b = 0; b < taken.before; ++b) {
      for (std::int64_t i = 0; i < taken.length; ++i) {
        const T* from = reinterpret_cast<const T*>(taken.at(b, i));
        T* sum = reinterpret_cast<T*>(whole.at(b, checked(indices[i], out[0].shape, axis)));
        for (std::size_t e = 0; e < taken.run / sizeof(T); ++e) sum[e] += from[e];
      }
    }
  });
}

void slice_backward(Views in, Views out, const Attributes& attributes) {
  const int axis = normalise_axis(attributes.axis0, out[0].shape.rank());
  const Runs taken(in[0], axis), whole(out[0], axis);
  std::fill_n(whole.data, static_cast<std::size_t>(whole.before * whole.length) * whole.run, std::byte{0});
  for (std::int64_t b = 0; b < taken.before; ++b) {
    for (std::int64_t i = 0; i < taken.length; ++i) {
      std::copy_n(taken.at(b, i), taken.run, whole.at(b, attributes.start + i * attributes.step));
    }
  }
}

}  // namespace inkgrad::reference
