#include "web/app/state/lessons/broadcasting.hpp"

#include <algorithm>

#include "engine/core/error.hpp"

namespace inkgrad {
namespace {

// "256, 256, 3"
std::string text_of(const Shape& shape) {
  std::string text;
  for (const std::int64_t length : shape) text += (text.empty() ? "" : ", ") + std::to_string(length);
  return text;
}

std::vector<double> lengths_of(const Shape& shape) { return {shape.begin(), shape.end()}; }

}  // namespace

void BroadcastingLesson::choose_example(int example) {
  const lessons::BroadcastExample& chosen = lessons::broadcast_examples()[static_cast<std::size_t>(example)];
  example_ = example;
  operation_ = static_cast<int>(chosen.operation);
  texts_ = {text_of(chosen.a.shape()), text_of(chosen.b.shape())};
  cell_ = 0;
  touch();
}

void BroadcastingLesson::set_text(Side side, std::string text) {
  texts_[side] = std::move(text);
  example_ = -1;
  touch();
}

void BroadcastingLesson::change(Side side, const Shape& shape) { set_text(side, text_of(shape)); }

void BroadcastingLesson::choose_operation(int operation) {
  operation_ = operation;
  touch();
}

void BroadcastingLesson::stretch_axis(Side side, int from_last, int by) {
  Shape shape = shapes_[side];
  if (from_last > shape.rank()) return;
  std::int64_t& length = shape[shape.rank() - from_last];
  length = std::clamp<std::int64_t>(length + by, 1, lessons::longest_axis);
  change(side, shape);
}

void BroadcastingLesson::add_axis(Side side, bool in_front) {
  Shape shape;
  if (in_front) shape.push_back(1);
  for (const std::int64_t length : shapes_[side]) shape.push_back(length);
  if (!in_front) shape.push_back(1);
  change(side, shape);
}

void BroadcastingLesson::drop_first_axis(Side side) {
  const Shape& shape = shapes_[side];
  if (!shape.empty()) change(side, Shape(shape.begin() + 1, shape.end()));
}

bool BroadcastingLesson::written_out() const {
  if (!result_.defined()) return false;
  const std::int64_t columns = result_.ndim() > 0 ? result_.size(-1) : 1;
  return columns <= most_columns && result_.numel() / columns <= most_rows;
}

void BroadcastingLesson::look_at(int cell) {
  if (cell == cell_) return;
  cell_ = cell;
  touch();
}

void BroadcastingLesson::choose_product(int product) {
  product_ = product;
  sides_ = product == 0 ? std::array{3, 3, 3, 1} : std::array{3, 3, 3, 2};
  row_ = column_ = 0;
  touch();
}

void BroadcastingLesson::set_side(int i, int length) {
  sides_[static_cast<std::size_t>(i)] = std::clamp(length, 1, most_sides);
  product_ = -1;
  touch();
}

void BroadcastingLesson::look_at_product(int row, int column) {
  if (row == row_ && column == column_) return;
  row_ = row;
  column_ = column;
  touch();
}

void BroadcastingLesson::next_product_cell() {
  if (!matmul_.defined()) return;
  const auto rows = static_cast<int>(matmul_.size(0)), columns = static_cast<int>(matmul_.size(1));
  const int next = (row_ * columns + column_ + 1) % (rows * columns);
  row_ = next / columns;
  column_ = next % columns;
  have_stepped_ = have_stepped_ || next == rows * columns - 1;
  touch();
}

void BroadcastingLesson::compute_shapes() {
  error_.clear();
  axes_.clear();
  means_.clear();
  result_ = Tensor();
  result_shape_ = {};
  readable_ = false;
  // An example brings its shapes and its numbers; those of other shapes are counted.
  if (example_ >= 0) {
    const lessons::BroadcastExample& example = lessons::broadcast_examples()[static_cast<std::size_t>(example_)];
    operands_ = {example.a, example.b};
    texts_ = {text_of(example.a.shape()), text_of(example.b.shape())};
  }
  try {
    shapes_ = {lessons::parse_shape(texts_[first]), lessons::parse_shape(texts_[second])};
    readable_ = true;
    axes_ = lessons::line_up(shapes_[first], shapes_[second]);
    result_shape_ = broadcast_shapes(shapes_[first], shapes_[second]);
  } catch (const Error& error) {
    error_ = error.what();
    return;
  }
  for (const Side side : {first, second}) {
    const bool same = operands_[side].defined() && operands_[side].shape() == shapes_[side];
    const bool too_many = numel(shapes_[side]) > most_elements;
    if (!same) operands_[side] = too_many ? Tensor() : lessons::counting(shapes_[side], side == first ? 1 : 10);
  }
  if (!operands_[first].defined() || !operands_[second].defined() || numel(result_shape_) > most_elements) return;
  result_ = lessons::compute(operation(), operands_[first], operands_[second]);
  stretches_ = {lessons::stretch(operands_[first], result_shape_), lessons::stretch(operands_[second], result_shape_)};
  for (const Side side : {first, second}) {
    sources_[side].clear();
    if (written_out()) sources_[side] = lessons::sources(operands_[side], result_shape_).to_vector<std::int64_t>();
  }
  cell_ = std::clamp(cell_, 0, static_cast<int>(result_.numel()) - 1);
  if (result_.ndim() > 0 && result_.size(-1) <= most_columns) {
    Shape others;
    for (int axis = 0; axis + 1 < result_.ndim(); ++axis) others.push_back(axis);
    const Tensor numbers = to(result_, DType::float32);
    means_ = to(others.empty() ? numbers : mean(numbers, others), DType::float64).to_vector<double>();
  }
}

void BroadcastingLesson::compute_product() {
  const Tensor m = lessons::course_matrix(), n = product_ == 0 ? lessons::course_vector().unsqueeze(1) : lessons::course_factor();
  const Shape left{sides_[0], sides_[1]}, right{sides_[2], sides_[3]};
  factors_ = {left == m.shape() ? m : lessons::counting(left, 1), right == n.shape() ? n : lessons::counting(right, 10)};
  matmul_ = product_column_ = Tensor();
  matmul_error_.clear();
  try {
    matmul_ = matmul(factors_[first], factors_[second]);
  } catch (const Error& error) {
    matmul_error_ = error.what();
    return;
  }
  row_ = std::min(row_, sides_[0] - 1);
  column_ = std::min(column_, sides_[3] - 1);
  product_cell_ = lessons::product_cell(factors_[first], factors_[second], row_, column_);
  product_column_ = lessons::product_column(factors_[first], factors_[second], column_);
}

bool BroadcastingLesson::update(AppState&, double) {
  if (!stale_) return false;
  stale_ = false;
  ++revision_;
  compute_shapes();
  compute_product();
  if (readable_ && !error_.empty()) have_failed_ = true;
  have_mended_ = have_mended_ || (have_failed_ && error_.empty() && example_ < 0);
  done_ = done_ || (have_mended_ && have_stepped_);
  return false;
}

void BroadcastingLesson::choices(Choices& choices) {
  choices.whole("example", example_, -1, static_cast<int>(lessons::broadcast_examples().size()) - 1);
  choices.text("a", texts_[first]);
  choices.text("b", texts_[second]);
  choices.whole("operation", operation_, 0, lessons::operations - 1);
  choices.whole("cell", cell_, 0, static_cast<int>(most_elements));
  choices.whole("product", product_, -1, 1);
  const char* names[] = {"left_rows", "left_columns", "right_rows", "right_columns"};
  for (std::size_t i = 0; i < 4; ++i) choices.whole(names[i], sides_[i], 1, most_sides);
  choices.whole("row", row_, 0, most_sides - 1);
  choices.whole("column", column_, 0, most_sides - 1);
}

Numbers BroadcastingLesson::numbers() const {
  Numbers numbers;
  if (error_.empty()) numbers.add("shape", lengths_of(result_shape_));
  numbers.add("fits", error_.empty() ? 1.0 : 0.0);
  if (result_.defined()) {
    // By the program's name, while its example is what is shown.
    const lessons::BroadcastExample* example =
        example_ >= 0 ? &lessons::broadcast_examples()[static_cast<std::size_t>(example_)] : nullptr;
    const bool known = example != nullptr && example->operation == operation();
    if (known && !example->book_shape.empty())
      numbers.add(std::string(example->name), lengths_of(result_.shape()));
    else if (written_out())
      numbers.add(known ? std::string(example->name) : "result", result_);
    if (!means_.empty()) numbers.add(known && example->name == "picture" ? "picture-means" : "means", means_);
    numbers.add("strides", lengths_of(stretches_[second].as_if.strides()));
    numbers.add("bytes", static_cast<double>(stretches_[first].bytes + stretches_[second].bytes));
    if (written_out()) {
      numbers.add("as-if", stretches_[second].as_if);
      const auto cell = static_cast<std::size_t>(cell_);
      numbers.add("cell", {to(stretches_[first].as_if, DType::float64).to_vector<double>()[cell],
                           to(stretches_[second].as_if, DType::float64).to_vector<double>()[cell],
                           to(result_, DType::float64).to_vector<double>()[cell]});
    }
  }
  if (matmul_.defined()) {
    numbers.add(product_ == 0 ? "matmul" : "matrix-product", matmul_);
    numbers.add("row-sums", product_column_);
    numbers.add("product-cell", product_cell_.sum);
  }
  return numbers;
}

}  // namespace inkgrad
