#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace inkgrad {

/// Lengths (or strides, in elements) of up to eight axes, stored in place: kernels and plans copy it freely.
class Shape {
 public:
  static constexpr int max_rank = 8;

  constexpr Shape() = default;
  Shape(std::initializer_list<std::int64_t> lengths);
  template <class Iterator>
  Shape(Iterator first, Iterator last) {
    for (; first != last; ++first) push_back(static_cast<std::int64_t>(*first));
  }

  int rank() const { return rank_; }
  bool empty() const { return rank_ == 0; }
  std::int64_t operator[](int axis) const { return lengths_[static_cast<std::size_t>(axis)]; }
  std::int64_t& operator[](int axis) { return lengths_[static_cast<std::size_t>(axis)]; }
  const std::int64_t* begin() const { return lengths_.data(); }
  const std::int64_t* end() const { return lengths_.data() + rank_; }

  /// Appends an axis. Throws Error past max_rank.
  void push_back(std::int64_t length);

  bool operator==(const Shape& other) const;

 private:
  std::array<std::int64_t, max_rank> lengths_{};
  int rank_ = 0;
};

/// Number of elements: the product of the lengths, 1 for rank 0.
std::int64_t numel(const Shape& shape);

/// Row-major strides in elements.
Shape contiguous_strides(const Shape& shape);

/// The shape that NumPy's broadcasting gives a and b. Throws Error naming both shapes and the axis that
/// does not fit.
Shape broadcast_shapes(const Shape& a, const Shape& b);

/// Maps a negative axis to its position from the front. Throws Error if it lies outside the rank.
int normalise_axis(int axis, int rank);

/// Places `first`, `first + step`, ..., `count` of them, along an axis.
struct AxisRange {
  std::int64_t first, count, step;
};

/// What Python's `start:stop:step` takes from an axis of `length`: negative ends count from the back, ends outside are moved
/// to the nearest inside. Throws Error unless step is 1 or more.
AxisRange axis_range(std::int64_t length, std::int64_t start, std::int64_t stop, std::int64_t step);

/// The shape after reducing `axes` (all if empty), with the reduced axes kept as length 1 or dropped.
Shape reduced_shape(const Shape& shape, const Shape& axes, bool keepdims);

/// "[2, 3]".
std::string to_string(const Shape& shape);

}  // namespace inkgrad
