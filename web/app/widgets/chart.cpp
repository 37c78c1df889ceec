#include "web/app/widgets/chart.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/plot.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::ui {
namespace {

constexpr float finger = 28;  // how near to the point a finger has to come down

// "2", "0.5", "−1": as many decimals as the step has.
void tick_text(char (&text)[24], double tick, double step) {
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  if (std::abs(tick) < step / 2) tick = 0;  // not minus zero
  std::snprintf(text, sizeof text, "%s%.*f", tick < 0 ? "−" : "", decimals, std::abs(tick));
}

void draw_axes(const Chart& chart, const char* x_title) {
  const Ranges& r = chart.ranges;
  const ImU32 quiet = theme().quiet;
  const float width = chart.to.x - chart.from.x, height = chart.to.y - chart.from.y;
  char text[24];
  const double y_step = tick_step(r.y_high - r.y_low, std::max(2, static_cast<int>(height / 28)));
  for (double tick = std::ceil(r.y_low / y_step - 1e-6) * y_step; tick <= r.y_high + y_step * 1e-6; tick += y_step) {
    const float y = chart.at(0, tick).y;
    const bool zero = std::abs(tick) < y_step / 2;
    hairline({chart.from.x, y}, width, false, zero ? faded(quiet, 0.7f) : theme().grid);
    tick_text(text, tick, y_step);
    text_right({chart.from.x - 6, std::round(y - line_height(Type::caption) / 2)}, Type::caption, quiet, text);
  }
  if (x_title == nullptr) return;
  const double x_step = tick_step(r.x_high - r.x_low, std::max(2, static_cast<int>(width / 40)));
  const float title = text_size(Type::caption, x_title).x;
  for (double tick = std::ceil(r.x_low / x_step - 1e-6) * x_step; tick <= r.x_high + x_step * 1e-6; tick += x_step) {
    const float x = chart.at(tick, 0).x;
    hairline({x, chart.from.y}, height, true, std::abs(tick) < x_step / 2 ? faded(quiet, 0.7f) : theme().grid);
    tick_text(text, tick, x_step);
    const float half = text_size(Type::caption, text).x / 2;
    if (x + half < chart.to.x - title - 8) text_centred({x, chart.to.y + 12}, Type::caption, quiet, text);
  }
  text_right({chart.to.x, chart.to.y + 12 - std::floor(line_height(Type::caption) / 2)}, Type::caption, quiet, x_title);
}

}  // namespace

ImVec2 Chart::at(double x, double y) const {
  const double right = (x - ranges.x_low) / (ranges.x_high - ranges.x_low),
               up = (y - ranges.y_low) / (ranges.y_high - ranges.y_low);
  return {from.x + static_cast<float>(right) * (to.x - from.x), to.y - static_cast<float>(up) * (to.y - from.y)};
}

double Chart::x_at(float screen_x) const {
  return ranges.x_low + static_cast<double>((screen_x - from.x) / (to.x - from.x)) * (ranges.x_high - ranges.x_low);
}

double Chart::y_at(float screen_y) const {
  return ranges.y_low + static_cast<double>((to.y - screen_y) / (to.y - from.y)) * (ranges.y_high - ranges.y_low);
}

double Chart::pointer_x() const { return x_at(ImGui::GetIO().MousePos.x); }

Chart chart(const char* id, ImVec2 at, ImVec2 extent, const Ranges& ranges, const char* x_title, std::span<const Line> lines,
            const ImVec2* point) {
  Chart chart{{at.x + chart_left, at.y + 4}, {at.x + extent.x, at.y + extent.y - chart_bottom}, ranges};
  draw_axes(chart, x_title);
  ImDrawList* list = ImGui::GetWindowDrawList();
  ImGui::PushClipRect({chart.from.x, chart.from.y - 2}, {chart.to.x + 2, chart.to.y + 2}, true);
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < std::min(line.x.size(), line.y.size()); ++i) {
      if (line.steps && i > 0 && line.y[i] != line.y[i - 1]) {
        const double jump = (line.x[i] + line.x[i - 1]) / 2;
        list->PathLineTo(chart.at(jump, line.y[i - 1]));
        list->PathLineTo(chart.at(jump, line.y[i]));
      }
      list->PathLineTo(chart.at(line.x[i], line.y[i]));
    }
    list->PathStroke(line.colour, 0, line.width);
  }
  ImGui::PopClipRect();
  ImVec2 take_from = chart.from, take_to = chart.to;
  if (point != nullptr && ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen) {
    const ImVec2 middle = chart.at(static_cast<double>(point->x), static_cast<double>(point->y));
    take_from = {middle.x - finger, middle.y - finger};
    take_to = {middle.x + finger, middle.y + finger};
  }
  if (point != nullptr) {
    ImGui::SetCursorScreenPos(take_from);
    ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
    ImGui::InvisibleButton(id, {take_to.x - take_from.x, take_to.y - take_from.y});
    ImGui::PopItemFlag();
    chart.held = ImGui::IsItemActive() && ImGui::IsMouseDown(ImGuiMouseButton_Left);
    if (chart.held) keep_drag();
  }
  return chart;
}

void tangent(const Chart& chart, double x, double y, double slope, ImU32 colour, float width) {
  const Ranges& r = chart.ranges;
  ImGui::PushClipRect(chart.from, chart.to, true);
  ImGui::GetWindowDrawList()->AddLine(chart.at(r.x_low, y + slope * (r.x_low - x)),
                                      chart.at(r.x_high, y + slope * (r.x_high - x)), colour, width);
  ImGui::PopClipRect();
}

void handle(const Chart& chart, double x, double y, ImU32 colour) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = chart.at(x, y);
  list->AddCircleFilled(at, 8, chart.held ? colour : theme().panel, 32);
  list->AddCircle(at, 7.25f, colour, 32, 2);
}

void dashes(ImVec2 from, ImVec2 to, ImU32 colour, float width) {
  const float length = std::hypot(to.x - from.x, to.y - from.y);
  constexpr float dash = 5;
  for (float done = 0; done < length; done += 2 * dash) {
    const float end = std::min(length, done + dash);
    const auto at = [&](float part) {
      return ImVec2(from.x + (to.x - from.x) * part / length, from.y + (to.y - from.y) * part / length);
    };
    ImGui::GetWindowDrawList()->AddLine(at(done), at(end), colour, width);
  }
}

}  // namespace inkgrad::ui
