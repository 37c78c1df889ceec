#pragma once

#include <imgui.h>

#include <span>

namespace inkgrad::ui {

/// What a chart of functions shows, in numbers of any sign.
struct Ranges {
  double x_low, x_high, y_low, y_high;
};

/// A line of a chart, through points in the order of x.
struct Line {
  std::span<const double> x, y;
  ImU32 colour;
  float width = 2;
  bool steps = false;  ///< a staircase: level but for jumps half way between two points
};

/// A chart as it lies on the screen: for what a view draws into it and what is dragged in it.
struct Chart {
  ImVec2 from, to;  ///< of the area inside the axes
  Ranges ranges;
  bool held = false;  ///< the point is being dragged

  ImVec2 at(double x, double y) const;
  double x_at(float screen_x) const;
  double y_at(float screen_y) const;
  /// Where the pointer is, in numbers.
  double pointer_x() const;
};

/// How much of a chart's extent the axes' numbers take.
inline constexpr float chart_left = 36, chart_bottom = 20;

/// Draws axes with labels, zero lines, and the lines over each other, cut off at the edge; without an `x_title` the y axis alone.
/// `point`: what can be dragged. A mouse takes it from anywhere on the chart, a finger from near it, so that the page still scrolls.
Chart chart(const char* id, ImVec2 at, ImVec2 extent, const Ranges& ranges, const char* x_title, std::span<const Line> lines,
            const ImVec2* point = nullptr);
/// A straight line of a slope through a point, as far as the chart goes.
void tangent(const Chart& chart, double x, double y, double slope, ImU32 colour, float width = 2);
/// A point that can be dragged.
void handle(const Chart& chart, double x, double y, ImU32 colour);
/// A dashed line from one place on the screen to another.
void dashes(ImVec2 from, ImVec2 to, ImU32 colour, float width = 1.5f);

}  // namespace inkgrad::ui
