#pragma once

#include <string>
#include <vector>

#include "web/app/lessons/kit.hpp"

/// Charts of lessons: lines and points over axes that may begin anywhere and be logarithmic, with a legend, and every line's value
/// under the pointer.
namespace inkgrad::kit {

struct Axis {
  double low = 0, high = 1;
  const char* title = "";
  bool logarithmic = false;
  const char* format = "%g";  ///< of the numbers beside it
};

enum class Stroke { solid, dashed, dotted, points };

struct ChartPoint {
  double x, y;
};

/// One line, or a cloud of points.
struct ChartLine {
  const char* name;  ///< in the legend; null: not in it, and silent under the pointer
  std::vector<ChartPoint> points;
  ImU32 colour;
  Stroke stroke = Stroke::solid;
  float width = 1.75f;
};

struct Chart {
  const char* name;
  Axis x, y;
  const char* value = "%.4g";  ///< how y is printed under the pointer
};

/// Where a chart's numbers lie on the page.
struct ChartFrame {
  Axis x_axis, y_axis;
  ImVec2 from, to;
  bool over = false, held = false;

  float x(double value) const;
  float y(double value) const;
};

/// The legend's height comes on top of a chart's own.
float legend_height(float width, const std::vector<ChartLine>& lines);
/// Draws it, `extent` large without the legend, which stands over it.
ChartFrame chart(View& view, ImVec2 at, ImVec2 extent, const Chart& what, const std::vector<ChartLine>& lines);

/// The smallest of 1, 2, 5, 10, ... times a power of ten that no value exceeds in size: the end of a scale that seldom moves. 1 if
/// all are 0.
float round_limit(std::span<const float> values);

}  // namespace inkgrad::kit
