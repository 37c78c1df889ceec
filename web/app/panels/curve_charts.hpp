#pragma once

#include <string>

#include "web/app/view.hpp"
#include "web/app/widgets/chart.hpp"

namespace inkgrad::panels {

/// A run's settings in a few words: "784-10  SGD 0.1" without the layers.
std::string settings_of(const Run& run);
/// How a run's curves look, in charts and legends: its colour, and a mark for those who cannot tell colours apart.
ui::Line look_of(const Run& run);
/// Loss and accuracy of all runs by steps, beside each other where there is room; zoomed by dragging, the wheel, a double click.
void curve_charts(View& view, Place place);
/// Smoothing, the loss's axis and the zoom as controls, `width` wide.
void curve_controls(View& view, ImVec2 at, float width);
float curve_controls_height(const View& view, float width);

}  // namespace inkgrad::panels
