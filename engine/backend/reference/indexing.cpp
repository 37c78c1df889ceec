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

}  // namespace

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
