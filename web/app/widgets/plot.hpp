#pragma once

#include <imgui.h>

#include <cstdint>
#include <span>
#include <vector>

#include "web/app/state/training.hpp"

namespace inkgrad::ui {

/// One curve of a plot.
struct Series {
  std::span<const CurvePoint> points;
  ImU32 colour;
  float width = 1.5f;
  bool dots = false;
};

/// What a plot shows, in numbers.
struct Axes {
  double x_end = 1;  ///< from 0
  double y_low = 0, y_high = 1;
  const char* title;
  const char* x_title;
  bool percent = false;  ///< y as whole percents
  const char* value = nullptr;  ///< how the value under the pointer is said: a format of x (long long) and y (double); null: as a step's
};

/// Draws axes with labels and the curves over each other, and the newest series' value under the pointer.
void plot(const char* id, ImVec2 at, ImVec2 extent, const Axes& axes, std::span<const Series> series);

}  // namespace inkgrad::ui
