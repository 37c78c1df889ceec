#include "web/app/panels/curve_charts.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "web/app/text.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {
namespace {

constexpr float one_row_from = 620;
constexpr float least_drag = 8;     // CSS pixels: less is a click
constexpr double wheel_step = 0.8;  // what is left of the steps after one notch

double last_step(const std::vector<Run>& runs) {
  double end = 100;
  for (const Run& run : runs) {
    if (!run.loss.empty()) end = std::max(end, run.loss.back().step);
  }
  return end;
}

void empty_note(ImVec2 at, ImVec2 extent, ImU32 ground, const char* note) {
  const float width = std::min(extent.x - 72, 300.0f);
  const ImVec2 text = ui::paragraph_size(Type::body, note, width);
  const ImVec2 corner{std::round(at.x + 44 + (extent.x - 44 - text.x) / 2), std::round(at.y + 28 + (extent.y - 48 - text.y) / 2)};
  ImGui::GetWindowDrawList()->AddRectFilled({corner.x - 8, corner.y - 4}, {corner.x + text.x + 8, corner.y + text.y + 4}, ground);
  ImGui::SetCursorScreenPos(corner);
  ui::paragraph(Type::body, theme().quiet, note, width);
}

// The least and the greatest of what is drawn of curves.
struct Extent {
  double low = INFINITY, high = -INFINITY, least_positive = INFINITY;

  void add(const std::vector<CurvePoint>& curve, const CurveView::Range& range) {
    for (const CurvePoint& point : curve) {
      if (!std::isfinite(point.value) || point.step < range.from || point.step > range.to) continue;
      low = std::min(low, point.value);
      high = std::max(high, point.value);
      if (point.value > 0) least_positive = std::min(least_positive, point.value);
    }
  }
  bool empty() const { return low > high; }
};

ui::Axis loss_axis(const Extent& extent, const CurveView& curves) {
  if (curves.log_loss) {
    if (!std::isfinite(extent.least_positive)) return {0.1, 10, "", true};
    const double low = extent.least_positive / 1.1;
    return {low, std::max(extent.high * 1.1, low * 2), "", true};
  }
  if (extent.empty()) return {0, 2.5};
  // A run that blew up must not flatten the others: random guessing costs ln 10 = 2.3, and twice that says "off the chart".
  if (!curves.zoom()) return {0, std::min(std::max(1.0, extent.high) * 1.05, 4.6)};
  const double high = std::min(extent.high, 4.6), low = std::min(extent.low, high);
  const double margin = std::max((high - low) * 0.05, 1e-4);
  return {low < 0.3 * high ? 0 : low - margin, high + margin};
}

double scrollable() {
  float most = 0;
  for (const ImGuiWindow* window = ImGui::GetCurrentWindow(); window != nullptr; window = window->ParentWindow) {
    most = std::max(most, window->ScrollMax.y);
  }
  return static_cast<double>(most);
}

// Two fingers on a chart: what is between them stays there. The first of them is no pointer then.
bool zoom_by_pinch(View& view, const ui::ChartFrame& frame, double end) {
  const ImVec2 at = view.pinch_at;
  if (view.pinch == 1 || at.x < frame.from.x || at.x > frame.to.x || at.y < frame.from.y || at.y > frame.to.y) return false;
  view.app.curves.zoom_by(1 / static_cast<double>(view.pinch), frame.x_at(at.x), end);
  view.pinch = 1;
  ImGui::ClearActiveID();
  ui::keep_drag();
  return true;
}

// Zooming with the pointer, of the chart that was drawn last. A finger that goes up or down moves the page instead.
void zoom_by_pointer(const ui::ChartFrame& frame, CurveView& curves, double end) {
  const ImGuiIO& io = ImGui::GetIO();
  const bool finger = io.MouseSource == ImGuiMouseSource_TouchScreen, let_go = ImGui::IsItemDeactivated() && !io.MouseDown[0];
  const ImVec2 drag{io.MousePos.x - io.MouseClickedPos[0].x, io.MousePos.y - io.MouseClickedPos[0].y};
  const bool sideways = std::abs(drag.x) > least_drag && (!finger || std::abs(drag.x) > std::abs(drag.y));
  const float left = std::clamp(std::min(io.MouseClickedPos[0].x, io.MousePos.x), frame.from.x, frame.to.x);
  const float right = std::clamp(std::max(io.MouseClickedPos[0].x, io.MousePos.x), frame.from.x, frame.to.x);
  if (frame.held && sideways) {
    ui::keep_drag();
    ImGui::GetWindowDrawList()->AddRectFilled({left, frame.from.y}, {right, frame.to.y}, faded(theme().accent, 0.18f));
  }
  if (let_go && sideways) curves.show(frame.x_at(left), frame.x_at(right), end);
  if (!frame.over) return;
  if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) curves.show_all();
  // The wheel is the page's where there is more of it, until somebody has zoomed; with Ctrl (a pinch on a touchpad) it zooms.
  if (!curves.zoom() && !io.KeyCtrl && scrollable() > 0) return;
  ImGui::SetItemKeyOwner(ImGuiKey_MouseWheelY);
  if (io.MouseWheel != 0) curves.zoom_by(std::pow(wheel_step, static_cast<double>(io.MouseWheel)), frame.pointer_x(), end);
}

