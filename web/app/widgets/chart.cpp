#include "web/app/widgets/chart.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <string>

#include "web/app/text/translate.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::ui {
namespace {

constexpr float legend_row = 20, swatch = 22;
constexpr float finger = 28;  // how near to the point a finger has to come down
constexpr float near_pointer = 6;

bool two_signs(const Axis& axis) { return !axis.logarithmic && axis.low < 0 && axis.high > 0; }

void draw_axes(const ChartFrame& frame) {
  const ImU32 quiet = theme().quiet, zero = faded(quiet, 0.7f);
  const float width = frame.to.x - frame.from.x, height = frame.to.y - frame.from.y;
  const float half_line = line_height(Type::caption) / 2;
  for (const Tick& tick : ticks(frame.y_axis, height, 26)) {
    const float y = frame.y(tick.value);
    hairline({frame.from.x, y}, width, false, tick.value == 0 && two_signs(frame.y_axis) ? zero : theme().grid);
    text_right({frame.from.x - 8, std::round(y - half_line)}, Type::caption, quiet, tick.text.c_str());
  }
  if (frame.x_axis.title == nullptr) return;
  const float title = text_size(Type::caption, frame.x_axis.title).x;
  for (const Tick& tick : ticks(frame.x_axis, width, 60)) {
    const float x = frame.x(tick.value);
    // Numbers of both signs have a middle to be found.
    if (two_signs(frame.x_axis)) hairline({x, frame.from.y}, height, true, tick.value == 0 ? zero : theme().grid);
    const float half = text_size(Type::caption, tick.text.c_str()).x / 2;
    if (x + half < frame.to.x - title - 8) text_centred({x, frame.to.y + 13}, Type::caption, quiet, tick.text.c_str());
  }
  text_right({frame.to.x, frame.to.y + 13 - std::floor(half_line)}, Type::caption, quiet, frame.x_axis.title);
}

// Calls place(line, x, y) for every name as they break into rows; gives their height.
template <class PlaceName>
float break_legend(float width, std::span<const Line> lines, const PlaceName& place) {
  float x = 0, y = 0;
  bool any = false;
  for (const Line& line : lines) {
    if (line.name == nullptr) continue;
    const float wide = swatch + 6 + std::ceil(text_size(Type::caption, line.name).x) + 14;
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

// The point of a line that is nearest to a place on the screen, of those inside the axes; -1: there is none.
std::ptrdiff_t nearest(const ChartFrame& frame, const Line& line, float x) {
  std::ptrdiff_t best = -1;
  float distance = 0;
  for (std::size_t i = 0; i < line.points.size(); ++i) {
    if (!std::isfinite(line.points.y(i))) continue;
    const float at = frame.x(line.points.x(i));
    if (at < frame.from.x - 1 || at > frame.to.x + 1 || (best >= 0 && std::abs(at - x) >= distance)) continue;
    best = static_cast<std::ptrdiff_t>(i);
    distance = std::abs(at - x);
  }
  return best;
}

// Where a line is at x, between two of its points; nothing if it does not reach there.
std::optional<ChartPoint> between_points(const ChartFrame& frame, const Line& line, double x) {
  if (line.stroke == Stroke::points || line.stroke == Stroke::steps) return std::nullopt;
  for (std::size_t i = 1; i < line.points.size(); ++i) {
    const double left = line.points.x(i - 1), right = line.points.x(i);
    if (!(left <= x && x <= right && left < right)) continue;
    const double a = frame.y_axis.part(line.points.y(i - 1)), b = frame.y_axis.part(line.points.y(i));
    if (!std::isfinite(a) || !std::isfinite(b)) return std::nullopt;
    return ChartPoint{x, frame.y_axis.value(a + (b - a) * (x - left) / (right - left))};
  }
  return std::nullopt;
}

// The values of all lines with a name at the point nearest to the pointer: lines that have none there are read as they are drawn.
std::vector<Reading> read(const ChartFrame& frame, std::span<const Line> lines) {
  const float mouse = ImGui::GetIO().MousePos.x;
  std::vector<Reading> all;
  const ChartPoint* there = nullptr;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::ptrdiff_t at = lines[i].name == nullptr ? -1 : nearest(frame, lines[i], mouse);
    if (at >= 0) all.push_back({i, {lines[i].points.x(static_cast<std::size_t>(at)), lines[i].points.y(static_cast<std::size_t>(at))}});
  }
  for (const Reading& one : all) {
    if (there == nullptr || std::abs(frame.x(one.at.x) - mouse) < std::abs(frame.x(there->x) - mouse)) there = &one.at;
  }
  if (there == nullptr) return all;
  const double x = there->x;
  std::erase_if(all, [&](Reading& one) {
    if (std::abs(frame.x(one.at.x) - frame.x(x)) <= near_pointer) return false;
    const std::optional<ChartPoint> drawn = between_points(frame, lines[one.line], x);
    if (drawn) one.at = *drawn;
    return !drawn;
  });
  return all;
}

// A whole number (a step) with all its digits, others with four.
std::string x_text(double x) {
  char text[32];
  std::snprintf(text, sizeof text, x == std::round(x) && std::abs(x) < 1e9 ? "%.0f" : "%.4g", x);
  return with_minus_signs(text);
}

// The lines with a name, or all where none has one, for those who read the chart as a table: their points inside the axes, evenly thinned, each line's last
// among them.
void note_table(const ChartFrame& frame, const Chart& what, std::span<const Line> lines) {
  if (!what.tabled) return;
  const bool any_named = std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.name != nullptr; });
  const bool titled = what.title != nullptr && *what.title != 0;
  const auto name_of = [&](const Line& line) { return line.name != nullptr ? line.name : what.table != nullptr ? what.table : ""; };
  std::string title = titled ? text::tr(what.title) : any_named || what.table == nullptr ? "" : text::tr(what.table);
  std::vector<const Line*> named;
  for (const Line& line : lines) {
    if (any_named && line.name == nullptr) continue;
    if (!titled && any_named) title += (named.empty() ? "" : ", ") + std::string(text::tr(line.name));
    named.push_back(&line);
  }
  if (!outline_table(title.c_str()) || named.empty()) return;
  const std::size_t most = std::max<std::size_t>(1, most_table_rows / named.size());
  std::map<double, std::vector<std::string>> rows;
  std::size_t of = 0, taken = 0;
  for (std::size_t i = 0; i < named.size(); ++i) {
    const Points& points = named[i]->points;
    std::vector<std::size_t> seen;
    for (std::size_t at = 0; at < points.size(); ++at) {
      if (points.x(at) >= frame.x_axis.low && points.x(at) <= frame.x_axis.high && std::isfinite(points.y(at))) seen.push_back(at);
    }
    const std::size_t shown = std::min(most, seen.size());
    for (std::size_t row = 1; row <= shown; ++row) {
      const std::size_t at = seen[row * seen.size() / shown - 1];
      std::vector<std::string>& cells = rows[points.x(at)];
      cells.resize(named.size());
      char value[32];
      std::snprintf(value, sizeof value, what.value, points.y(at));
      cells[i] += (cells[i].empty() ? "" : "; ") + with_minus_signs(value);
    }
    of += seen.size();
    taken += shown;
  }
  TableText text(taken, of);
  text.cell(what.x.title);
  for (const Line* line : named) text.cell(name_of(*line));
  for (const auto& [x, cells] : rows) {
    text.row();
    text.cell(x_text(x));
    for (const std::string& cell : cells) text.cell(cell);
  }
}

