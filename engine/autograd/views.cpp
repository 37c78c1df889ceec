#include <algorithm>

#include "engine/autograd/tape.hpp"
#include "engine/core/tensor.hpp"

// Tensor's views: the same storage under another shape, offset and strides, noted on the tape.
namespace inkgrad {

namespace {

Tensor noted(Op op, const Attributes& attributes, const Tensor& input, Tensor output) {
  note_on_tape(op, attributes, std::span(&input, 1), std::span(&output, 1));
  return output;
}

}  // namespace

Tensor view_by(Op op, const Tensor& input, const Attributes& attributes) {
  if (op == Op::transpose) return input.transpose(attributes.axis0, attributes.axis1);
  if (op == Op::slice) return input.slice(attributes.axis0, attributes.start, attributes.stop, attributes.step);
  return op == Op::expand ? input.expand(attributes.shape) : input.view(attributes.shape);
}

Tensor Tensor::view(const Shape& wanted) const {
  Shape shape = wanted;
  std::int64_t known = 1;
  int free_axis = -1;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (shape[axis] == -1 && free_axis < 0) free_axis = axis;
    else if (shape[axis] < 0) input_error("view: the shape ", to_string(wanted), " is none; one length may be -1");
    else known *= shape[axis];
  }
  if (free_axis >= 0 && known > 0) shape[free_axis] = numel() / known;
  if (inkgrad::numel(shape) != numel()) {
    input_error("view: ", to_string(this->shape()), " has ", numel(), " elements, which do not fit into ", to_string(wanted));
  }
  if (!is_contiguous()) {
    input_error("view: the elements of this ", to_string(this->shape()), " are not in row-major order; call contiguous() first");
  }
  return noted(Op::view, {.shape = shape}, *this, alias(shape, contiguous_strides(shape), offset()));
}

Tensor Tensor::transpose(int axis0, int axis1) const {
  const int a = normalise_axis(axis0, ndim()), b = normalise_axis(axis1, ndim());
  Shape shape = this->shape(), strides = this->strides();
  std::swap(shape[a], shape[b]);
  std::swap(strides[a], strides[b]);
  return noted(Op::transpose, {.axis0 = a, .axis1 = b}, *this, alias(shape, strides, offset()));
}

Tensor Tensor::expand(const Shape& wanted) const {
  if (!(broadcast_shapes(shape(), wanted) == wanted)) {
    input_error("expand: ", to_string(shape()), " does not broadcast to ", to_string(wanted));
  }
  Shape strides = wanted;
  const int added = wanted.rank() - ndim();
  for (int axis = 0; axis < wanted.rank(); ++axis) {
    const bool repeated = axis < added || shape()[axis - added] != wanted[axis];
    strides[axis] = repeated ? 0 : this->strides()[axis - added];
  }
  return noted(Op::expand, {.shape = wanted}, *this, alias(wanted, strides, offset()));
}

Tensor Tensor::select(int axis, std::int64_t index) const {
  const int at = normalise_axis(axis, ndim());
  const std::int64_t length = shape()[at];
  if (index < -length || index >= length) {
    input_error("index ", index, " is outside axis ", at, " of ", to_string(shape()), "; use ", -length, " to ", length - 1);
  }
  const std::int64_t place = index < 0 ? index + length : index;
  const Tensor kept = slice(at, place, place + 1);
  Shape rest, strides;
  for (int i = 0; i < ndim(); ++i) {
    if (i == at) continue;
    rest.push_back(shape()[i]);
    strides.push_back(this->strides()[i]);
  }
  return noted(Op::view, {.shape = rest}, kept, alias(rest, strides, kept.offset()));
}

Tensor Tensor::slice(int axis, std::int64_t start, std::int64_t stop, std::int64_t step) const {
  const int at = normalise_axis(axis, ndim());
  const AxisRange range = axis_range(shape()[at], start, stop, step);
  Shape shape = this->shape(), strides = this->strides();
  shape[at] = range.count;
  strides[at] *= step;
  return noted(Op::slice, {.axis0 = at, .start = range.first, .stop = range.first + range.count * step, .step = step}, *this,
               alias(shape, strides, offset() + range.first * this->strides()[at]));
}

Tensor Tensor::unsqueeze(int axis) const {
  const int at = normalise_axis(axis, ndim() + 1);
  Shape shape, strides;
  for (int i = 0; i <= ndim(); ++i) {
    if (i == at) {
      shape.push_back(1);
      strides.push_back(0);
    }
    if (i < ndim()) {
      shape.push_back(this->shape()[i]);
      strides.push_back(this->strides()[i]);
    }
  }
  return noted(Op::view, {.shape = shape}, *this, alias(shape, strides, offset()));
}

}  // namespace inkgrad
