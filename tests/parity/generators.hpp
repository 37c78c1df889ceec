#pragma once

#include <utility>

#include "tests/parity/op_cases.hpp"

/// What random cases are made of: values and shapes, and the cases of the rows that only move elements.
namespace inkgrad::test {

/// A tensor of what `value()` gives, call after call.
template <class T, class F>
Tensor filled(const Shape& shape, F&& value) {
  std::vector<T> values(static_cast<std::size_t>(numel(shape)));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = value();
  return Tensor::from_values(values, shape, Device::reference);
}

/// Multiples of 2^-12 in [-2, 2], full enough mantissas for sums to round.
inline Tensor any(Random& random, const Shape& shape) {
  return filled<double>(shape, [&] { return static_cast<double>(random.integer(-8192, 8192)) / 4096; });
}

inline Tensor positive(Random& random, const Shape& shape) {
  return filled<double>(shape, [&] { return static_cast<double>(random.integer(512, 16384)) / 4096; });
}

/// Like any, but no element within 1/4 of 0.
inline Tensor clear_of_zero(Random& random, const Shape& shape) {
  return filled<double>(shape, [&] {
    const std::int64_t step = random.integer(1024, 8192);
    return static_cast<double>(random.coin() ? step : -step) / 4096;
  });
}

/// All elements different, by 2^-8 and more.
inline Tensor distinct(Random& random, const Shape& shape) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(numel(shape)));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i);
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(i) - 1))]);
  }
  const auto middle = static_cast<std::int64_t>(order.size() / 2);
  std::size_t at = 0;
  return filled<double>(shape, [&] { return static_cast<double>(order[at++] - middle) / 256; });
}

inline Tensor integers(Random& random, const Shape& shape, std::int64_t below) {
  return filled<std::int64_t>(shape, [&] { return random.integer(0, below - 1); });
}

inline Shape any_shape(Random& random, Size size) {
  if (size == Size::large) return {random.integer(100, 200), random.integer(200, 300)};
  Shape shape;
  for (auto rank = random.integer(0, 4); rank > 0; --rank) shape.push_back(random.integer(1, 5));
  return shape;
}

/// A shape that broadcasts to `shape`: leading axes dropped, others shortened to 1.
inline Shape narrowed(Random& random, const Shape& shape) {
  const auto dropped = static_cast<int>(random.integer(0, shape.rank()));
  Shape result;
  for (int axis = dropped; axis < shape.rank(); ++axis) result.push_back(random.integer(0, 3) == 0 ? 1 : shape[axis]);
  return result;
}

inline std::int64_t length(Random& random, Size size, std::int64_t large) {
  return size == Size::small ? random.integer(1, 9) : large + random.integer(0, 30);
}

// view_cases.cpp
OpCase cat_case(Random& random, Size size);
OpCase index_select_case(Random& random, Size size);
OpCase index_select_backward_case(Random& random, Size size);
OpCase slice_case(Random& random, Size size);
OpCase slice_backward_case(Random& random, Size size);
OpCase copy_case(Random& random, Size size);
OpCase view_case(Random& random, Size size);
OpCase transpose_case(Random& random, Size size);
OpCase expand_case(Random& random, Size size);

}  // namespace inkgrad::test