void remember_area(View& view, const char* name, const ui::ChartFrame& frame) {
  view.app.places[name] = {frame.from.x, frame.from.y, frame.to.x - frame.from.x, frame.to.y - frame.from.y};
}

std::vector<std::string> names_of(const std::vector<Run>& runs) {
  std::vector<std::string> names;
  for (const Run& run : runs) names.push_back(run.settings.spec + " " + settings_of(run));
  return names;
}

void loss_chart(View& view, ImVec2 at, ImVec2 extent, ImU32 ground) {
  const Training& training = view.app.training;
  CurveView& curves = view.app.curves;
  const std::vector<Run>& runs = training.runs();
  const std::vector<CurveView::Smoothed>& smoothed = curves.smoothed(training);
  const std::vector<std::string> names = names_of(runs);
  const double end = last_step(runs);
  const CurveView::Range range = curves.shown(end);
  std::vector<ui::Line> lines;
  std::vector<std::size_t> run_of;  // of each line
  Extent values;
  bool any = false;
  for (const bool raw : {true, false}) {
    if (raw && curves.smoothing == 0) continue;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (runs[i].loss.empty()) continue;
      any = true;
      const bool newest = i + 1 == runs.size();
      ui::Line line = look_of(runs[i]);
      line.points = raw ? runs[i].loss : smoothed[i].loss;
      line.name = raw ? nullptr : names[i].c_str();
      line.width = raw ? 1 : newest ? 2.0f : 1.5f;
      if (raw) {
        line.colour = faded(line.colour, 0.25f);
        line.mark = ui::Mark::none;
      }
      lines.push_back(line);
      run_of.push_back(i);
      values.add(raw ? runs[i].loss : smoothed[i].loss, range);
    }
  }
  const ui::ChartFrame frame = ui::chart(
      at, extent, {.name = "loss", .x = {range.from, range.to, text::axis_steps}, .y = loss_axis(values, curves), .title = text::axis_loss},
      lines);
  remember_area(view, "loss_curves", frame);
  if (!zoom_by_pinch(view, frame, end)) zoom_by_pointer(frame, curves, end);
  for (const ui::Reading& one : frame.readings) {
    if (lines[one.line].name != nullptr) curves.pointed.push_back({one.at.x, one.at.y});
  }
  if (training.divergence() && !runs.back().has_curve()) {
    char line[192];
    std::snprintf(line, sizeof line, text::tr(text::diverged_curve), static_cast<long long>(training.divergence()->step));
    empty_note(at, extent, ground, line);
  } else if (!any) {
    empty_note(at, extent, ground, text::empty_curve);
  }
}

