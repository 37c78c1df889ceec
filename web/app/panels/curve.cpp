#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "web/app/panels/curve_charts.hpp"
#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {
namespace {

// "12,345 images/s", epoch and step, in a row where there is room. Returns the height.
float numbers(const View& view, ImVec2 at, float width) {
  const Theme& t = theme();
  const Training& training = view.app.training;
  const auto pair = [&](float x, float y, const std::string& value, const char* unit) {
    ui::outline_value(unit, value.c_str());
    const ui::Untold untold;
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

std::string best_of(const Run& run) {
  char line[16] = "";
  if (!run.accuracy.empty()) std::snprintf(line, sizeof line, "%.1f%%", run.accuracy.back().value * 100);
  return line;
}

void tell(const Run& run) {
  const std::string best = best_of(run);
  ui::outline_value((run.settings.spec + ", " + settings_of(run)).c_str(), best.empty() ? "–" : best.c_str());
}

// One line a run, the newest first, its colour beside its name.
void legend(const View& view, Place place) {
  const Theme& t = theme();
  const auto& runs = view.app.training.runs();
  ImDrawList* list = ImGui::GetWindowDrawList();
  float y = place.at.y;
  for (std::size_t i = runs.size(); i-- > 0 && y + 20 <= place.at.y + place.size.y;) {
    const Run& run = runs[i];
    tell(run);
    const ui::Untold untold;
    ui::draw_sample(list, look_of(run), {place.at.x, y + 8}, {place.at.x + 18, y + 8});
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
    tell(run);
    const ui::Untold untold;
    ui::draw_sample(ImGui::GetWindowDrawList(), look_of(run), {x, at.y + 8}, {x + 18, at.y + 8});
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
  char count[64];
  std::snprintf(count, sizeof count, text::tr(text::data_count), with_commas(app.training.train_images()).c_str());
  ui::text_right({place.at.x + place.size.x, y - 22}, Type::caption, t.ink, count);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled({place.at.x, y}, {place.at.x + place.size.x, y + 4}, t.field, 2);
  const float part = static_cast<float>(std::clamp(app.data_progress, 0.02, 1.0));
  list->AddRectFilled({place.at.x, y}, {place.at.x + place.size.x * part, y + 4}, t.accent, 2);
}

// The controls over the charts.
void plots(View& view, Place place) {
  const float head = curve_controls_height(view, place.size.x) + 8;
  curve_controls(view, place.at, place.size.x);
  curve_charts(view, {{place.at.x, place.at.y + head}, {place.size.x, place.size.y - head}});
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
