#pragma once
// What the lesson "pixels" is made of: indexing as it is written.

#include <string_view>

#include "engine/core/tensor.hpp"

namespace inkgrad::lessons {

/// The part of `x` that `expression` takes, written as in NumPy: "[0, 10:15, ::2]", for the first axes, an integer or a range
/// each, negative ones from the back; brackets may be left out. A view: nothing is copied. Throws Error (Input) that says what
/// is wrong, for text that is no index, more of them than axes, a step below 1, or an integer outside its axis.
Tensor index(const Tensor& x, std::string_view expression);

/// The course's smallest example of a tensor: 1 to 9 as float32 [3, 3], twice that, and the corner [1:, 1:] of the latter.
struct TableExample {
  Tensor table, doubled, corner;
};
TableExample table_example();

}  // namespace inkgrad::lessons
