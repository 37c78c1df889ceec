// An image as numbers: shape, rank, element type; rows, columns and windows; many images as one tensor.
#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"

namespace inkgrad::lessons {

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

  const Tensor table = Tensor::from_values<float>({1, 2, 3, 4, 5, 6, 7, 8, 9}, {3, 3});
  const Tensor doubled = table * 2;
  story.show("doubled", "One operation for all elements at once: 1 to 9, doubled.", doubled, {},
             {{2, 4, 6, 8, 10, 12, 14, 16, 18}, 0});
  story.show("corner", "Its last two rows and columns: [1:, 1:].", doubled.slice(0, 1, 3).slice(1, 1, 3), {},
             {{10, 12, 16, 18}, 0});

  const Tensor threes = images_of(data.train, 3);
  story.show_shape("threes", "Images of one digit stacked: the training set's threes.", threes, story.mnist({6131, 28, 28}, 0),
                   story.mnist({6131, 28, 28}, 0));
  story.show("sevens", "The training set's sevens.", images_of(data.train, 7).size(0), {}, story.mnist({6265}, 0));
  story.show("test-threes", "The threes that are kept for measuring.", images_of(data.test, 3).size(0), story.mnist({1010}, 0),
             story.mnist({1010}, 0));
  story.show("test-sevens", "The sevens that are kept for measuring.", images_of(data.test, 7).size(0), {},
             story.mnist({1028}, 0));
}

}  // namespace inkgrad::lessons
