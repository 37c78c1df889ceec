#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::map {

inline constexpr LessonText lesson{
    "Map of digits",
    "Many images on one sheet",
    "An image is a point with 784 coordinates, one a pixel. Of all directions in that space two are chosen along which the images "
    "differ most, the principal components, and each image is put where it lies along them.\n\n"
    "Digits that look alike lie together; where the clouds overlap two numbers are not enough to tell digits apart. Your drawing has "
    "its place too, as a ring. Point at a digit to see its image, click to put it on the pad.",
    "q ← direction of most variance\nplace = (x − mean) · q",
    "Draw a digit and see where it comes to lie; draw it again, slanted."};

inline constexpr const char* pad = "Your drawing";
inline constexpr const char* chart = "Test images along two principal components";
inline constexpr const char* chart_hint = "Point at a digit to see its image.";
inline constexpr const char* images = "Images";
inline constexpr const char* images_tip = "How many test images n are on the map; the directions are found from them.";
inline constexpr const char* shares = "Across and up, to the same scale: %.1f%% and %.1f%% of the variance.";
inline constexpr const char* shown = "test image %lld, a %d";
inline constexpr const char* directions = "The two directions";
inline constexpr const char* direction_value = "row %d, column %d:  q = %+.3f";
inline constexpr const char* image = "Pointed at last";

inline constexpr const char* table_head[] = {"Test image", "Label", "Along the first direction", "Along the second"};
inline constexpr const char* middles = "The middle of each digit's images";
inline constexpr const char* middles_head[] = {"Digit", "Images", "Along the first direction", "Along the second"};
inline constexpr const char* direction_names[] = {"The first direction", "The second direction"};

}  // namespace inkgrad::text::map
