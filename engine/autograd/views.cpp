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

void expect_no_gradient(const Tensor& tensor, const char* what) {
  if (tensor.requires_grad()) unsupported(what, "() has no gradient yet; call it on data()");
}

}  // namespace

Tensor view_by(Op op, const Tensor& input, const Attributes& attributes) {
  if (op == Op::transpose) return input.transpose(attributes.axis0, attributes.axis1);
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
  expect_no_gradient(*this, "select");
  const int at = normalise_axis(axis, ndim());
  const std::int64_t length = shape()[at];
  if (index < -length || index >= length) {
    input_error("index ", index, " is outside axis ", at, " of ", to_string(shape()), "; use ", -length, " to ", length - 1);
  }
  Shape rest, strides;
  for (int i = 0; i < ndim(); ++i) {
    if (i == at) continue;
    rest.push_back(shape()[i]);
    strides.push_back(this->strides()[i]);
  }
  return alias(rest, strides, offset() + (index < 0 ? index + length : index) * this->strides()[at]);
}

Tensor Tensor::slice(int axis, std::int64_t start, std::int64_t stop, std::int64_t step) const {
  expect_no_gradient(*this, "slice");
  if (step < 1) input_error("slice: the step must be 1 or more, got ", step);
  const int at = normalise_axis(axis, ndim());
  const std::int64_t length = shape()[at];
  const auto clamped = [length](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + length : i, 0, length); };
  const std::int64_t first = clamped(start), last = std::max(first, clamped(stop));
  Shape shape = this->shape(), strides = this->strides();
  shape[at] = (last - first + step - 1) / step;
  strides[at] *= step;
  return alias(shape, strides, offset() + first * this->strides()[at]);
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
