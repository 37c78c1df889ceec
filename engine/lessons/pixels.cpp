// An image as numbers: shape, rank, element type; rows, columns and windows; many images as one tensor.
#include "engine/lessons/pixels.hpp"

#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"
#include "engine/lessons/pixel_similarity.hpp"

namespace inkgrad::lessons {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find(separator, at);
    parts.push_back(trimmed(text.substr(at, end - at)));
    if (end == std::string_view::npos) return parts;
    at = end + 1;
  }
}

/// A whole number; nothing for an empty text.
std::optional<std::int64_t> number_in(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (text.starts_with("\u2212")) {  // a typographic minus
    text.remove_prefix(3);
    const std::optional<std::int64_t> value = number_in(text);
    return value ? -*value : value;
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) input_error("\"", text, "\" is no whole number");
  return value;
}

}  // namespace

Tensor index(const Tensor& x, std::string_view expression) {
  std::string_view text = trimmed(expression);
  if (text.starts_with('[')) {
    if (!text.ends_with(']')) input_error("the index ", text, " lacks its closing bracket");
    text = trimmed(text.substr(1, text.size() - 2));
  }
  if (text.empty()) return x;
  const std::vector<std::string_view> terms = parts_of(text, ',');
  if (terms.size() > static_cast<std::size_t>(x.ndim())) {
    input_error(terms.size(), " indices for a tensor of ", x.ndim(), " axes");
  }
  Tensor part = x;
  int axis = 0;
  for (const std::string_view term : terms) {
    const std::vector<std::string_view> range = parts_of(term, ':');
    if (term.empty() || range.size() > 3) input_error("\"", term, "\" is no index: write 3, -1, 10:15, : or 0:28:2");
    if (range.size() == 1) {
      part = part.select(axis, *number_in(term));
      continue;
    }
    const std::int64_t step = range.size() == 3 ? number_in(range[2]).value_or(1) : 1;
    part = part.slice(axis, number_in(range[0]).value_or(0), number_in(range[1]).value_or(part.size(axis)), step);
    ++axis;
  }
  return part;
}

TableExample table_example() {
  const Tensor table = Tensor::from_values<float>({1, 2, 3, 4, 5, 6, 7, 8, 9}, {3, 3});
  const Tensor doubled = table * 2;
  return {table, doubled, doubled.slice(0, 1, 3).slice(1, 1, 3)};
}

void pixels(Story& story, const Mnist& data) {
  const Tensor bytes = Tensor::from_bytes(std::as_bytes(std::span(data.train.images)), {data.train.count(), 28, 28},
                                          DType::uint8, Device::cpu);
  story.show_shape("shape", "All training images in one tensor: how many, how high, how wide.", bytes);
  story.show("rank", "The number of axes is the tensor's rank, and the length of its shape.", std::int64_t{bytes.ndim()});

  const Tensor image = bytes.select(0, 0);
  story.show("label", "What somebody wrote: the label of the first image.", data.train.labels[0]);
  story.show("darkest", "A pixel is a byte, 0 for paper to 255 for ink; the most ink in the first image.",
             to(amax(to(image, DType::float32)), DType::int64));
  story.show("window", "Rows 10 to 14 and columns 10 to 14 of image 0: [0, 10:15, 10:15].",
             image.slice(0, 10, 15).slice(1, 10, 15));
  story.show("row", "One row is a vector: row 14.", image.select(0, 14));
  story.show("column", "So is one column: column 14.", image.select(1, 14));
  story.show("from-the-back", "A negative index counts from the back: the row 14 from the end is row 14 of 28.",
             image.select(0, -14));
  story.show("every-fourth", "A range may have a step: every fourth pixel of that row.", image.select(0, 14).slice(0, 0, 28, 4));

  const Tensor white = to(image, DType::float32) / 255;
  story.show("ink", "As numbers from 0 to 1 they can be averaged: the part of the first image that is ink.", mean(white));
  story.show_shape("colour", "A colour image has three numbers a pixel: its last axis is red, green, blue.",
                   stack({white, white, white}, 2));

  const TableExample example = table_example();
  story.show("doubled", "One operation for all elements at once: 1 to 9, doubled.", example.doubled, {},
             {{2, 4, 6, 8, 10, 12, 14, 16, 18}, 0});
  story.show("corner", "Its last two rows and columns: [1:, 1:].", example.corner, {},
             {{10, 12, 16, 18}, 0});

  const Tensor threes = images_of(data.train, 3);
  story.show_shape("threes", "Images of one digit stacked: the training set's threes.", threes, story.mnist({document::threes, 28, 28}, 0),
                   story.mnist({6131, 28, 28}, 0));
  story.show("sevens", "The training set's sevens.", images_of(data.train, 7).size(0), {}, story.mnist({6265}, 0));
  story.show("test-threes", "The threes that are kept for measuring.", images_of(data.test, 3).size(0), story.mnist({document::test_threes}, 0),
             story.mnist({1010}, 0));
  story.show("test-sevens", "The sevens that are kept for measuring.", images_of(data.test, 7).size(0), {},
             story.mnist({1028}, 0));
}

}  // namespace inkgrad::lessons
