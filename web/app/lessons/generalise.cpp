#include "web/app/state/lessons/generalise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "web/app/lessons/views.hpp"
#include "web/app/text/generalise.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::generalise;
using Shown = GeneraliseLesson::Shown;

ImU32 colour_of(const Shown& run) { return theme().runs[run.colour % 8]; }

void start(View& view, GeneraliseLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view), slider = kit::slider_row_height(view);
  const Place place = panels.card("generalise_start", words::start, 2 * row + 20 + 3 * slider);
  const Training& training = view.app.training;
  const char* why_not = training.running() ? words::why_running : training.train_images() == 0 ? words::why_no_data : nullptr;
  const std::string few = kit::print(words::few, with_commas(lesson.images()).c_str());
  if (kit::button(view, "train_few", place.at, few.c_str(), Icon::play, words::few_tip, why_not, ui::Kind::primary)) lesson.train(view.app, true);
  const float x = ImGui::GetItemRectMax().x + 8;
  if (kit::button(view, "train_many", {x, place.at.y}, words::many, Icon::play, words::many_tip, why_not, ui::Kind::primary)) {
    lesson.train(view.app, false);
  }
  if (kit::button(view, "pause_run", {place.at.x, place.at.y + row + 8}, words::pause, Icon::pause, words::pause_tip,
                  training.running() ? nullptr : words::why_nothing)) {
    view.app.training.pause();
  }
  float y = place.at.y + 2 * row + 20;
  double images = lesson.images(), epochs = lesson.epochs(), patience = lesson.patience();
  if (kit::slider_row(view, "few", {place.at.x, y}, width, words::images, words::images_tip, &images, GeneraliseLesson::least_images,
                      GeneraliseLesson::most_images, true, "%.0f")) {
    lesson.set_images(static_cast<int>(std::lround(images)));
  }
  y += slider;
  if (kit::slider_row(view, "epochs", {place.at.x, y}, width, words::epochs, words::epochs_tip, &epochs, 1, GeneraliseLesson::most_epochs, true,
                      "%.0f")) {
    lesson.set_epochs(static_cast<int>(std::lround(epochs)));
  }
  y += slider;
  if (kit::slider_row(view, "patience", {place.at.x, y}, width, words::patience, words::patience_tip, &patience, 0,
                      GeneraliseLesson::most_patience, false, "%.0f")) {
    lesson.set_patience(view.app.training, static_cast<int>(std::lround(patience)));
  }
}

void stopping(View& view, const GeneraliseLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view);
  Training& training = view.app.training;
  const auto& stop = training.early_stop();
  const std::string said = stop ? kit::print(words::stopped, stop->epoch, stop->best_epoch, stop->best_loss)
                                : lesson.patience() > 0 ? words::not_stopped : words::never;
  // Room for the longest, so that nothing jumps when it comes.
  const float room = kit::words_height(width, Type::body, kit::print(words::stopped, 100, 100, 0.1234).c_str());
  const Place place = panels.card("generalise_stopping", words::stopping, room + 12 + row);
  kit::words(place.at, width, Type::body, stop ? theme().ink : theme().quiet, said.c_str());
  const bool can = training.has_best() && !training.running();
  if (kit::button(view, "take_best", {place.at.x, place.at.y + room + 12}, words::take_best, Icon::reset, words::take_best_tip,
                  can ? nullptr : training.running() ? words::why_running : words::why_no_best)) {
    training.take_best();
  }
}

using Curve = const std::vector<CurvePoint>& (*)(const Shown&);

// Both runs over each other: what is seen pale, what is unseen with dots.
void plot(View& view, const GeneraliseLesson& lesson, kit::Panels& panels, const char* name, const char* title, bool percent, Curve seen, Curve unseen) {
  constexpr float height = 220, head = 20;
  const Place place = panels.card(name, title, head + height);
  std::vector<ui::Line> lines;
  double end = 5, lowest = 1, highest = 0;
  for (const auto* run : {&lesson.many(), &lesson.few()}) {
    if (!*run) continue;
    const Shown& shown = **run;
    for (const auto& [curve, is_seen] : {std::pair(&seen(shown), true), {&unseen(shown), false}}) {
      lines.push_back({words::lines[run == &lesson.few() ? 0 : 1][is_seen ? 0 : 1], *curve,
                       is_seen ? faded(colour_of(shown), 0.45f) : colour_of(shown), ui::Stroke::solid, is_seen ? 1.5f : 2.0f,
                       is_seen ? ui::Mark::none : run == &lesson.few() ? ui::Mark::disc : ui::Mark::square, !is_seen});
      end = std::max(end, curve->back().step);
      for (const CurvePoint& point : *curve) {
        if (!std::isfinite(point.value)) continue;
        lowest = std::min(lowest, point.value);
        highest = std::max(highest, point.value);
      }
    }
  }
  const double low = percent && !lines.empty() ? std::clamp(std::floor(lowest * 10) / 10, 0.0, 0.9) : 0;
  const double top = percent ? 1 : lines.empty() ? 2.5 : std::min(4.6, highest * 1.05);
  float x = place.at.x;
  for (std::size_t i = 0; i < 2; ++i) {
    const std::optional<Shown>& run = i == 0 ? lesson.few() : lesson.many();
    if (!run) continue;
    ImGui::GetWindowDrawList()->AddRectFilled({x, place.at.y + 7}, {x + 16, place.at.y + 10}, colour_of(*run), 1.5f);
    ui::text_at({x + 22, place.at.y}, Type::caption_strong, theme().ink, words::columns[i]);
    x += 22 + ui::text_size(Type::caption_strong, words::columns[i]).x + 14;
  }
  ui::text_at({x, place.at.y}, Type::caption, theme().quiet, lines.empty() ? words::empty : words::key);
  // With an empty title in place of its own legend: which line is which stands there.
  const std::string chart = std::string(name) + "_chart";
  kit::chart(view, place.at, {place.size.x, head + height},
             {.name = chart.c_str(), .x = {0, end, words::by_epochs}, .y = {.low = low, .high = top, .percent = percent}, .title = ""}, lines);
}