// The readings on a small card beside the pointer, over everything: a chart may be lower than its card.
void show_readings(const ChartFrame& frame, const Chart& what, std::span<const Line> lines) {
  if (frame.readings.empty()) return;
  const double x = frame.readings.front().at.x;
  const float middle = frame.x(x), row = 18;
  hairline({middle, frame.from.y}, frame.to.y - frame.from.y, true);
  char value[32];
  const std::string head = std::string(what.x.title != nullptr ? text::tr(what.x.title) : "") + " " + x_text(x);
  std::vector<std::string> rows;
  float width = text_size(Type::caption, head.c_str()).x;
  for (const Reading& one : frame.readings) {
    std::snprintf(value, sizeof value, what.value, one.at.y);
    rows.push_back(std::string(text::tr(lines[one.line].name)) + "  " + with_minus_signs(value));
    width = std::max(width, swatch + 6 + text_size(Type::caption, rows.back().c_str()).x);
    ImGui::GetWindowDrawList()->AddCircleFilled(frame.at(one.at.x, one.at.y), 4, lines[one.line].colour, 16);
  }
  const ImVec2 size{std::ceil(width) + 16, static_cast<float>(rows.size() + 1) * row + 10}, screen = ImGui::GetIO().DisplaySize;
  // To the right, else to the left where that hides no axis, else to the right over what stands beside the chart.
  const bool fits_left = middle - 12 - size.x >= frame.from.x, fits_screen = middle + 12 + size.x <= screen.x - 8;
  const bool left = middle + 12 + size.x > frame.to.x && (fits_left || !fits_screen);
  const ImVec2 from{std::max(8.0f, left ? middle - 12 - size.x : middle + 12), std::max(8.0f, std::min(frame.from.y + 4, screen.y - size.y - 8))};
  const ImVec2 to{from.x + size.x, from.y + size.y};
  ImDrawList* list = ImGui::GetForegroundDrawList();
  list->AddRectFilled(from, to, theme().panel, size::control_corner);
  list->AddRect(from, to, theme().line, size::control_corner);
  ImFont* f = font(Type::caption);
  list->AddText(f, f->FontSize, {from.x + 8, from.y + 5}, theme().quiet, head.c_str());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ImVec2 at{from.x + 8, from.y + 5 + row * static_cast<float>(i + 1)};
    draw_sample(list, lines[frame.readings[i].line], {at.x, at.y + 8}, {at.x + swatch, at.y + 8});
    list->AddText(f, f->FontSize, {at.x + swatch + 6, at.y}, theme().ink, rows[i].c_str());
  }
}

