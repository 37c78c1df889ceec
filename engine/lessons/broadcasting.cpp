// How operations treat arrays of different shapes, and what a matrix product is made of.
#include "engine/lessons/broadcasting.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/lessons/lesson.hpp"

namespace inkgrad::lessons {

namespace {

Tensor first_vector() { return Tensor::from_values<float>({10, 6, -4}, {3}); }
Tensor second_vector() { return Tensor::from_values<float>({2, 8, 7}, {3}); }

/// What a document prints, whole numbers.
Known printed(const BroadcastExample& example) { return {example.book, 0}; }
Known printed_shape(const BroadcastExample& example) { return {{example.book_shape.begin(), example.book_shape.end()}, 0}; }
Tensor result_of(const BroadcastExample& example) { return compute(example.operation, example.a, example.b); }

std::vector<BroadcastExample> make_examples() {
  using enum Operation;
  const Tensor a = first_vector(), m = course_matrix(), c = course_vector();
  return {
      {"sum", "a + b", a, second_vector(), add, {12, 14, 3}},
      {"less", "a < b", a, second_vector(), less, {0, 1, 1}},
      {"positive", "a > 0", a, Tensor::scalar(0), greater, {1, 1, 0}},
      {"plus-one", "a + 1", a, Tensor::scalar(1), add, {11, 7, -3}},
      {"matrix-times-two", "m × 2", m, Tensor::scalar(2), multiply, {2, 4, 6, 8, 10, 12, 14, 16, 18}},
      {"matrix-plus-vector", "m + c", m, c, add, {11, 22, 33, 14, 25, 36, 17, 28, 39}},
      {"plus-row", "m + row", m, c.unsqueeze(0), add, {11, 22, 33, 14, 25, 36, 17, 28, 39}},
      {"plus-column", "m + column", m, c.unsqueeze(1), add, {11, 12, 13, 24, 25, 26, 37, 38, 39}},
      {"not-matmul", "m × c", m, c, multiply, {10, 40, 90, 40, 100, 180, 70, 160, 270}},
      {"picture", "256×256×3 × 3", Tensor::full({256, 256, 3}, 0.5), Tensor::from_values<float>({1, 2, 4}, {3}), multiply, {},
       {256, 256, 3}},
      {"images-less-mean", "1010 images − their mean", counting({1010, 28, 28}, 1), counting({28, 28}, 10), subtract, {},
       {1010, 28, 28}},
      {"four-axes", "8×1×6×1 + 7×1×5", counting({8, 1, 6, 1}, 1), counting({7, 1, 5}, 10), add, {}, {8, 7, 6, 5}},
      {"does-not-fit", "4×3 + 4", counting({4, 3}, 1), counting({4}, 10), add},
  };
}

}  // namespace

Tensor compute(Operation operation, const Tensor& a, const Tensor& b) {
  switch (operation) {
    case Operation::add: return a + b;
    case Operation::subtract: return a - b;
    case Operation::multiply: return a * b;
    case Operation::less: return a < b;
    case Operation::greater: break;
  }
  return a > b;
}

Tensor course_matrix() { return Tensor::from_values<float>({1, 2, 3, 4, 5, 6, 7, 8, 9}, {3, 3}); }
Tensor course_vector() { return Tensor::from_values<float>({10, 20, 30}, {3}); }
Tensor course_factor() { return Tensor::from_values<float>({10, 40, 20, 0, 30, -5}, {3, 2}); }
std::vector<double> book_matmul() { return {140, 320, 500}; }
std::vector<double> book_matrix_product() { return {140, 25, 320, 130, 500, 235}; }

std::span<const BroadcastExample> broadcast_examples() {
  static const std::vector<BroadcastExample> all = make_examples();
  return all;
}

const BroadcastExample& broadcast_example(std::string_view name) {
  const auto all = broadcast_examples();
  return *std::ranges::find(all, name, &BroadcastExample::name);
}

Tensor counting(const Shape& shape, double step) {
  std::vector<float> values(static_cast<std::size_t>(numel(shape)));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(static_cast<double>(i + 1) * step);
  return Tensor::from_values<float>(values, shape);
}

Shape parse_shape(std::string_view text) {
  Shape shape;
  const auto is_between = [](char c) { return c == ' ' || c == ',' || c == '(' || c == ')' || c == '[' || c == ']' || c == 'x'; };
  for (std::size_t at = 0; at < text.size();) {
    if (is_between(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_between(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    std::int64_t length = 0;
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), length);
    if (error != std::errc() || stop != word.data() + word.size()) {
      input_error("\"", word, "\" is no whole number: write a shape as 256, 256, 3");
    }
    if (length < 1 || length > longest_axis) input_error("an axis here is 1 to ", longest_axis, " long, not ", length);
    if (shape.rank() == most_axes) input_error("a shape here has at most ", most_axes, " axes");
    shape.push_back(length);
    at = end;
  }
  return shape;
}

std::vector<AxisFit> line_up(const Shape& a, const Shape& b) {
  std::vector<AxisFit> axes;
  const int rank = std::max(a.rank(), b.rank());
  for (int axis = -rank; axis < 0; ++axis) {
    AxisFit fit{};
    fit.a = a.rank() + axis >= 0 ? a[a.rank() + axis] : 0;
    fit.b = b.rank() + axis >= 0 ? b[b.rank() + axis] : 0;
    try {
      fit.result = broadcast_shapes({std::max<std::int64_t>(1, fit.a)}, {std::max<std::int64_t>(1, fit.b)})[0];
    } catch (const Error&) {
      fit.result = 0;  // the rule of the whole shapes says why
    }
    fit.a_stretched = fit.result != 0 && fit.a != fit.result;
    fit.b_stretched = fit.result != 0 && fit.b != fit.result;
    axes.push_back(fit);
  }
  return axes;
}

std::int64_t bytes_beyond(const Tensor& view, const Tensor& tensor) {
  return view.storage() == tensor.storage() ? 0 : static_cast<std::int64_t>(view.bytes());
}

Stretch stretch(const Tensor& x, const Shape& shape) {
  const Tensor as_if = broadcast_to(x, shape);
  return {as_if, bytes_beyond(as_if, x)};
}

Tensor sources(const Tensor& x, const Shape& shape) {
  std::vector<std::int64_t> places(static_cast<std::size_t>(x.numel()));
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<std::int64_t>(i);
  return broadcast_to(Tensor::from_values<std::int64_t>(places, x.shape()), shape);
}

ProductCell product_cell(const Tensor& a, const Tensor& b, std::int64_t i, std::int64_t j) {
  const Tensor row = a.select(0, i), column = b.select(1, j);
  const Tensor products = row * column;
  return {row, column, products, sum(products).item()};
}

Tensor product_column(const Tensor& a, const Tensor& b, std::int64_t j) { return sum(a * b.select(1, j), {1}); }

void broadcasting(Story& story, const Mnist&) {
  const auto tell = [&](const char* name, const char* text) {
    const BroadcastExample& example = broadcast_example(name);
    story.show(name, text, result_of(example), printed(example));
  };
  tell("sum", "Element by element: [10, 6, -4] + [2, 8, 7].");
  tell("less", "Comparisons too, 1 where true: a < b.");
  tell("positive", "One number against all of them: a > 0.");
  tell("plus-one", "And a + 1.");

  const Tensor m = course_matrix(), c = course_vector();
  tell("matrix-times-two", "A matrix of 1 to 9, times 2.");
  tell("matrix-plus-vector", "The vector [10, 20, 30] is added to every row.");

  const Stretch rows = stretch(c, {3, 3});
  story.show("as-if", "As if it were this matrix.", rows.as_if, {{10, 20, 30, 10, 20, 30, 10, 20, 30}, 0});
  story.show_strides("strides", "To the next row it is 0 elements: the same three numbers are read again.", rows.as_if, {},
                     {{0, 1}, 0});
  story.show("bytes", "Bytes that this took: it lies where the vector lies.", rows.bytes, {}, {{0}, 0});

  const Tensor column = c.unsqueeze(1);
  story.show_shape("row-shape", "A new axis in front (expand_dims 0) makes the vector a row.", c.unsqueeze(0), {{1, 3}, 0});
  tell("plus-row", "Added to the matrix, nothing changes.");
  story.show_shape("column-shape", "A new axis behind (expand_dims 1) makes it a column.", column, {{3, 1}, 0});
  tell("plus-column", "Now each row gets a number of its own.");
  story.show("column-as-if", "The column as if it were a matrix.", broadcast_to(column, {3, 3}),
             {{10, 10, 10, 20, 20, 20, 30, 30, 30}, 0});

  // Shapes are lined up from the last axis: equal lengths fit, and 1 fits everything.
  const BroadcastExample& picture = broadcast_example("picture");
  story.show_shape("picture", "A colour picture times one number a colour: 256 x 256 x 3 and 3 fit.", result_of(picture),
                   printed_shape(picture));
  story.show("picture-means", "The mean of each colour afterwards: every 0.5 was scaled.", mean(result_of(picture), {0, 1}), {},
             {{0.5, 1, 2}});

  tell("not-matmul", "m * c is not the matrix product: it scales columns.");
  story.show("row-sums", "Added up row by row, it is.", product_column(m, column, 0), {book_matmul(), 0});
  story.show("matmul", "The same from matmul, c as a column.", matmul(m, column), {book_matmul(), 0});

  const Tensor n = course_factor();
  story.show("matrix-product", "Two matrices: column by column the same.", matmul(m, n), {book_matrix_product(), 0});
  story.show("first-column", "Its first column by hand: m times n's first column, summed over rows.", product_column(m, n, 0),
             {book_matmul(), 0});
  story.show("second-column", "And its second.", product_column(m, n, 1), {{25, 130, 235}, 0});
}

}  // namespace inkgrad::lessons