void table(const GeneraliseLesson& lesson, kit::Panels& panels) {
  constexpr float line = 24;
  const Theme& t = theme();
  const Place place = panels.card("generalise_table", words::table, line * 10);
  const ui::Untold untold;
  const float ends[] = {place.at.x + place.size.x - 96, place.at.x + place.size.x};
  for (std::size_t i = 0; i < std::size(words::rows); ++i) {
    ui::text_at({place.at.x, place.at.y + line * static_cast<float>(i + 1)}, Type::caption, t.quiet, words::rows[i]);
  }
  const std::optional<Shown>* runs[] = {&lesson.few(), &lesson.many()};
  std::array<std::array<std::string, std::size(words::rows)>, 2> both;
  for (std::size_t column = 0; column < 2; ++column) {
    ui::text_right({ends[column], place.at.y}, Type::caption_strong, t.ink, words::columns[column]);
    std::array<std::string, std::size(words::rows)> cells;
    cells.fill(words::none);
    if (*runs[column]) {
      const Shown& run = **runs[column];
      const float wide = ui::text_size(Type::caption_strong, words::columns[column]).x;
      ImGui::GetWindowDrawList()->AddRectFilled({ends[column] - wide - 24, place.at.y + 7}, {ends[column] - wide - 8, place.at.y + 10},
                                                colour_of(run), 1.5f);
      const auto number = [](const char* format, const CurvePoint& point) { return kit::print(format, point.value); };
      const auto& best = run.curves.loss[static_cast<std::size_t>(
          std::find_if(run.curves.loss.begin(), run.curves.loss.end(), [&](const CurvePoint& p) { return p.step == run.best_epoch; }) -
          run.curves.loss.begin())];
      cells = {with_commas(run.images), kit::print("%.0f", run.curves.loss.back().step), number("%.4f", run.curves.train_loss.back()),
               number("%.4f", run.curves.loss.back()), number("%.4f", best), kit::print("%d", run.best_epoch),
               number("%.4f", run.curves.train_accuracy.back()), number("%.4f", run.curves.accuracy.back()), kit::print("%.4f", run.gap())};
    }
    both[column] = cells;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool last = i + 1 == cells.size();
      ui::text_right({ends[column], place.at.y + line * static_cast<float>(i + 1)}, last ? Type::caption_strong : Type::caption, t.ink,
                     cells[i].c_str());
    }
  }
  if (!ui::outline_table_of("runs", words::table)) return;
  ui::TableText text(std::size(words::rows), std::size(words::rows));
  for (const char* head : {"", words::columns[0], words::columns[1]}) text.cell(head);
  for (std::size_t i = 0; i < std::size(words::rows); ++i) {
    text.row();
    text.cell(words::rows[i]);
    for (const auto& cells : both) text.cell(cells[i]);
  }
}

}  // namespace

void generalise(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<GeneraliseLesson&>(state);
  start(view, lesson, panels);
  stopping(view, lesson, panels);
  plot(view, lesson, panels, "generalise_loss", words::loss, false,
       [](const Shown& run) -> const std::vector<CurvePoint>& { return run.curves.train_loss; },
       [](const Shown& run) -> const std::vector<CurvePoint>& { return run.curves.loss; });
  plot(view, lesson, panels, "generalise_accuracy", words::accuracy, true,
       [](const Shown& run) -> const std::vector<CurvePoint>& { return run.curves.train_accuracy; },
       [](const Shown& run) -> const std::vector<CurvePoint>& { return run.curves.accuracy; });
  table(lesson, panels);
}

}  // namespace inkgrad::lesson_views