void accuracy_chart(View& view, ImVec2 at, ImVec2 extent, ImU32 ground) {
  CurveView& curves = view.app.curves;
  const std::vector<Run>& runs = view.app.training.runs();
  const std::vector<CurveView::Smoothed>& smoothed = curves.smoothed(view.app.training);
  const std::vector<std::string> names = names_of(runs);
  const double end = last_step(runs);
  const CurveView::Range range = curves.shown(end);
  // From where the curves flatten out: the first tenth climbs from chance and would squeeze what comes after.
  const CurveView::Range flat{std::max(range.from, end / 10), range.to};
  std::vector<ui::Line> lines;
  Extent values;
  for (const bool seen : {true, false}) {
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const std::vector<CurvePoint>& curve = seen ? smoothed[i].train_accuracy : runs[i].accuracy;
      if (curve.empty()) continue;
      ui::Line line = look_of(runs[i]);
      line.points = curve;
      line.name = seen && !runs[i].accuracy.empty() ? nullptr : names[i].c_str();
      line.width = seen ? 1.5f : 2.0f;
      line.mark_all = !seen;
      if (seen) {
        line.colour = faded(line.colour, 0.35f);
        line.mark = ui::Mark::none;
      }
      lines.push_back(line);
      values.add(curve, flat);
    }
  }
  const double floor = values.empty() ? 0 : std::clamp(std::floor(values.low * 10) / 10, 0.0, 0.9);
  const ui::ChartFrame frame = ui::chart(at, extent,
                                         {.name = "accuracy",
                                          .x = {range.from, range.to, text::axis_steps},
                                          .y = {.low = floor, .high = 1, .percent = true},
                                          .title = text::accuracy},
                                         lines);
  remember_area(view, "accuracy_curves", frame);
  if (!zoom_by_pinch(view, frame, end)) zoom_by_pointer(frame, curves, end);
  if (lines.empty()) {
    empty_note(at, extent, ground, text::empty_accuracy);
    return;
  }
  const float title = ui::text_size(Type::caption_strong, text::accuracy).x;
  if (title + 12 + ui::text_size(Type::caption, text::accuracy_key).x <= extent.x) {
    ui::text_at({at.x + title + 12, at.y}, Type::caption, theme().quiet, text::accuracy_key);
  }
}

// Smoothing: its word, a slider, and the number to type.
void smoothing_row(View& view, ImVec2 at, float width, float row) {
  constexpr float field = 56, gap = 10;
  CurveView& curves = view.app.curves;
  const float word = std::ceil(ui::text_size(Type::body, text::smoothing).x);
  ui::text_at({at.x, std::round(at.y + (row - ui::line_height(Type::body)) / 2)}, Type::body, theme().ink, text::smoothing);
  ImGui::SetCursorScreenPos({at.x + word + gap, at.y});
  ui::name_next(text::smoothing);
  double smoothing = curves.smoothing;
  if (ui::slider("##smoothing", &smoothing, 0, CurveView::most_smoothing, false, {width - word - field - 2 * gap, row}, text::smoothing_tip)) {
    curves.smoothing = std::round(smoothing * 100) / 100;
  }
  view.remember("smoothing");
  ImGui::SetCursorScreenPos({at.x + width - field, at.y});
  if (ui::number_field("##smoothing_field", &smoothing, 0, CurveView::most_smoothing, "%.2f", {field, row}, text::smoothing_tip)) {
    curves.smoothing = smoothing;
  }
  ui::name_next(nullptr);
  view.remember("smoothing_field");
}

float log_axis_width() { return 34 + 12 + std::ceil(ui::text_size(Type::body, text::log_axis).x) + 2; }
float zoom_width(float row) { return 4 * row + 16 + std::ceil(ui::text_size(Type::body, text::zoom_all).x) + 24; }

