#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/lessons/broadcasting.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// Broadcasting: two shapes and what becomes of them; and a matrix product, cell by cell.
class BroadcastingLesson : public LessonState {
 public:
  /// Results larger than this are not computed, only their shape; tables larger than the others are not written out.
  static constexpr std::int64_t most_elements = 1 << 20;
  static constexpr int most_rows = 12, most_columns = 8, most_sides = 4;
  enum Side { first, second };

  // Two shapes.
  int example() const { return example_; }  ///< place in lessons::broadcast_examples(), -1: of one's own making
  void choose_example(int example);
  const std::string& text(Side side) const { return texts_[side]; }
  void set_text(Side side, std::string text);
  lessons::Operation operation() const { return static_cast<lessons::Operation>(operation_); }
  void choose_operation(int operation);
  /// The length of an axis, counted from the last (1 is the last), grows by `by`; stays 1 or more.
  void stretch_axis(Side side, int from_last, int by);
  /// A new axis of length 1: expand_dims.
  void add_axis(Side side, bool in_front);
  void drop_first_axis(Side side);

  const Shape& shape(Side side) const { return shapes_[side]; }
  const std::string& error() const { return error_; }  ///< of the typed shapes, or why they do not fit; else empty
  bool readable() const { return readable_; }          ///< both texts are shapes
  const std::vector<lessons::AxisFit>& axes() const { return axes_; }
  const Shape& result_shape() const { return result_shape_; }
  const Tensor& operand(Side side) const { return operands_[side]; }
  /// Defined if the shapes fit and there are not too many elements.
  const Tensor& result() const { return result_; }
  const lessons::Stretch& stretched(Side side) const { return stretches_[side]; }
  /// Which element of the operand each element of the result reads, if they are written out.
  const std::vector<std::int64_t>& sources(Side side) const { return sources_[side]; }
  /// Whether all numbers of the result are written out, in rows along its last axis.
  bool written_out() const;
  /// Means over all axes but the last, if that is short.
  const std::vector<double>& last_axis_means() const { return means_; }
  /// The result's cell that is looked at, in row-major order.
  int cell() const { return cell_; }
  void look_at(int cell);

  // The matrix product.
  int product() const { return product_; }  ///< 0: matrix and vector, 1: two matrices, -1: of one's own making
  void choose_product(int product);
  /// Rows and columns of the two matrices: left rows, left columns, right rows, right columns.
  int side(int i) const { return sides_[static_cast<std::size_t>(i)]; }
  void set_side(int i, int length);
  const Tensor& factor(Side side) const { return factors_[side]; }
  const Tensor& matrix_product() const { return matmul_; }  ///< undefined if they do not fit
  const std::string& matmul_error() const { return matmul_error_; }
  int row() const { return row_; }
  int column() const { return column_; }
  void look_at_product(int row, int column);
  /// To the next cell, row by row; behind the last the first.
  void next_product_cell();
  const lessons::ProductCell& product_cell() const { return product_cell_; }
  const Tensor& product_column() const { return product_column_; }

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  void compute_shapes();
  void compute_product();
  void change(Side side, const Shape& shape);

  int example_ = 5, operation_ = 0;
  std::array<std::string, 2> texts_{"3, 3", "3"};
  std::array<Shape, 2> shapes_;
  std::array<Tensor, 2> operands_;
  bool readable_ = false;
  std::string error_;
  std::vector<lessons::AxisFit> axes_;
  Shape result_shape_;
  Tensor result_;
  std::array<lessons::Stretch, 2> stretches_;
  std::array<std::vector<std::int64_t>, 2> sources_;
  std::vector<double> means_;
  int cell_ = 0;

  int product_ = 1;
  std::array<int, 4> sides_{3, 3, 3, 2};
  std::array<Tensor, 2> factors_;
  Tensor matmul_, product_column_;
  std::string matmul_error_;
  int row_ = 0, column_ = 0;
  lessons::ProductCell product_cell_{};
  bool have_failed_ = false, have_mended_ = false, have_stepped_ = false;
};

}  // namespace inkgrad
