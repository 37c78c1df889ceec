#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/plot.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {
namespace {

ImU32 colour_of(const Run& run) { return theme().runs[run.colour % 8]; }

double last_step(const std::vector<Run>& runs) {
  double end = 100;
  for (const Run& run : runs) {
    if (!run.loss.empty()) end = std::max(end, run.loss.back().step);
  }
  return end;
}

void empty_note(ImVec2 at, ImVec2 extent, const char* note) {
  const float width = std::min(extent.x - 72, 300.0f);
  const ImVec2 text = ui::paragraph_size(Type::body, note, width);
  const ImVec2 corner{std::round(at.x + 44 + (extent.x - 44 - text.x) / 2), std::round(at.y + 28 + (extent.y - 48 - text.y) / 2)};
  ImGui::GetWindowDrawList()->AddRectFilled({corner.x - 8, corner.y - 4}, {corner.x + text.x + 8, corner.y + text.y + 4}, theme().panel);
  ImGui::SetCursorScreenPos(corner);
  ui::paragraph(Type::body, theme().quiet, note, width);
}

void loss_plot(const Training& training, ImVec2 at, ImVec2 extent) {
  std::vector<ui::Series> series;
  double highest = 0.5;
  for (const Run& run : training.runs()) {
    if (run.loss.empty()) continue;
    const bool newest = &run == &training.runs().back();
    series.push_back({run.loss, newest ? colour_of(run) : faded(colour_of(run), 0.55f), newest ? 2.0f : 1.5f});
    for (const CurvePoint& point : run.loss) {
      if (std::isfinite(point.value)) highest = std::max(highest, static_cast<double>(point.value));
    }
  }
  if (series.empty()) highest = 2.5;
  // A run that blew up must not flatten the others: random guessing costs ln 10 = 2.3, and twice that says "off the chart".
  const ui::Axes axes{last_step(training.runs()), 0, std::min(highest * 1.05, 4.6), text::axis_loss, text::axis_steps};
  ui::plot("loss", at, extent, axes, series);
  if (series.empty()) empty_note(at, extent, text::empty_curve);
}

void accuracy_plot(const Training& training, ImVec2 at, ImVec2 extent) {
  std::vector<ui::Series> series;
  double lowest = 1;
  for (const Run& run : training.runs()) {
    if (!run.train_accuracy.empty()) series.push_back({run.train_accuracy, faded(colour_of(run), 0.35f), 1.5f});
    for (const CurvePoint& point : run.train_accuracy) lowest = std::min(lowest, static_cast<double>(point.value));
  }
  for (const Run& run : training.runs()) {
    if (run.accuracy.empty()) continue;
    series.push_back({run.accuracy, colour_of(run), 2, true});
    lowest = std::min(lowest, static_cast<double>(run.accuracy.front().value));
  }
  const double floor = series.empty() ? 0 : std::clamp(std::floor(lowest * 10) / 10, 0.0, 0.9);
  const ui::Axes axes{last_step(training.runs()), floor, 1, text::accuracy, text::axis_steps, true};
  ui::plot("accuracy", at, extent, axes, series);
  if (series.empty()) empty_note(at, extent, text::empty_accuracy);
}

// "12,345 images/s", epoch and step. Returns the height.
float numbers(const View& view, ImVec2 at, float width) {
  const Theme& t = theme();
  const Training& training = view.app.training;
  const auto pair = [&](float x, float y, const std::string& value, const char* unit) {
    ui::text_at({x, y}, Type::body_strong, t.ink, value.c_str());
    ui::text_at({x + ui::text_size(Type::body_strong, value.c_str()).x + 6, y + 2}, Type::caption, t.quiet, unit);
  };
  const bool any = training.step_count() > 0;
  pair(at.x, at.y, any ? with_commas(static_cast<std::int64_t>(std::round(training.images_per_second() / 10) * 10)) : "–",
       text::images_per_second);
  const float second = at.x + width / 2;
  pair(second, at.y, any ? std::to_string(training.epoch()) : "–", text::epoch);
  char accuracy[24] = "–";
  if (training.accuracy()) std::snprintf(accuracy, sizeof accuracy, "%.1f%%", *training.accuracy() * 100);
  pair(at.x, at.y + 24, accuracy, text::validation_line);
  pair(second, at.y + 24, any ? with_commas(training.step_count()) : "–", text::steps);
  return 52;
}

// One line a run, the newest first, its colour beside its name.
void legend(const View& view, Place place) {
  const Theme& t = theme();
  const auto& runs = view.app.training.runs();
  ImDrawList* list = ImGui::GetWindowDrawList();
  float y = place.at.y;
  for (std::size_t i = runs.size(); i-- > 0 && y + 20 <= place.at.y + place.size.y;) {
    const Run& run = runs[i];
    list->AddRectFilled({place.at.x, y + 7}, {place.at.x + 16, y + 10}, colour_of(run), 1.5f);
    char rate[48];
    std::snprintf(rate, sizeof rate, "%s %s", run.settings.optimizer == "sgd" ? text::optimizers[1] : text::optimizers[0],
                  short_number(run.settings.lr).c_str());
    char best[16] = "";
    if (!run.accuracy.empty()) std::snprintf(best, sizeof best, "%.1f%%", static_cast<double>(run.accuracy.back().value) * 100);
    const float right = place.at.x + place.size.x;
    list->PushClipRect({place.at.x, y}, {right - 48, y + 20}, true);
    ui::text_at({place.at.x + 24, y}, Type::caption, t.ink, run.settings.spec.c_str());
    ui::text_at({place.at.x + 24 + ui::text_size(Type::caption, run.settings.spec.c_str()).x + 8, y}, Type::caption, t.quiet, rate);
    list->PopClipRect();
    ui::text_right({right, y}, Type::caption_strong, t.ink, best);
    y += 20;
  }
}

// How much of MNIST is here, as long as it is not all of it.
void data_line(const View& view, Place place) {
  const AppState& app = view.app;
  if (app.data_progress >= 1) return;
  const Theme& t = theme();
  const float y = place.at.y + place.size.y - 6;
  char line[96];
  if (app.training.train_images() > 0) {
    std::snprintf(line, sizeof line, text::data_coming, with_commas(app.training.train_images()).c_str());
  } else {
    std::snprintf(line, sizeof line, "%s", text::data_waiting);
  }
  ui::text_at({place.at.x, y - 22}, Type::caption, t.quiet, line);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled({place.at.x, y}, {place.at.x + place.size.x, y + 4}, t.field, 2);
  const float part = static_cast<float>(std::clamp(app.data_progress, 0.02, 1.0));
  list->AddRectFilled({place.at.x, y}, {place.at.x + place.size.x * part, y + 4}, t.accent, 2);
}

}  // namespace

