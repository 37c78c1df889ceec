// How operations treat arrays of different shapes, and what a matrix product is made of.
#include "engine/autograd/functional.hpp"
#include "engine/lessons/lesson.hpp"

namespace inkgrad::lessons {

void broadcasting(Story& story, const Mnist&) {
  const Tensor a = Tensor::from_values<float>({10, 6, -4}, {3}), b = Tensor::from_values<float>({2, 8, 7}, {3});
  story.show("sum", "Element by element: [10, 6, -4] + [2, 8, 7].", a + b, {{12, 14, 3}, 0});
  story.show("less", "Comparisons too, 1 where true: a < b.", a < b, {{0, 1, 1}, 0});
  story.show("positive", "One number against all of them: a > 0.", a > 0, {{1, 1, 0}, 0});
  story.show("plus-one", "And a + 1.", a + 1, {{11, 7, -3}, 0});

  const Tensor m = Tensor::from_values<float>({1, 2, 3, 4, 5, 6, 7, 8, 9}, {3, 3});
  const Tensor c = Tensor::from_values<float>({10, 20, 30}, {3});
  story.show("matrix-times-two", "A matrix of 1 to 9, times 2.", m * 2, {{2, 4, 6, 8, 10, 12, 14, 16, 18}, 0});
  story.show("matrix-plus-vector", "The vector [10, 20, 30] is added to every row.", m + c,
             {{11, 22, 33, 14, 25, 36, 17, 28, 39}, 0});

  const Tensor rows = broadcast_to(c, {3, 3});
  story.show("as-if", "As if it were this matrix.", rows, {{10, 20, 30, 10, 20, 30, 10, 20, 30}, 0});
  story.show_strides("strides", "To the next row it is 0 elements: the same three numbers are read again.", rows, {}, {{0, 1}, 0});
  story.show("bytes", "Bytes that this took: it lies where the vector lies.",
             rows.storage() == c.storage() ? std::int64_t{0} : static_cast<std::int64_t>(rows.bytes()), {}, {{0}, 0});

  const Tensor column = c.unsqueeze(1);
  story.show_shape("row-shape", "A new axis in front (expand_dims 0) makes the vector a row.", c.unsqueeze(0), {{1, 3}, 0});
  story.show("plus-row", "Added to the matrix, nothing changes.", m + c.unsqueeze(0), {{11, 22, 33, 14, 25, 36, 17, 28, 39}, 0});
  story.show_shape("column-shape", "A new axis behind (expand_dims 1) makes it a column.", column, {{3, 1}, 0});
  story.show("plus-column", "Now each row gets a number of its own.", m + column, {{11, 12, 13, 24, 25, 26, 37, 38, 39}, 0});
  story.show("column-as-if", "The column as if it were a matrix.", broadcast_to(column, {3, 3}),
             {{10, 10, 10, 20, 20, 20, 30, 30, 30}, 0});

  // Shapes are lined up from the last axis: equal lengths fit, and 1 fits everything.
  const Tensor picture = Tensor::full({256, 256, 3}, 0.5), scale = Tensor::from_values<float>({1, 2, 4}, {3});
  story.show_shape("picture", "A colour picture times one number a colour: 256 x 256 x 3 and 3 fit.", picture * scale,
                   {{256, 256, 3}, 0});
  story.show("picture-means", "The mean of each colour afterwards: every 0.5 was scaled.", mean(picture * scale, {0, 1}), {},
             {{0.5, 1, 2}});

  story.show("not-matmul", "m * c is not the matrix product: it scales columns.", m * c,
             {{10, 40, 90, 40, 100, 180, 70, 160, 270}, 0});
  story.show("row-sums", "Added up row by row, it is.", sum(m * c, {1}), {{140, 320, 500}, 0});
  story.show("matmul", "The same from matmul, c as a column.", matmul(m, column), {{140, 320, 500}, 0});

  const Tensor n = Tensor::from_values<float>({10, 40, 20, 0, 30, -5}, {3, 2});
  story.show("matrix-product", "Two matrices: column by column the same.", matmul(m, n), {{140, 25, 320, 130, 500, 235}, 0});
  story.show("first-column", "Its first column by hand: m times n's first column, summed over rows.", sum(m * n.select(1, 0), {1}),
             {{140, 320, 500}, 0});
  story.show("second-column", "And its second.", sum(m * n.select(1, 1), {1}), {{25, 130, 235}, 0});
}

}  // namespace inkgrad::lessons
