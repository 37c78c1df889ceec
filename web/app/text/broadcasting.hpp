#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::broadcasting {

inline constexpr LessonText lesson{
    "Broadcasting",
    "Shapes that differ, and the matrix product",
    "An operation such as a + b goes element by element, so both need the same shape. Broadcasting lets them differ. The "
    "shapes are lined up at their last axis; a missing axis counts as 1. Then, axis by axis: equal lengths fit, and a length "
    "of 1 is stretched to the other. Anything else is an error.\n\n"
    "Nothing is copied to stretch. The stride of such an axis, how far its next element lies, is 0: the same numbers are read "
    "again.\n\n"
    "A matrix product is made of it. m × c scales the columns of m by the numbers of c; add up each row of that, and you have "
    "matmul(m, c). So one cell of a product is a row times a column, summed.",
    "(a·b)[i, j] = ∑ a[i, k] · b[k, j]",
    "Take the example 4×3 + 4, which fails, and make it fit with one − or +. Then step through the matrix product to its last "
    "cell."};

inline constexpr const char* shapes = "Two shapes";
inline constexpr const char* example_tip = "An example of the course: shapes, numbers and operation.";
inline constexpr const char* names[] = {"a", "b"};
inline constexpr const char* shape_tips[] = {"The shape of a, its axes' lengths with commas between; empty: a single number.",
                                             "The shape of b, its axes' lengths with commas between; empty: a single number."};
inline constexpr const char* operations[] = {"a + b", "a − b", "a × b", "a < b", "a > b"};
inline constexpr const char* operation_tip = "What is done with each pair of elements.";
inline constexpr const char* axis_actions[] = {"axis in front", "axis behind", "drop first"};
inline constexpr const char* axis_tip = "A new axis of length 1 (expand_dims 0 or −1), or one less.";
inline constexpr const char* plus_tip = "Axis %d of %s one longer.";
inline constexpr const char* minus_tip = "Axis %d of %s one shorter.";
inline constexpr const char* minus_why_not = "An axis is at least 1 long.";
inline constexpr const char* plus_why_not = "Longer axes are not for this page.";
inline constexpr const char* drag_tip = "The length of this axis: drag sideways, or press + and −.";
inline constexpr const char* result = "=";
inline constexpr const char* stretched = "1 → %lld";
inline constexpr const char* missing = "new";
inline constexpr const char* single = "a single number";
inline constexpr const char* fits = "They fit: the result has shape %s, %s in all.";
inline constexpr const char* one_element = "one element";
inline constexpr const char* elements = "%s elements";

inline constexpr const char* values = "Element by element";
inline constexpr const char* as_if = "%s, as if %s";
inline constexpr const char* own = "%s %s";
inline constexpr const char* nothing = "Shapes that do not fit have no result.";
inline constexpr const char* too_many = "%s elements: too many to write out.";
inline constexpr const char* not_computed = "%s elements: more than this page computes for an example.";
inline constexpr const char* means = "Means over all axes but the last:";
inline constexpr const char* picked = "%s: from a %s, from b %s";
inline constexpr const char* picked_hint =
    "Faint numbers are read again, not copied. Point at a cell of the result to see where it comes from.";

inline constexpr const char* memory = "What stretching costs";
inline constexpr const char* strides = "strides of %s, stretched";
inline constexpr const char* bytes = "bytes allocated to stretch";
inline constexpr const char* if_copied = "bytes, had it been copied";

inline constexpr const char* product_left = "The left matrix";
inline constexpr const char* product_right = "The right matrix";
inline constexpr const char* axis_length = "Length of axis %d of %s";
inline constexpr const char* product = "A matrix product, cell by cell";
inline constexpr const char* products[] = {"m · c", "m · n"};
inline constexpr const char* product_tip = "The documents' matrices.";
inline constexpr const char* sides[] = {"left, rows", "left, columns", "right, rows", "right, columns"};
inline constexpr const char* side_longer = "One more of %s.";
inline constexpr const char* side_shorter = "One less of %s.";
inline constexpr const char* next = "Next cell";
inline constexpr const char* first_again = "First cell again";
inline constexpr const char* next_tip = "Cell by cell, row by row.";
inline constexpr const char* next_why_not = "These matrices have no product.";
inline constexpr const char* cell = "[%d, %d] = %s = %s";
inline constexpr const char* column_by_broadcasting = "The column by broadcasting, sum(a × b[:, %d], 1):";

}  // namespace inkgrad::text::broadcasting
