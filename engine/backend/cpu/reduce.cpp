#include "engine/backend/cpu/ops.hpp"
#include "engine/backend/reference/kernels.hpp"

namespace inkgrad::cpu {

namespace {

/// A shape as [n, channels, inner], of which the first and last are summed over.
struct Sides {
  std::int64_t n = 1, channels = 1, inner = 1;
  bool fits = true;  // the axes to sum over lie at the two ends
};

Sides sides_of(const Shape& shape, const Shape& axes) {
  bool reduced[Shape::max_rank] = {};
  for (int axis = 0; axis < shape.rank(); ++axis) reduced[axis] = axes.empty();
  for (const std::int64_t axis : axes) reduced[normalise_axis(static_cast<int>(axis), shape.rank())] = true;

  Sides sides;
  enum { leading, kept, trailing } part = leading;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const std::int64_t length = shape[axis];
    if (length == 1) continue;
    if (part == leading && !reduced[axis]) part = kept;
    if (part == kept && reduced[axis]) part = trailing;
    if (part == trailing && !reduced[axis]) sides.fits = false;
    (part == leading ? sides.n : part == kept ? sides.channels : sides.inner) *= length;
  }
  if (part == leading) std::swap(sides.n, sides.inner);  // everything is summed: one contiguous run
  return sides;
}

}  // namespace

void sum(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const Sides sides = sides_of(in[0].shape, attributes.axes);
  if (!sides.fits) return reference::sum(in, out, attributes);
  compute.kernels.sum_channels(in[0].as<float>(), sides.n, sides.channels, sides.inner, out[0].as<float>());
}

}  // namespace inkgrad::cpu
