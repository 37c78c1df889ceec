#pragma once
// What the lesson "broadcasting" is made of: shapes side by side, what is stretched, and a matrix product cell by cell.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/core/tensor.hpp"

namespace inkgrad::lessons {

/// An element-wise operation of two tensors.
enum class Operation : std::uint8_t { add, subtract, multiply, less, greater };
inline constexpr int operations = 5;
/// a operation b, broadcast. Throws Error (Input) that names both shapes and the axis if they do not fit.
Tensor compute(Operation operation, const Tensor& a, const Tensor& b);

/// An example of the course: two tensors, what is done with them, and what comes out.
struct BroadcastExample {
  std::string_view name;   ///< of the lesson's step, or its own
  std::string_view title;
  Tensor a, b;
  Operation operation;
  std::vector<double> book{};  ///< the result that a document prints; none: it prints no numbers
  Shape book_shape{};          ///< or its shape
};
/// All of them; the shapes of the last do not fit.
std::span<const BroadcastExample> broadcast_examples();
/// The example of a name, which there is.
const BroadcastExample& broadcast_example(std::string_view name);

/// The documents' matrices: 1 to 9; 10, 20, 30 (also as a column [3, 1]); and [3, 2] with the columns 10, 20, 30 and 40, 0, -5.
Tensor course_matrix();
Tensor course_vector();
Tensor course_factor();
/// What the documents print for matmul(matrix, vector as a column) and matmul(matrix, factor), row by row.
std::vector<double> book_matmul();
std::vector<double> book_matrix_product();

/// step, 2 step, 3 step, ... in row-major order, float32.
Tensor counting(const Shape& shape, double step);

/// A shape as it is typed: "256, 256, 3", "(3,)" or "3x3"; nothing at all is the shape of a single number. Throws Error (Input) for
/// what is none, more than `most_axes` axes, or an axis that is not 1 to `longest_axis` long.
Shape parse_shape(std::string_view text);
inline constexpr int most_axes = 4, longest_axis = 2000;

/// One axis of two shapes lined up from the last.
struct AxisFit {
  std::int64_t a, b;    ///< lengths; 0: the shape has no such axis, which counts as 1
  std::int64_t result;  ///< 0: they do not fit
  bool a_stretched, b_stretched;
};
/// The axes from the first of the longer shape on.
std::vector<AxisFit> line_up(const Shape& a, const Shape& b);

/// A tensor as if it had another shape.
struct Stretch {
  Tensor as_if;        ///< of that shape: a view
  std::int64_t bytes;  ///< that were allocated for it
};
/// Throws Error (Input) if x does not broadcast to `shape`.
Stretch stretch(const Tensor& x, const Shape& shape);
/// int64, of `shape`: which element of x, in row-major order, each element of x stretched to it is.
Tensor sources(const Tensor& x, const Shape& shape);

/// The bytes that `view` takes beyond those of `tensor`: none if it lies in the same storage.
std::int64_t bytes_beyond(const Tensor& view, const Tensor& tensor);

/// One cell of a matrix product: row i of a, column j of b, their products and the sum of these.
struct ProductCell {
  Tensor row, column, products;
  double sum;
};
ProductCell product_cell(const Tensor& a, const Tensor& b, std::int64_t i, std::int64_t j);

/// Column j of a's product with b by broadcasting alone: the sums of the rows of a * b[:, j].
Tensor product_column(const Tensor& a, const Tensor& b, std::int64_t j);

}  // namespace inkgrad::lessons
