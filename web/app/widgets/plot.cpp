#include "web/app/widgets/plot.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "web/app/text.hpp"
#include "web/app/widgets/axis.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::ui {
namespace {

constexpr float left_room = 44, bottom_room = 20, top_room = 28;

struct Frame {
  ImVec2 from, to;
  const Axes& axes;

  float x(double step) const { return from.x + static_cast<float>(step / axes.x_end) * (to.x - from.x); }
  float y(double value) const {
    const double part = (value - axes.y_low) / (axes.y_high - axes.y_low);
    return to.y - static_cast<float>(part) * (to.y - from.y);
  }
};

void draw_axes(const Frame& frame) {
  const Axes& axes = frame.axes;
  const ImU32 quiet = theme().quiet;
  const double range = axes.y_high - axes.y_low;
  const double y_step = tick_step(range, std::max(2, static_cast<int>((frame.to.y - frame.from.y) / 26)));
  for (double tick = std::ceil(axes.y_low / y_step - 1e-6) * y_step; tick <= axes.y_high + range * 1e-6; tick += y_step) {
    const float y = frame.y(tick);
    hairline({frame.from.x, y}, frame.to.x - frame.from.x, false, theme().grid);
    if (std::abs(tick) < y_step / 2) tick = 0;  // not minus zero
    char number[24];
    if (axes.percent) std::snprintf(number, sizeof number, y_step < 0.01 ? "%.1f%%" : "%.0f%%", tick * 100);
    else std::snprintf(number, sizeof number, "%.*f", y_step < 0.1 ? 2 : 1, tick);
    text_right({frame.from.x - 8, std::round(y - line_height(Type::caption) / 2)}, Type::caption, quiet, number);
  }
  const double x_step = std::max(1.0, tick_step(axes.x_end, std::max(2, static_cast<int>((frame.to.x - frame.from.x) / 80))));
  const float title = text_size(Type::caption, axes.x_title).x;
  for (double tick = 0; tick <= axes.x_end; tick += x_step) {
    const std::string number = with_commas(static_cast<std::int64_t>(tick));
    const float half = text_size(Type::caption, number.c_str()).x / 2;
    if (frame.x(tick) + half > frame.to.x - title - 8) break;
    text_centred({frame.x(tick), frame.to.y + 12}, Type::caption, quiet, number.c_str());
  }
  text_right({frame.to.x, frame.to.y + 12 - std::floor(line_height(Type::caption) / 2)}, Type::caption, quiet, axes.x_title);
}

// At most one point a device pixel, the mean of what falls on it: a long run costs no more to draw than a short one.
void draw_series(const Frame& frame, const Series& series) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float pixel = 1 / ImGui::GetIO().DisplayFramebufferScale.x;
  const auto flush = [&] {
    if (list->_Path.Size > 1) list->PathStroke(series.colour, 0, series.width);
    list->PathClear();
  };
  double sum_x = 0, sum_y = 0;
  int count = 0;
  const auto emit = [&] {
    if (count > 0) list->PathLineTo({frame.x(sum_x / count), frame.y(sum_y / count)});
    sum_x = sum_y = 0;
    count = 0;
  };
  float column = -1e9f;
  for (const CurvePoint& point : series.points) {
    if (!std::isfinite(point.value)) {
      emit();
      flush();
      continue;
    }
    const float x = frame.x(point.step);
    if (x - column >= pixel) {
      emit();
      column = x;
    }
    sum_x += point.step;
    sum_y += static_cast<double>(point.value);
    ++count;
  }
  emit();
  flush();
  if (!series.dots) return;
  for (const CurvePoint& point : series.points) {
    if (std::isfinite(point.value)) list->AddCircleFilled({frame.x(point.step), frame.y(point.value)}, 3, series.colour, 16);
  }
}

void value_under_pointer(const Frame& frame, const Series& series) {
  if (series.points.empty()) return;
  const double step = (ImGui::GetIO().MousePos.x - frame.from.x) / (frame.to.x - frame.from.x) * frame.axes.x_end;
  const CurvePoint* nearest = &series.points.front();
  for (const CurvePoint& point : series.points) {
    if (std::abs(point.step - step) < std::abs(nearest->step - step)) nearest = &point;
  }
  const float x = frame.x(nearest->step);
  hairline({x, frame.from.y}, frame.to.y - frame.from.y, true);
  ImGui::GetWindowDrawList()->AddCircleFilled({x, frame.y(nearest->value)}, 4, series.colour, 16);
  char text[64];
  const char* format = frame.axes.value != nullptr ? frame.axes.value : text::curve_value;
  std::snprintf(text, sizeof text, format, static_cast<long long>(nearest->step), static_cast<double>(nearest->value));
  text_right({frame.to.x, frame.from.y - top_room}, Type::caption, theme().ink, text);
}

}  // namespace

void plot(const char* id, ImVec2 at, ImVec2 extent, const Axes& axes, std::span<const Series> series) {
  const Frame frame{{at.x + left_room, at.y + top_room}, {at.x + extent.x, at.y + extent.y - bottom_room}, axes};
  text_at(at, Type::caption_strong, theme().ink, axes.title);
  draw_axes(frame);
  // What is off the chart is cut off, not bent along its edge; half a line's width stays whole.
  ImGui::PushClipRect({frame.from.x - 4, frame.from.y - 4}, {frame.to.x + 4, frame.to.y + 4}, true);
  for (const Series& one : series) draw_series(frame, one);
  ImGui::PopClipRect();
  ImGui::SetCursorScreenPos(frame.from);
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  ImGui::InvisibleButton(id, {std::max(1.0f, frame.to.x - frame.from.x), std::max(1.0f, frame.to.y - frame.from.y)});
  ImGui::PopItemFlag();
  if (ImGui::IsItemHovered() && !series.empty()) value_under_pointer(frame, series.back());
}

}  // namespace inkgrad::ui