void log_axis_switch(View& view, ImVec2 at, float row) {
  ImGui::SetCursorScreenPos(at);
  if (ui::toggle(text::log_axis, view.app.curves.log_loss, {log_axis_width(), row}, text::log_axis_tip)) {
    view.app.curves.log_loss = !view.app.curves.log_loss;
  }
  view.remember("log_axis");
}

void zoom_buttons(View& view, ImVec2 at, float row) {
  CurveView& curves = view.app.curves;
  const double end = last_step(view.app.training.runs());
  const CurveView::Range range = curves.shown(end);
  const double middle = (range.from + range.to) / 2;
  const auto button = [&](const char* name, Icon icon, const char* tip, const char* why_not) {
    ImGui::SetCursorScreenPos(at);
    const bool pressed = ui::button(name, nullptr, icon, ui::Kind::plain, {row, row}, tip, why_not);
    view.remember(name);
    at.x += row + 4;
    return pressed;
  };
  const char* all = curves.zoom() ? nullptr : text::why_all_shown;
  if (button("zoom_in", Icon::plus, text::zoom_in_tip, range.to - range.from > CurveView::least_steps ? nullptr : text::why_closest)) {
    curves.zoom_by(0.5, middle, end);
  }
  if (button("zoom_out", Icon::minus, text::zoom_out_tip, all)) curves.zoom_by(2, middle, end);
  if (button("zoom_earlier", Icon::previous, text::earlier_tip, all)) curves.move(-0.5, end);
  if (button("zoom_later", Icon::next, text::later_tip, all)) curves.move(0.5, end);
  ImGui::SetCursorScreenPos(at);
  const float wide = std::ceil(ui::text_size(Type::body, text::zoom_all).x) + 24;
  if (ui::button("zoom_all", text::zoom_all, Icon::none, ui::Kind::plain, {wide, row}, text::zoom_all_tip, all)) curves.show_all();
  view.remember("zoom_all");
}

}  // namespace

std::string settings_of(const Run& run) {
  char line[48];
  std::snprintf(line, sizeof line, "%s %s", run.settings.optimizer == "sgd" ? text::optimizers[1] : text::optimizers[0],
                short_number(run.settings.lr).c_str());
  return line;
}

ui::Line look_of(const Run& run) {
  return {.name = nullptr,
          .points = {},
          .colour = theme().runs[run.colour % 8],
          .width = 2,
          .mark = static_cast<ui::Mark>(1 + run.colour % ui::mark_count)};
}

float curve_controls_height(const View& view, float width) { return width >= one_row_from ? view.control() : 2 * view.control() + 8; }

void curve_controls(View& view, ImVec2 at, float width) {
  const float row = view.control(), zoom = zoom_width(row);
  if (width >= one_row_from) {
    const float slider = std::min(320.0f, width - zoom - log_axis_width() - 48);
    smoothing_row(view, at, slider, row);
    log_axis_switch(view, {at.x + slider + 24, at.y}, row);
    zoom_buttons(view, {at.x + width - zoom, at.y}, row);
    return;
  }
  smoothing_row(view, at, width, row);
  log_axis_switch(view, {at.x, at.y + row + 8}, row);
  zoom_buttons(view, {at.x + width - zoom, at.y + row + 8}, row);
}

void curve_charts(View& view, Place place) {
  // A phone shows the curves on the page itself, other windows on a card.
  const ImU32 ground = view.form == Form::phone ? theme().paper : theme().panel;
  constexpr float gap = 24;
  view.app.curves.pointed.clear();
  if (place.size.x >= 560) {
    const float width = std::floor((place.size.x - gap) / 2);
    loss_chart(view, place.at, {width, place.size.y}, ground);
    accuracy_chart(view, {place.at.x + width + gap, place.at.y}, {width, place.size.y}, ground);
    return;
  }
  const float height = std::floor((place.size.y - size::gap) / 2);
  loss_chart(view, place.at, {place.size.x, height}, ground);
  accuracy_chart(view, {place.at.x, place.at.y + height + size::gap}, {place.size.x, height}, ground);
}

}  // namespace inkgrad::panels
