// Cases of the rows that move elements without computing: put together, picked out, seen in another way.
#include "tests/parity/generators.hpp"

namespace inkgrad::test {

namespace {

int any_axis(Random& random, const Shape& shape) {
  return static_cast<int>(random.integer(-shape.rank(), shape.rank() - 1));
}
Shape any_shape_with_axes(Random& random, Size size) {
  const Shape shape = any_shape(random, size);
  return shape.empty() ? Shape{random.integer(1, 9)} : shape;
}

}  // namespace

OpCase cat_case(Random& random, Size size) {
  Shape shape = any_shape_with_axes(random, size);
  OpCase c{.attributes = {.axis0 = any_axis(random, shape)}};
  for (auto count = random.integer(1, 6); count > 0; --count) {
    shape[normalise_axis(c.attributes.axis0, shape.rank())] = random.integer(1, 5);
    c.inputs.push_back(any(random, shape));
  }
  return c;
}
OpCase index_select_case(Random& random, Size size) {
  const Shape shape = any_shape_with_axes(random, size);
  const int axis = any_axis(random, shape);
  const std::int64_t length_there = shape[normalise_axis(axis, shape.rank())];
  return {.inputs = {any(random, shape), integers(random, {length(random, size, 100)}, length_there)},
          .attributes = {.axis0 = axis}};
}
OpCase index_select_backward_case(Random& random, Size size) {
  OpCase c = index_select_case(random, size);
  c.attributes.shape = c.inputs[0].shape();
  c.inputs[0] = any(random, apply(Op::index_select, c.inputs, c.attributes)[0].shape());
  return c;
}
OpCase slice_case(Random& random, Size size) {
  const Shape shape = any_shape_with_axes(random, size);
  const int axis = any_axis(random, shape);
  const std::int64_t length = shape[normalise_axis(axis, shape.rank())];
  const std::int64_t start = random.integer(0, length - 1), stop = random.integer(start + 1, length + 3);
  const std::int64_t step = random.integer(1, 3);
  return {.inputs = {any(random, shape)},
          .attributes = {.axis0 = axis, .start = random.coin() ? start : start - length, .stop = stop, .step = step}};
}
OpCase slice_backward_case(Random& random, Size size) {
  OpCase c = slice_case(random, size);
  c.attributes.shape = c.inputs[0].shape();
  c.inputs[0] = any(random, apply(Op::slice, c.inputs, c.attributes)[0].shape());
  const std::int64_t length = c.attributes.shape[normalise_axis(c.attributes.axis0, c.attributes.shape.rank())];
  if (c.attributes.start < 0) c.attributes.start += length;
  return c;
}

OpCase copy_case(Random& random, Size size) {
  OpCase c{.inputs = {any(random, any_shape(random, size))}};
  if (c.inputs[0].ndim() > 1) c.inputs[0] = c.inputs[0].transpose(0, -1);
  return c;
}
OpCase view_case(Random& random, Size size) {
  OpCase c{.inputs = {any(random, any_shape(random, size))}};
  c.attributes.shape = {1, c.inputs[0].numel()};
  return c;
}
OpCase transpose_case(Random& random, Size size) {
  OpCase c{.inputs = {any(random, any_shape(random, size))}};
  if (c.inputs[0].ndim() == 0) c.inputs[0] = any(random, {3, 2});
  c.attributes.axis0 = any_axis(random, c.inputs[0].shape());
  c.attributes.axis1 = any_axis(random, c.inputs[0].shape());
  return c;
}
OpCase expand_case(Random& random, Size size) {
  const Shape shape = any_shape(random, size);
  return {.inputs = {any(random, narrowed(random, shape))}, .attributes = {.shape = shape}};
}

}  // namespace inkgrad::test