void curve(View& view, Place place) {
  const Training& training = view.app.training;
  const float gap = 32;
  if (place.size.x >= size::phone_below) {
    const float side = 240;
    const float room = place.size.x - side - 2 * gap;
    const ImVec2 extent{std::floor(room * 0.5f), place.size.y};
    loss_plot(training, place.at, extent);
    accuracy_plot(training, {place.at.x + extent.x + gap, place.at.y}, extent);
    const ImVec2 right{place.at.x + place.size.x - side, place.at.y};
    const float head = numbers(view, right, side) + 12;
    const bool waiting = view.app.data_progress < 1;
    legend(view, {{right.x, right.y + head}, {side, place.size.y - head - (waiting ? 32 : 0)}});
    data_line(view, {right, {side, place.size.y}});
    return;
  }
  const float head = numbers(view, place.at, place.size.x) + 12;
  const float rows = std::min<float>(static_cast<float>(training.runs().size()), 3) * 20;
  const bool waiting = view.app.data_progress < 1;
  const float foot = rows + (rows > 0 ? 12 : 0) + (waiting ? 40 : 0);
  const float tall = std::floor((place.size.y - head - foot - 12) / 2);
  loss_plot(training, {place.at.x, place.at.y + head}, {place.size.x, tall});
  accuracy_plot(training, {place.at.x, place.at.y + head + tall + 12}, {place.size.x, tall});
  const float y = place.at.y + head + 2 * tall + 24;
  legend(view, {{place.at.x, y}, {place.size.x, rows}});
  data_line(view, place);
}

}  // namespace inkgrad::panels
