#pragma once

#include <imgui.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "web/app/state/training.hpp"

namespace inkgrad::ui {

struct ChartPoint {
  double x, y;
};

/// A line's points where they lie already: nothing is copied, and they have to stay while the chart is drawn.
class Points {
 public:
  Points() = default;
  Points(std::span<const double> x, std::span<const double> y) : x_(x.data()), y_(y.data()), size_(std::min(x.size(), y.size())) {}
  /// At first_x, first_x + 1, ...
  Points(double first_x, std::span<const double> y) : y_(y.data()), size_(y.size()), first_x_(first_x) {}
  Points(const std::vector<ChartPoint>& points) : Points(points.data(), points.size(), &ChartPoint::x, &ChartPoint::y) {}
  Points(const std::vector<CurvePoint>& points) : Points(points.data(), points.size(), &CurvePoint::step, &CurvePoint::value) {}

  std::size_t size() const { return size_; }
  double x(std::size_t i) const { return x_ != nullptr ? x_[i * stride_] : first_x_ + static_cast<double>(i); }
  double y(std::size_t i) const { return y_[i * stride_]; }

 private:
  template <class Point>
  Points(const Point* points, std::size_t size, double Point::*x, double Point::*y) : size_(size), stride_(sizeof(Point) / sizeof(double)) {
    static_assert(sizeof(Point) % sizeof(double) == 0);
    if (size == 0) return;
    x_ = &(points->*x);
    y_ = &(points->*y);
  }

  const double* x_ = nullptr;
  const double* y_ = nullptr;
  std::size_t size_ = 0, stride_ = 1;
  double first_x_ = 0;
};

/// How a line goes from point to point. steps: level but for jumps half way between two; points: not at all.
enum class Stroke { solid, dashed, dotted, steps, points };

/// What a line carries here and there, and in the legend, so that lines differ by more than their colour.
enum class Mark { none, disc, square, triangle, diamond, ring, box, cross, bar };
inline constexpr int mark_count = 8;  ///< besides none

/// One line of a chart, its points in the order of x (but for a cloud of points).
struct Line {
  const char* name;  ///< in the legend and under the pointer; null: in neither
  Points points;
  ImU32 colour;
  Stroke stroke = Stroke::solid;
  float width = 1.75f;
  Mark mark = Mark::none;
  bool mark_all = false;  ///< at every point, not only here and there
};

/// Draws one mark.
void draw_mark(ImDrawList* list, Mark mark, ImVec2 centre, ImU32 colour);
/// A sample of a line, for legends.
void draw_sample(ImDrawList* list, const Line& line, ImVec2 from, ImVec2 to);
/// Draws a line; `place(x, y)` says where on the screen. About one segment a CSS pixel at most, however many points there are:
/// where many fall into the same columns, the lowest and the highest of them stand for all. What is no number is a gap.
/// `left`, `right`: what lies beyond them is left out. `lane`: where the marks begin, so that those of several lines do not meet.
void draw_line(ImDrawList* list, const Line& line, float left, float right, int lane, ImVec2 (*place)(const void*, double, double),
               const void* frame);
/// A dashed line from one place on the screen to another.
void dashes(ImVec2 from, ImVec2 to, ImU32 colour, float width = 1.5f);

}  // namespace inkgrad::ui
