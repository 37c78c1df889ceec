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

void empty_note(ImVec2 at, ImVec2 extent, ImU32 ground, const char* note) {
  const float width = std::min(extent.x - 72, 300.0f);
  const ImVec2 text = ui::paragraph_size(Type::body, note, width);
  const ImVec2 corner{std::round(at.x + 44 + (extent.x - 44 - text.x) / 2), std::round(at.y + 28 + (extent.y - 48 - text.y) / 2)};
  ImGui::GetWindowDrawList()->AddRectFilled({corner.x - 8, corner.y - 4}, {corner.x + text.x + 8, corner.y + text.y + 4}, ground);
  ImGui::SetCursorScreenPos(corner);
  ui::paragraph(Type::body, theme().quiet, note, width);
}

void loss_plot(const Training& training, ImVec2 at, ImVec2 extent, ImU32 ground) {
  std::vector<ui::Series> series;
  double highest = 1;
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
  if (training.divergence() && !training.runs().back().has_curve()) {
    char line[128];
    std::snprintf(line, sizeof line, text::diverged_curve, static_cast<long long>(training.divergence()->step));
    empty_note(at, extent, ground, line);
  } else if (series.empty()) {
    empty_note(at, extent, ground, text::empty_curve);
  }
}

void accuracy_plot(const Training& training, ImVec2 at, ImVec2 extent, ImU32 ground) {
  std::vector<ui::Series> series;
  // From where the curves flatten out: the first tenth climbs from chance and would squeeze what comes after.
  const double end = last_step(training.runs());
  double lowest = 1;
  const auto include = [&](const std::vector<CurvePoint>& points) {
    for (const CurvePoint& point : points) {
      if (point.step >= end / 10) lowest = std::min(lowest, static_cast<double>(point.value));
    }
  };
  for (const Run& run : training.runs()) {
    include(run.train_accuracy);
    include(run.accuracy);
    if (!run.train_accuracy.empty()) series.push_back({run.train_accuracy, faded(colour_of(run), 0.35f), 1.5f});
  }
  for (const Run& run : training.runs()) {
    if (!run.accuracy.empty()) series.push_back({run.accuracy, colour_of(run), 2, true});
  }
  const double floor = series.empty() ? 0 : std::clamp(std::floor(lowest * 10) / 10, 0.0, 0.9);
  const ui::Axes axes{end, floor, 1, text::accuracy, text::axis_steps, true};
  ui::plot("accuracy", at, extent, axes, series);
  if (series.empty()) {
    empty_note(at, extent, ground, text::empty_accuracy);
  } else {
    const float title = ui::text_size(Type::caption_strong, text::accuracy).x;
    ui::text_at({at.x + title + 12, at.y}, Type::caption, theme().quiet, text::accuracy_key);
  }
}

// "12,345 images/s", epoch and step, in a row where there is room. Returns the height.
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
  const float second = at.x + std::min(width * 0.62f, 176.0f);
  char accuracy[24] = "–";
  if (training.accuracy()) std::snprintf(accuracy, sizeof accuracy, "%.1f%%", *training.accuracy() * 100);
  const std::string epoch = any ? std::to_string(training.epoch()) : "–";
  const std::string step = any ? with_commas(training.step_count()) : "–";
  if (width >= 560) {
    const float quarter = std::floor(width / 4);
    pair(at.x + quarter, at.y, accuracy, text::validation_line);
    pair(at.x + 2 * quarter, at.y, epoch, text::epoch);
    pair(at.x + 3 * quarter, at.y, step, text::steps);
    return 28;
  }
  pair(second, at.y, epoch, text::epoch);
  pair(at.x, at.y + 24, accuracy, text::validation_line);
  pair(second, at.y + 24, step, text::steps);
  return 52;
}

std::string settings_of(const Run& run) {
  char line[48];
  std::snprintf(line, sizeof line, "%s %s", run.settings.optimizer == "sgd" ? text::optimizers[1] : text::optimizers[0],
                short_number(run.settings.lr).c_str());
  return line;
}

std::string best_of(const Run& run) {
  char line[16] = "";
  if (!run.accuracy.empty()) std::snprintf(line, sizeof line, "%.1f%%", static_cast<double>(run.accuracy.back().value) * 100);
  return line;
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
    const float right = place.at.x + place.size.x;
    list->PushClipRect({place.at.x, y}, {right - 48, y + 20}, true);
    ui::text_at({place.at.x + 24, y}, Type::caption, t.ink, run.settings.spec.c_str());
    ui::text_at({place.at.x + 24 + ui::text_size(Type::caption, run.settings.spec.c_str()).x + 8, y}, Type::caption, t.quiet,
                settings_of(run).c_str());
    list->PopClipRect();
    ui::text_right({right, y}, Type::caption_strong, t.ink, best_of(run).c_str());
    y += 20;
  }
}

