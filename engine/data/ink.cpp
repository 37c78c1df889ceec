#include "engine/data/ink.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "engine/core/error.hpp"
#include "engine/data/pen.hpp"

namespace inkgrad {
namespace {

constexpr int samples = PenRaster::samples;
static_assert(PenRaster::full == full_ink);

// Chosen by what ink looks like, not by how well it is read: drawn so, the freehand digits this was tried on
// have a mean intensity of 0.127, 39.0 % of their ink pixels full (250 and up) and 41.8 % grey (30 to 225);
// MNIST's training images have 0.131, 38.5 % and 42.8 %.
constexpr double pen_share = 0.13;

constexpr double max_pen_pixels = 5;    // beyond, even a full-size digit is a blob; and a tap stays a dot
constexpr double min_pen_pixels = 0.5;  // below, lines would fall between the samples

struct Bounds {
  double left = std::numeric_limits<double>::infinity();
  double top = std::numeric_limits<double>::infinity();
  double right = -std::numeric_limits<double>::infinity();
  double bottom = -std::numeric_limits<double>::infinity();

  bool empty() const { return left > right; }
  double longest_side() const { return std::max(right - left, bottom - top); }
};

Bounds bounds_of(const Strokes& strokes) {
  Bounds bounds;
  std::size_t points = 0;
  for (const Stroke& stroke : strokes) {
    points += stroke.size();
    if (points > max_points_per_digit)
      input_error("more than ", max_points_per_digit, " points in one drawing");
    for (const Point& point : stroke) {
      if (!(std::abs(point.x) <= max_coordinate && std::abs(point.y) <= max_coordinate)) {
        input_error("a drawing's coordinate is beyond ", max_coordinate, " either way, or not a number");
      }
      bounds.left = std::min(bounds.left, point.x);
      bounds.top = std::min(bounds.top, point.y);
      bounds.right = std::max(bounds.right, point.x);
      bounds.bottom = std::max(bounds.bottom, point.y);
    }
  }
  return bounds;
}

}  // namespace

double default_pen_width(const Strokes& strokes) {
  const Bounds bounds = bounds_of(strokes);
  const double longest = bounds.empty() ? 0 : bounds.longest_side();
  return longest > 0 ? longest * pen_share : 1;
}

InkImage ink_to_image(const Strokes& strokes, double pen_width) { return ink_to_image(strokes, pen_width, {}); }

InkImage ink_to_image(const Strokes& strokes, double pen_width, const InkSteps& steps) {
  if (!(pen_width > 0) || !std::isfinite(pen_width)) {
    input_error("a pen's width of ", pen_width, "; expected a number above 0");
  }
  const Bounds bounds = bounds_of(strokes);
  if (bounds.empty()) return {};
  // The crop is exact: the ink reaches half a pen beyond the points, whatever the strokes do in between.
  pen_width = std::max(pen_width, bounds.longest_side() * (min_pen_pixels / (box_side - min_pen_pixels)));
  if (!steps.pen) pen_width = (steps.crop ? bounds.longest_side() : box_side) / (box_side - 1);
  if (!(pen_width > 0)) pen_width = 1;  // a tap: its width is the unit
  const double scale = steps.crop ? samples * std::min(box_side / (bounds.longest_side() + pen_width), max_pen_pixels / pen_width)
                                  : double{samples} * box_side;
  const double radius = steps.crop || steps.pen ? pen_width / 2 * scale : samples / 2.0;
  const Point corner = steps.crop ? Point{bounds.left - radius / scale, bounds.top - radius / scale} : Point{0, 0};
  const auto place = [&](const Point& point) { return Point{(point.x - corner.x) * scale, (point.y - corner.y) * scale}; };

  PenRaster raster(box_side);
  for (const Stroke& stroke : strokes) {
    if (stroke.empty()) continue;
    Point from = place(stroke.front());
    if (stroke.size() == 1) raster.line(from, from, radius);
    for (std::size_t i = 1; i < stroke.size(); ++i) {
      const Point to = place(stroke[i]);
      raster.line(from, to, radius);
      from = to;
    }
  }
  InkBox box;
  for (int y = 0; y < box_side; ++y) {
    for (int x = 0; x < box_side; ++x) {
      const int ink = raster.ink(y, x);
      box[static_cast<std::size_t>(y * box_side + x)] = steps.grey ? ink : ink * 2 >= full_ink ? full_ink : 0;
    }
  }
  return steps.centre ? centre_by_mass(box) : centre_box(box);
}

}  // namespace inkgrad