// What takes the pointer: all of the chart, or with a point to drag and a finger what is near that.
void take_pointer(ChartFrame& frame, const Chart& what) {
  if (frame.x_axis.title == nullptr) return;  // without an x axis it is the ground for a view's own things to drag
  ImVec2 from = frame.from, to = frame.to;
  if (what.point != nullptr && ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen) {
    const ImVec2 middle = frame.at(what.point->x, what.point->y);
    from = {middle.x - finger, middle.y - finger};
    to = {middle.x + finger, middle.y + finger};
  }
  ImGui::SetCursorScreenPos(from);
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  ImGui::InvisibleButton(what.name, {std::max(1.0f, to.x - from.x), std::max(1.0f, to.y - from.y)});
  ImGui::PopItemFlag();
  frame.over = ImGui::IsItemHovered();
  frame.held = ImGui::IsItemActive() && ImGui::IsMouseDown(ImGuiMouseButton_Left);
  if (frame.held && what.point != nullptr) keep_drag();
}

}  // namespace

float ChartFrame::x(double value) const { return from.x + static_cast<float>(x_axis.part(value)) * (to.x - from.x); }
float ChartFrame::y(double value) const { return to.y - static_cast<float>(y_axis.part(value)) * (to.y - from.y); }
double ChartFrame::x_at(float screen_x) const { return x_axis.value(static_cast<double>((screen_x - from.x) / (to.x - from.x))); }
double ChartFrame::y_at(float screen_y) const { return y_axis.value(static_cast<double>((to.y - screen_y) / (to.y - from.y))); }

float legend_height(float width, std::span<const Line> lines) {
  return break_legend(width, lines, [](const Line&, float, float) {});
}

ChartFrame chart(ImVec2 at, ImVec2 extent, const Chart& what, std::span<const Line> lines) {
  const Untold untold;
  ImDrawList* list = ImGui::GetWindowDrawList();
  float head = 0;
  if (what.title != nullptr) {
    text_at(at, Type::caption_strong, theme().ink, what.title);
    at.y += chart_title;
    extent.y -= chart_title;
  } else {
    head = break_legend(extent.x, lines, [&](const Line& line, float x, float y) {
      const ImVec2 begin{at.x + x, at.y + y + 8};
      draw_sample(list, line, begin, {begin.x + swatch, begin.y});
      text_at({begin.x + swatch + 6, at.y + y}, Type::caption, theme().ink, line.name);
    });
  }
  ChartFrame frame{what.x, what.y, {at.x + chart_left, at.y + head + chart_top},
                   {at.x + extent.x - chart_right, at.y + head + extent.y - chart_bottom}, false, false, {}};
  draw_axes(frame);
  // What is off the chart is cut off, not bent along its edge; half a mark stays whole.
  ImGui::PushClipRect({frame.from.x - 4, frame.from.y - 4}, {frame.to.x + 4, frame.to.y + 4}, true);
  const auto place = [](const void* of, double x, double y) { return static_cast<const ChartFrame*>(of)->at(x, y); };
  for (std::size_t i = 0; i < lines.size(); ++i) draw_line(list, lines[i], frame.from.x, frame.to.x, static_cast<int>(i), place, &frame);
  ImGui::PopClipRect();
  take_pointer(frame, what);
  if (what.x.title != nullptr) note_table(frame, what, lines);
  if (frame.over && what.point == nullptr) {
    frame.readings = read(frame, lines);
    show_readings(frame, what, lines);
  }
  return frame;
}

void tangent(const ChartFrame& frame, double x, double y, double slope, ImU32 colour, float width) {
  const Axis& axis = frame.x_axis;
  ImGui::PushClipRect(frame.from, frame.to, true);
  ImGui::GetWindowDrawList()->AddLine(frame.at(axis.low, y + slope * (axis.low - x)), frame.at(axis.high, y + slope * (axis.high - x)),
                                      colour, width);
  ImGui::PopClipRect();
}

void handle(const ChartFrame& frame, double x, double y, ImU32 colour) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = frame.at(x, y);
  list->AddCircleFilled(at, 8, frame.held ? colour : theme().panel, 32);
  list->AddCircle(at, 7.25f, colour, 32, 2);
}

}  // namespace inkgrad::ui