// As many runs as fit beside each other, the newest first.
void legend_line(const View& view, ImVec2 at, float width) {
  const Theme& t = theme();
  const auto& runs = view.app.training.runs();
  float x = at.x;
  for (std::size_t i = runs.size(); i-- > 0;) {
    const Run& run = runs[i];
    const std::string settings = settings_of(run), best = best_of(run);
    const auto wide = [](Type type, const std::string& words) { return std::ceil(ui::text_size(type, words.c_str()).x); };
    const float name = wide(Type::caption, run.settings.spec), rate = wide(Type::caption, settings);
    const float whole = 24 + name + 8 + rate + 12 + wide(Type::caption_strong, "100.0%");
    if (x + whole > at.x + width) break;
    ImGui::GetWindowDrawList()->AddRectFilled({x, at.y + 7}, {x + 16, at.y + 10}, colour_of(run), 1.5f);
    ui::text_at({x + 24, at.y}, Type::caption, t.ink, run.settings.spec.c_str());
    ui::text_at({x + 32 + name, at.y}, Type::caption, t.quiet, settings.c_str());
    ui::text_at({x + 44 + name + rate, at.y}, Type::caption_strong, t.ink, best.c_str());
    x += whole + 24;
  }
}

// How much of MNIST is here, as long as it is not all of it.
void data_line(const View& view, Place place) {
  const AppState& app = view.app;
  if (app.data_progress >= 1) return;
  const Theme& t = theme();
  const float y = place.at.y + place.size.y - 4;
  ui::text_at({place.at.x, y - 22}, Type::caption, t.quiet, app.data_text.empty() ? text::data_waiting : app.data_text.c_str());
  char count[48];
  std::snprintf(count, sizeof count, text::data_count, with_commas(app.training.train_images()).c_str());
  ui::text_right({place.at.x + place.size.x, y - 22}, Type::caption, t.ink, count);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled({place.at.x, y}, {place.at.x + place.size.x, y + 4}, t.field, 2);
  const float part = static_cast<float>(std::clamp(app.data_progress, 0.02, 1.0));
  list->AddRectFilled({place.at.x, y}, {place.at.x + place.size.x * part, y + 4}, t.accent, 2);
}

// Beside each other when there is room, else one above the other.
void plots(const View& view, Place place) {
  const Training& training = view.app.training;
  // A phone shows the curves on the page itself, other windows on a card.
  const ImU32 ground = view.form == Form::phone ? theme().paper : theme().panel;
  constexpr float gap = 32;
  if (place.size.x >= 560) {
    const float width = std::floor((place.size.x - gap) / 2);
    loss_plot(training, place.at, {width, place.size.y}, ground);
    accuracy_plot(training, {place.at.x + width + gap, place.at.y}, {width, place.size.y}, ground);
    return;
  }
  const float height = std::floor((place.size.y - size::gap) / 2);
  loss_plot(training, place.at, {place.size.x, height}, ground);
  accuracy_plot(training, {place.at.x, place.at.y + height + size::gap}, {place.size.x, height}, ground);
}

}  // namespace

void curve(View& view, Place place) {
  const Training& training = view.app.training;
  const float data = view.app.data_progress < 1 ? 32 : 0;
  if (view.form == Form::desktop) {
    constexpr float side = 272, gap = 32;
    plots(view, {place.at, {place.size.x - side - gap, place.size.y}});
    const ImVec2 right{place.at.x + place.size.x - side, place.at.y};
    const float head = numbers(view, right, side) + 12;
    legend(view, {{right.x, right.y + head}, {side, place.size.y - head - data}});
    data_line(view, {right, {side, place.size.y}});
    return;
  }
  if (view.form == Form::between) {
    const float head = numbers(view, place.at, place.size.x);
    constexpr float foot = 24;
    plots(view, {{place.at.x, place.at.y + head}, {place.size.x, place.size.y - head - foot}});
    const ImVec2 line{place.at.x, place.at.y + place.size.y - 18};
    const float arriving = data > 0 ? std::min(272.0f, place.size.x / 2) : 0;
    legend_line(view, line, place.size.x - arriving - (arriving > 0 ? size::padding : 0));
    data_line(view, {{place.at.x + place.size.x - arriving, place.at.y}, {arriving, place.size.y}});
    return;
  }
  const float head = numbers(view, place.at, place.size.x) + size::gap;
  const float rows = static_cast<float>(std::min<std::size_t>(training.runs().size(), 3)) * 20;
  const float height = place.size.y - head - rows - data - size::gap;
  plots(view, {{place.at.x, place.at.y + head}, {place.size.x, height}});
  legend(view, {{place.at.x, place.at.y + head + height + size::gap}, {place.size.x, rows}});
  data_line(view, place);
}

}  // namespace inkgrad::panels
