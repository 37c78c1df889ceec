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

/// What ink_to_image does to a drawing, each with what is done when it is left out.
struct InkSteps {
  bool crop = true;    ///< the ink's longer side to 20 pixels; else the unit square, where the points lie, to the 20 x 20 box
  bool pen = true;     ///< lines as wide as the pen; else one pixel
  bool grey = true;    ///< a pixel is as grey as its area is inked; else full ink or none, by the larger part
  bool centre = true;  ///< the centre of mass to the middle; else the box to the middle
};
/// ink_to_image with some of its steps left out: to see what each is good for. `crop` false: points are in the unit square.
InkImage ink_to_image(const Strokes& strokes, double pen_width, const InkSteps& steps);

}  // namespace inkgrad
