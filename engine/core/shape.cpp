#include "engine/core/shape.hpp"

#include <algorithm>

#include "engine/core/error.hpp"

namespace inkgrad {

Shape::Shape(std::initializer_list<std::int64_t> lengths) : Shape(lengths.begin(), lengths.end()) {}

void Shape::push_back(std::int64_t length) {
  if (rank_ == max_rank) input_error("a tensor has at most ", max_rank, " axes");
  lengths_[static_cast<std::size_t>(rank_++)] = length;
}

bool Shape::operator==(const Shape& other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

std::int64_t numel(const Shape& shape) {
  std::int64_t count = 1;
  for (std::int64_t length : shape) count *= length;
  return count;
}

Shape contiguous_strides(const Shape& shape) {
  Shape strides = shape;
  std::int64_t step = 1;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

Shape broadcast_shapes(const Shape& a, const Shape& b) {
  const int rank = std::max(a.rank(), b.rank());
  Shape result;
  for (int axis = 0; axis < rank; ++axis) {
    const int axis_a = axis - (rank - a.rank());
    const int axis_b = axis - (rank - b.rank());
    const std::int64_t in_a = axis_a < 0 ? 1 : a[axis_a];
    const std::int64_t in_b = axis_b < 0 ? 1 : b[axis_b];
    if (in_a != in_b && in_a != 1 && in_b != 1) {
      input_error("shapes ", to_string(a), " and ", to_string(b), " do not broadcast: axis ", axis - rank, " is ",
                  in_a, " in one and ", in_b, " in the other; they must be equal or one of them 1");
    }
    result.push_back(in_a == 1 ? in_b : in_a);
  }
  return result;
}

int normalise_axis(int axis, int rank) {
  if (axis < -rank || axis >= rank) {
    input_error("axis ", axis, " is outside a tensor of rank ", rank, "; use ", -rank, " to ", rank - 1);
  }
  return axis < 0 ? axis + rank : axis;
}

AxisRange axis_range(std::int64_t length, std::int64_t start, std::int64_t stop, std::int64_t step) {
  if (step < 1) input_error("slice: the step must be 1 or more, got ", step);
  const auto inside = [length](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + length : i, 0, length); };
  const std::int64_t first = inside(start), last = std::max(first, inside(stop));
  return {first, (last - first + step - 1) / step, step};
}

Shape reduced_shape(const Shape& shape, const Shape& axes, bool keepdims) {
  std::array<bool, Shape::max_rank> reduced{};
  for (std::int64_t axis : axes) {
    reduced[static_cast<std::size_t>(normalise_axis(static_cast<int>(axis), shape.rank()))] = true;
  }
  Shape result;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const bool drop = axes.empty() || reduced[static_cast<std::size_t>(axis)];
    if (!drop) result.push_back(shape[axis]);
    else if (keepdims) result.push_back(1);
  }
  return result;
}

std::string to_string(const Shape& shape) {
  std::string text = "[";
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (axis > 0) text += ", ";
    text += std::to_string(shape[axis]);
  }
  return text + "]";
}

}  // namespace inkgrad
