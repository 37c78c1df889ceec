#pragma once

#include "engine/data/frame.hpp"
#include "engine/data/strokes.hpp"

namespace inkgrad {

/// The width of pen, in the unit of the points, with which drawn digits have the look of MNIST's: 0.13 of the
/// longest side of their bounding box. 1 for a tap (any width makes the same dot) or no points. A page whose
/// drawing is still short takes the larger of this and its own pen's width. Throws Error (Input) as
/// ink_to_image does.
double default_pen_width(const Strokes& strokes);

/// Draws the strokes with a round pen and frames them the way MNIST was made (LeCun et al., "Gradient-based
/// learning applied to document recognition", 1998, section III.A): crop to the ink, scale its longer side to
/// 20 pixels with the aspect ratio kept and every pixel the average of its area, place it in 28x28 with its
/// centre of mass at the centre (centre_by_mass). `pen_width` is in the unit of the points; the result
/// depends neither on that unit nor on where the strokes lie, and is the same to the bit on every machine. A
/// drawing hardly larger than the pen stays a dot: the pen covers at most 5 pixels; and at least half of one.
/// No points: all background. Throws Error (Input) for coordinates beyond max_coordinate or not numbers, more
/// than max_points_per_digit points, or a pen width that is not a positive number.
InkImage ink_to_image(const Strokes& strokes, double pen_width);

}  // namespace inkgrad
