#pragma once

#include <imgui.h>

#include <span>
#include <vector>

#include "web/app/widgets/axis.hpp"
#include "web/app/widgets/chart_lines.hpp"

/// The playground's chart: lines over axes, with a legend, every line's value under the pointer, and a point that can be dragged.
namespace inkgrad::ui {

struct Chart {
  const char* name;  ///< unique in its region
  Axis x, y;
  const char* value = "%.4g";         ///< how y is printed under the pointer
  const char* title = nullptr;        ///< over it, where the legend would be
  const char* table = nullptr;        ///< its name as a table where neither the chart nor a line has one
  bool tabled = true;                 ///< false: what it shows is told otherwise
  const ChartPoint* point = nullptr;  ///< what can be dragged: by a mouse from anywhere, by a finger from near it
};

/// A line's value under the pointer.
struct Reading {
  std::size_t line;
  ChartPoint at;
};

/// A chart as it lies on the screen: for what a view draws into it and what is dragged in it.
struct ChartFrame {
  Axis x_axis, y_axis;
  ImVec2 from, to;  ///< of the area inside the axes
  bool over = false, held = false;
  std::vector<Reading> readings;  ///< under the pointer

  float x(double value) const;
  float y(double value) const;
  ImVec2 at(double x_value, double y_value) const { return {x(x_value), y(y_value)}; }
  double x_at(float screen_x) const;
  double y_at(float screen_y) const;
  /// Where the pointer is, in numbers.
  double pointer_x() const { return x_at(ImGui::GetIO().MousePos.x); }
};

/// How much of a chart's extent the numbers of its axes take.
inline constexpr float chart_left = 46, chart_bottom = 22, chart_top = 8, chart_right = 10, chart_title = 20;
/// The legend's height comes on top of a chart's own, if it has no title.
float legend_height(float width, std::span<const Line> lines);

/// Draws it, `extent` large without the legend, which stands over it; lines over each other, cut off at the edge. The last item is
/// the area inside the axes.
ChartFrame chart(ImVec2 at, ImVec2 extent, const Chart& what, std::span<const Line> lines);

/// A straight line of a slope through a point, as far as the chart goes.
void tangent(const ChartFrame& frame, double x, double y, double slope, ImU32 colour, float width = 2);
/// A point that can be dragged.
void handle(const ChartFrame& frame, double x, double y, ImU32 colour);

}  // namespace inkgrad::ui
