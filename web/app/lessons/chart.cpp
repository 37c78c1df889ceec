#include "web/app/lessons/chart.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace inkgrad::kit {
namespace {

constexpr float left_room = 46, bottom_room = 22, top_room = 8, right_room = 10;
constexpr float legend_row = 20, swatch = 22;

// Where a value lies between the ends of its axis, 0 to 1.
double part_of(const Axis& axis, double value) {
  if (!axis.logarithmic) return (value - axis.low) / (axis.high - axis.low);
  return std::log(std::max(value, 1e-300) / axis.low) / std::log(axis.high / axis.low);
}

std::vector<double> ticks(const Axis& axis, float room, float each) {
  std::vector<double> all;
  const int wanted = std::max(2, static_cast<int>(room / each));
  if (axis.logarithmic) {
    const double decades = std::log10(axis.high / axis.low);
    const double step = std::pow(10.0, std::max(1.0, std::ceil(decades / wanted)));
    for (double tick = std::pow(10.0, std::ceil(std::log10(axis.low) - 1e-9)); tick <= axis.high * (1 + 1e-9); tick *= step) {
      all.push_back(tick);
    }
    return all;
  }
  const double raw = (axis.high - axis.low) / wanted, unit = std::pow(10.0, std::floor(std::log10(raw)));
  double step = unit * 10;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (raw <= unit * factor) step = unit * factor;
  }
  for (double tick = std::ceil(axis.low / step - 1e-6) * step; tick <= axis.high + step * 1e-6; tick += step) {
    all.push_back(std::abs(tick) < step / 2 ? 0 : tick);  // not minus zero
  }
  return all;
}

void draw_axes(const ChartFrame& frame) {
  const ImU32 quiet = theme().quiet;
  for (const double tick : ticks(frame.y_axis, frame.to.y - frame.from.y, 28)) {
    const float y = frame.y(tick);
    ui::hairline({frame.from.x, y}, frame.to.x - frame.from.x, false, theme().grid);
    ui::text_right({frame.from.x - 8, std::round(y - ui::line_height(Type::caption) / 2)}, Type::caption, quiet,
                   print(frame.y_axis.format, tick).c_str());
  }
  const float title = ui::text_size(Type::caption, frame.x_axis.title).x;
  for (const double tick : ticks(frame.x_axis, frame.to.x - frame.from.x, 56)) {
    const std::string number = print(frame.x_axis.format, tick);
    const float half = ui::text_size(Type::caption, number.c_str()).x / 2;
    if (frame.x(tick) + half > frame.to.x - title - 8) break;
    ui::text_centred({frame.x(tick), frame.to.y + 13}, Type::caption, quiet, number.c_str());
  }
  ui::text_right({frame.to.x, frame.to.y + 13 - std::floor(ui::line_height(Type::caption) / 2)}, Type::caption, quiet,
                 frame.x_axis.title);
}

// A line in dashes of `on` with gaps of `off` CSS pixels, going on around corners.
void dash(ImDrawList* list, const std::vector<ImVec2>& path, ImU32 colour, float width, float on, float off) {
  float along = 0;
  for (std::size_t i = 1; i < path.size(); ++i) {
    const ImVec2 a = path[i - 1], b = path[i];
    const float length = std::hypot(b.x - a.x, b.y - a.y);
    for (float at = 0; at < length;) {
      const float phase = std::fmod(along + at, on + off);
      const float step = std::max(0.01f, std::min(length - at, phase < on ? on - phase : on + off - phase));
      const auto point = [&](float s) { return ImVec2(a.x + (b.x - a.x) * s / length, a.y + (b.y - a.y) * s / length); };
      if (phase < on) list->AddLine(point(at), point(at + step), colour, width);
      at += step;
    }
    along += length;
  }
}

void stroke(ImDrawList* list, const std::vector<ImVec2>& path, ImU32 colour, Stroke how, float width) {
  if (how == Stroke::points) {
    for (const ImVec2& point : path) list->AddCircleFilled(point, 3.5f, colour, 16);
  } else if (how == Stroke::solid) {
    list->AddPolyline(path.data(), static_cast<int>(path.size()), colour, 0, width);
  } else {
    dash(list, path, colour, width, how == Stroke::dashed ? 7 : 2, how == Stroke::dashed ? 4 : 3);
  }
}

void draw_line(const ChartFrame& frame, const ChartLine& line) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  std::vector<ImVec2> path;
  const auto flush = [&] {
    if (!path.empty()) stroke(list, path, line.colour, line.stroke, line.width);
    path.clear();
  };
  for (const ChartPoint& point : line.points) {
    if (!std::isfinite(point.y)) {
      flush();
      continue;
    }
    path.push_back({frame.x(point.x), std::clamp(frame.y(point.y), frame.from.y - 4000, frame.to.y + 4000)});
  }
  flush();
}

// Calls place(line, x, y) for every name as they break into rows; gives their height.
template <class PlaceName>
float break_legend(float width, const std::vector<ChartLine>& lines, const PlaceName& place) {
  float x = 0, y = 0;
  bool any = false;
  for (const ChartLine& line : lines) {
    if (line.name == nullptr) continue;
    const float wide = swatch + 6 + std::ceil(ui::text_size(Type::caption, line.name).x) + 14;
    if (x > 0 && x + wide > width) {
      x = 0;
      y += legend_row;
    }
    place(line, x, y);
    x += wide;
    any = true;
  }
  return any ? y + legend_row : 0;
}

