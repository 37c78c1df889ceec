#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::pixels {

inline constexpr LessonText lesson{
    "Pixels",
    "An image is a table of numbers",
    "Each of MNIST's images has 28 rows of 28 pixels, and a pixel is a whole number from 0, paper, to 255, full ink. All "
    "images of a digit, one behind the other, are a tensor with three axes: which image, which row, which column.\n\n"
    "An index takes a part of it. A number picks one place of an axis, and the axis is gone; a range a:b keeps those from a up to, "
    "but not with, b, and a:b:c takes every c-th of them. What begins with a minus counts from the back: −1 is the last.\n\n"
    "The tensor's shape says how long each axis is, its rank how many there are, its dtype what a number may be: uint8 is a whole one "
    "from 0 to 255. Drag over the image, or type an index.",
    "shape (n, 28, 28)\nrank 3    dtype uint8",
    "Drag a window over the image. Then take row 14 twice: once from the front, once with a negative index."};

inline constexpr const char* images = "Images";
inline constexpr const char* all = "All";
inline constexpr const char* class_tip = "Only the images of this digit.";
inline constexpr const char* all_tip = "The images of all ten digits, in MNIST's order.";
inline constexpr const char* previous = "The image before.";
inline constexpr const char* next = "The next image.";
inline constexpr const char* which = "image %s of 0 to %s, a %d";
inline constexpr const char* picture = "One image";
inline constexpr const char* pixel = "row %d, column %d:  x = %.0f";
inline constexpr const char* pixel_hint = "Drag to choose rows and columns.";
inline constexpr const char* index = "Index";
inline constexpr const char* index_tip = "As in NumPy and PyTorch: image, row, column, each a number or a range a:b:c.";
inline constexpr const char* part = "The part it takes";
inline constexpr const char* shape = "shape %s    rank %d    dtype uint8";
inline constexpr const char* from_the_back = "Image %d counts from the back: it is image %s.";
inline constexpr const char* one_number = "One number: every axis was indexed by one.";
inline constexpr const char* too_large = "Too many numbers to print: a picture.";
inline constexpr const char* many_images = "%s images: the first of them.";
inline constexpr const char* example = "One operation for all elements";
inline constexpr const char* example_table = "1 to 9";
inline constexpr const char* example_doubled = "× 2";
inline constexpr const char* example_corner = "[1:, 1:]";
inline constexpr const char* counted = "Counted";
inline constexpr const char* count_threes = "threes to learn from";
inline constexpr const char* count_sevens = "sevens to learn from";
inline constexpr const char* count_test_threes = "threes to measure by";
inline constexpr const char* colour = "A colour image has three numbers a pixel";
inline constexpr const char* colour_shape = "shape (28, 28, 3): red, green, blue";
inline constexpr const char* presets[] = {"[0, 10:15, 10:15]", "[0, 14]", "[0, :, 14]", "[0, -14]", "[0, 14, 0:28:4]", "[-1]", "[:9]"};
inline constexpr const char* preset_tip = "Puts this index in the field.";

}  // namespace inkgrad::text::pixels
