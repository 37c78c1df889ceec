#include "engine/data/ink.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "engine/core/error.hpp"

namespace inkgrad {
namespace {

constexpr int samples = 16;               // a pixel's, each way; a quarter of a 64-bit word
constexpr int rows = box_side * samples;  // of samples; as many columns
constexpr int words = rows / 64;
static_assert(samples * samples == full_ink);

// Chosen by what ink looks like, not by how well it is read: drawn so, the freehand digits this was tried on
// have a mean intensity of 0.127, 39.0 % of their ink pixels full (250 and up) and 41.8 % grey (30 to 225);
// MNIST's training images have 0.131, 38.5 % and 42.8 %.
constexpr double pen_share = 0.13;

constexpr double max_pen_pixels = 5;    // beyond, even a full-size digit is a blob; and a tap stays a dot
constexpr double min_pen_pixels = 0.5;  // below, lines would fall between the samples

/// Samples of the box, a bit each: set where there is ink.
class InkBits {
 public:
  /// Sets the samples whose centres lie in [first, last] of a row, both counted in samples from the left
  /// edge.
  void fill(int row, double first, double last) {
    const int from = static_cast<int>(std::ceil(std::clamp(first - 0.5, 0.0, double{rows})));
    const int to = static_cast<int>(std::floor(std::clamp(last - 0.5, -1.0, double{rows - 1}))) + 1;
    for (int word = from / 64; word * 64 < to; ++word) {
      const int low = std::max(from - word * 64, 0);
      const int high = std::min(to - word * 64, 64);
      if (low >= high) continue;
      bits_[static_cast<std::size_t>(row * words + word)] |= (~std::uint64_t{0} >> (64 - (high - low)))
                                                             << low;
    }
  }

  /// How many of a pixel's 256 samples are set.
  int count(int pixel_row, int pixel_column) const {
    int result = 0;
    for (int row = pixel_row * samples; row < (pixel_row + 1) * samples; ++row) {
      const std::uint64_t word = bits_[static_cast<std::size_t>(row * words + pixel_column / 4)];
      result += std::popcount(static_cast<std::uint16_t>(word >> (pixel_column % 4 * samples)));
    }
    return result;
  }

 private:
  std::array<std::uint64_t, rows * words> bits_{};
};

/// Draws a line from `a` to `b` with a round pen of radius `r`, all in samples. A row's ink is one interval,
/// from the leftmost to the rightmost place where the row meets the two end discs or the two edges between
/// them.
void draw_segment(InkBits& bits, Point a, Point b, double r) {
  const double length = std::sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
  const Point offset = length > 0 ? Point{-(b.y - a.y) / length * r, (b.x - a.x) / length * r} : Point{0, 0};
  const int first_row = static_cast<int>(std::max(std::floor(std::min(a.y, b.y) - r), 0.0));
  const int last_row = static_cast<int>(std::min(std::ceil(std::max(a.y, b.y) + r), double{rows})) - 1;
  for (int row = first_row; row <= last_row; ++row) {
    const double y = row + 0.5;
    double left = std::numeric_limits<double>::infinity();
    double right = -left;
    const auto meet = [&](double from, double to) {
      left = std::min(left, from);
      right = std::max(right, to);
    };
    for (const Point& end : {a, b}) {
      const double d = y - end.y;
      if (std::abs(d) > r) continue;
      const double half = std::sqrt(r * r - d * d);
      meet(end.x - half, end.x + half);
    }
    for (const double sign : {-1.0, 1.0}) {
      const double top = a.y + sign * offset.y;
      const double bottom = b.y + sign * offset.y;
      if (y < std::min(top, bottom) || y > std::max(top, bottom) || top == bottom) continue;
      const double x = a.x + sign * offset.x + (b.x - a.x) * ((y - top) / (bottom - top));
      meet(x, x);
    }
    if (left <= right) bits.fill(row, left, right);
  }
}

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

  InkBits bits;
  for (const Stroke& stroke : strokes) {
    if (stroke.empty()) continue;
    Point from = place(stroke.front());
    if (stroke.size() == 1) draw_segment(bits, from, from, radius);
    for (std::size_t i = 1; i < stroke.size(); ++i) {
      const Point to = place(stroke[i]);
      draw_segment(bits, from, to, radius);
      from = to;
    }
  }
  InkBox box;
  for (int y = 0; y < box_side; ++y) {
    for (int x = 0; x < box_side; ++x) {
      const int ink = bits.count(y, x);
      box[static_cast<std::size_t>(y * box_side + x)] = steps.grey ? ink : ink * 2 >= full_ink ? full_ink : 0;
    }
  }
  return steps.centre ? centre_by_mass(box) : centre_box(box);
}

}  // namespace inkgrad