// All lines' values at the place nearest to the pointer, on a small card beside it.
void value_under_pointer(const ChartFrame& frame, const Chart& what, const std::vector<ChartLine>& lines) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const ChartPoint* there = nullptr;
  const auto nearer = [&](const ChartPoint& point, const ChartPoint* than) {
    return than == nullptr || std::abs(frame.x(point.x) - mouse.x) < std::abs(frame.x(than->x) - mouse.x);
  };
  for (const ChartLine& line : lines) {
    for (const ChartPoint& point : line.points) {
      if (line.name != nullptr && std::isfinite(point.y) && nearer(point, there)) there = &point;
    }
  }
  if (there == nullptr) return;
  const double x = there->x;
  ImDrawList* list = ImGui::GetWindowDrawList();
  ui::hairline({frame.x(x), frame.from.y}, frame.to.y - frame.from.y, true);
  std::vector<std::string> rows = {print("%s %.4g", frame.x_axis.title, x)};
  for (const ChartLine& line : lines) {
    const ChartPoint* at = nullptr;
    for (const ChartPoint& point : line.points) {
      if (line.name != nullptr && std::isfinite(point.y) && nearer(point, at)) at = &point;
    }
    if (at == nullptr || std::abs(frame.x(at->x) - frame.x(x)) > 6) continue;
    list->AddCircleFilled({frame.x(at->x), frame.y(at->y)}, 4, line.colour, 16);
    rows.push_back(std::string(line.name) + "  " + print(what.value, at->y));
  }
  float width = 0;
  for (const std::string& row : rows) width = std::max(width, ui::text_size(Type::caption, row.c_str()).x);
  const ImVec2 size{std::ceil(width) + 16, static_cast<float>(rows.size()) * 18 + 10};
  const bool left = frame.x(x) + 12 + size.x > frame.to.x;
  const ImVec2 from{std::max(frame.from.x, left ? frame.x(x) - 12 - size.x : frame.x(x) + 12), frame.from.y + 4};
  ui::card(from, {from.x + size.x, from.y + size.y}, faded(theme().panel, 0.94f), size::control_corner);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ui::text_at({from.x + 8, from.y + 5 + 18 * static_cast<float>(i)}, Type::caption, i == 0 ? theme().quiet : theme().ink,
                rows[i].c_str());
  }
}

}  // namespace

float ChartFrame::x(double value) const { return from.x + static_cast<float>(part_of(x_axis, value)) * (to.x - from.x); }
float ChartFrame::y(double value) const { return to.y - static_cast<float>(part_of(y_axis, value)) * (to.y - from.y); }

float legend_height(float width, const std::vector<ChartLine>& lines) {
  return break_legend(width, lines, [](const ChartLine&, float, float) {});
}

ChartFrame chart(View& view, ImVec2 at, ImVec2 extent, const Chart& what, const std::vector<ChartLine>& lines) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float legend = break_legend(extent.x, lines, [&](const ChartLine& line, float x, float y) {
    const float middle = at.y + y + 8;
    const ImVec2 begin{at.x + x, middle}, end{at.x + x + swatch, middle};
    if (line.stroke == Stroke::points) {
      list->AddCircleFilled({at.x + x + swatch / 2, middle}, 3.5f, line.colour, 16);
    } else {
      stroke(list, {begin, end}, line.colour, line.stroke, line.width);
    }
    ui::text_at({end.x + 6, at.y + y}, Type::caption, theme().ink, line.name);
  });
  ChartFrame frame{what.x,
                   what.y,
                   {at.x + left_room, at.y + legend + top_room},
                   {at.x + extent.x - right_room, at.y + legend + extent.y - bottom_room}};
  draw_axes(frame);
  // What is off the chart is cut off, not bent along its edge.
  ImGui::PushClipRect({frame.from.x - 4, frame.from.y - 4}, {frame.to.x + 4, frame.to.y + 4}, true);
  for (const ChartLine& line : lines) draw_line(frame, line);
  ImGui::PopClipRect();
  ImGui::SetCursorScreenPos(frame.from);
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  ImGui::InvisibleButton(what.name, {std::max(1.0f, frame.to.x - frame.from.x), std::max(1.0f, frame.to.y - frame.from.y)});
  ImGui::PopItemFlag();
  view.remember(what.name);
  frame.over = ImGui::IsItemHovered();
  frame.held = ImGui::IsItemActive();
  if (frame.over) value_under_pointer(frame, what, lines);
  return frame;
}

float round_limit(std::span<const float> values) {
  float most = 0;
  for (const float value : values) most = std::max(most, std::abs(value));
  if (!(most > 0) || !std::isfinite(most)) return 1;
  const float unit = std::pow(10.0f, std::floor(std::log10(most)));
  for (const float factor : {1.0f, 2.0f, 5.0f}) {
    if (most <= unit * factor) return unit * factor;
  }
  return unit * 10;
}

}  // namespace inkgrad::kit
