#include "web/app/state/drawing.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"

namespace inkgrad {
namespace {

// Part of the pad that a fitted drawing's longer side takes.
constexpr double fitted_side = 0.7;
// A quarter of a pixel of a pad of 4000 pixels.
constexpr double shortest_move = 0.25 / 4000;

std::size_t count_points(const Strokes& strokes) {
  std::size_t points = 0;
  for (const Stroke& stroke : strokes) points += stroke.size();
  return points;
}

}  // namespace

void Drawing::begin(Point at, bool anew) {
  anew_ = anew && !strokes_.empty();
  if (anew_) clear();
  else if (points_ >= max_points_per_digit) return;
  else cleared_.clear();
  picture_.reset();
  strokes_.push_back({at});
  ++points_;
  active_ = true;
  ++revision_;
}

void Drawing::extend(Point to) {
  if (!active_ || points_ >= max_points_per_digit) return;
  const Point last = strokes_.back().back();
  if (std::hypot(to.x - last.x, to.y - last.y) < shortest_move) return;
  strokes_.back().push_back(to);
  ++points_;
  ++revision_;
}

void Drawing::cancel() {
  if (!active_) return;
  active_ = false;
  undo();
  if (anew_) undo();
}

void Drawing::undo() {
  active_ = false;
  if (!picture_ && !strokes_.empty()) {
    points_ -= strokes_.back().size();
    strokes_.pop_back();
  } else {
    picture_.reset();
    strokes_.swap(cleared_);
    points_ = count_points(strokes_);
    fitted_ = cleared_fitted_;
  }
  if (strokes_.empty()) fitted_ = false;
  ++revision_;
}

void Drawing::clear() {
  active_ = false;
  if (picture_) ++revision_;
  picture_.reset();
  if (strokes_.empty()) return;
  cleared_ = std::move(strokes_);
  strokes_.clear();
  points_ = 0;
  cleared_fitted_ = fitted_;
  fitted_ = false;
  ++revision_;
}

void Drawing::set(const Strokes& strokes, bool raw) {
  const std::size_t points = count_points(strokes);
  if (points > max_points_per_digit) {
    input_error("a drawing of ", points, " points; expected at most ", max_points_per_digit);
  }
  double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
  Strokes kept;
  for (const Stroke& stroke : strokes) {
    if (stroke.empty()) continue;
    for (const Point& p : stroke) {
      if (!(std::abs(p.x) <= max_coordinate && std::abs(p.y) <= max_coordinate)) {
        input_error("a point at ", p.x, ", ", p.y, "; expected numbers within ", max_coordinate);
      }
      left = std::min(left, p.x), right = std::max(right, p.x);
      top = std::min(top, p.y), bottom = std::max(bottom, p.y);
    }
    kept.push_back(stroke);
  }
  if (!raw) {
    const double side = std::max(right - left, bottom - top);
    const double scale = side > 0 ? fitted_side / side : 1;
    for (Stroke& stroke : kept) {
      for (Point& p : stroke) {
        p = {0.5 + (p.x - (left + right) / 2) * scale, 0.5 + (p.y - (top + bottom) / 2) * scale};
      }
    }
  }
  picture_.reset();
  strokes_ = std::move(kept);
  cleared_.clear();
  points_ = points;
  active_ = false;
  fitted_ = !raw && !strokes_.empty();
  ++revision_;
}

void Drawing::show_picture(const InkImage& picture) {
  clear();
  picture_ = picture;
  ++revision_;
}

void Drawing::restore(const Strokes& strokes, bool fitted) {
  set(strokes, true);
  fitted_ = fitted && !strokes_.empty();
}

void Drawing::set_pen_width(double width) {
  pen_width_ = std::clamp(width, thinnest_pen, widest_pen);
  ++revision_;
}

double Drawing::shown_width() const {
  return fitted_ ? std::min(default_pen_width(strokes_), widest_pen) : pen_width_;
}

InkImage Drawing::image(const InkSteps& steps) const {
  if (picture_) return *picture_;
  const double natural = default_pen_width(strokes_);
  // A drawing that has only begun is small: there the pen's own width is the larger and keeps a dot a dot.
  const bool has_extent = points_ > 1 && natural < 1;
  if (fitted_) return ink_to_image(strokes_, natural, steps);
  // Uncropped, the pen is as wide as it draws.
  return ink_to_image(strokes_, has_extent && steps.crop ? std::max(natural, pen_width_) : pen_width_, steps);
}

}  // namespace inkgrad
