#include "web/app/state/lessons/optimizers.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "web/app/lessons/kit.hpp"
#include "web/app/lessons/views.hpp"
#include "web/app/text/optimizers.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::optimizers;
using Lesson = OptimizersLesson;

constexpr double worst_shown = 2.5;  // the end of the scale of losses: a little above log 10, what guessing has

// Up to `worst_shown`; a logarithmic axis where a racer goes far beyond it, so that all can be followed.
ui::Axis loss_axis(const Lesson& lesson) {
  constexpr double most_shown = 1e6;
  double least = worst_shown, most = 0;
  for (int racer = 0; racer < Lesson::racers; ++racer) {
    for (const double loss : lesson.standings(racer)) {
      if (!std::isfinite(loss)) continue;
      least = std::min(least, loss);
      most = std::max(most, loss);
    }
  }
  if (most <= worst_shown) return {.low = 0, .high = worst_shown, .format = "%.1f"};
  if (most <= 2 * worst_shown) return {.low = 0, .high = 2 * worst_shown, .format = "%.0f"};
  return {.low = std::max(least * 0.8, 1e-3), .high = std::min(most * 1.2, most_shown), .logarithmic = true, .format = "%.3g"};
}

ImU32 colour_of(int racer) {
  const ImU32 colours[] = {theme().quiet, theme().warn, theme().accent};
  return colours[racer];
}

void race(View& view, Lesson& lesson, kit::Panels& panels) {
  constexpr float high = 250;
  const ui::Stroke strokes[] = {ui::Stroke::dashed, ui::Stroke::dotted, ui::Stroke::solid};
  std::vector<ui::Line> lines;
  for (int racer = 0; racer < Lesson::racers; ++racer) {
    lines.push_back({words::names[racer], {1, lesson.standings(racer)}, colour_of(racer), strokes[racer]});
  }
  const float width = panels.width(), row = kit::row_height(view), legend = ui::legend_height(width, lines);
  const Place place = panels.card("optimizers_race", words::race, legend + high + 12 + row);
  const int shown =
      std::max(Lesson::race_steps, (lesson.steps() + Lesson::race_steps - 1) / Lesson::race_steps * Lesson::race_steps);
  kit::chart(view, place.at, {width, high},
             {.name = "race_chart", .x = {0, static_cast<double>(shown), words::step_axis}, .y = loss_axis(lesson)},
             lines);
  const float y = place.at.y + legend + high + 12;
  const char* why_not = lesson.running() ? words::why_running : lesson.at_end() ? words::why_at_end : nullptr;
  float x = place.at.x;
  const auto button = [&](const char* name, const char* word, Icon icon, const char* tip, const char* why, ui::Kind kind) {
    const bool pressed = kit::button(view, name, {x, y}, word, icon, tip, why, kind);
    x += ImGui::GetItemRectSize().x + 8;
    return pressed;
  };
  if (lesson.running()) {
    if (button("run", words::pause, Icon::pause, words::pause_tip, nullptr, ui::Kind::primary)) lesson.pause();
  } else if (button("run", words::run, Icon::play, words::run_tip, why_not, ui::Kind::primary)) {
    lesson.run();
  }
  if (button("step", words::step, Icon::step, words::step_tip, why_not, ui::Kind::plain)) lesson.step();
  if (button("reset", words::reset, Icon::reset, words::reset_tip, nullptr, ui::Kind::plain)) lesson.reset();
}

void standing(const Lesson& lesson, kit::Panels& panels) {
  const float width = panels.width();
  const Place place =
      panels.card("optimizers_standing", words::standing, 28 + 2 * (kit::line_height + Lesson::racers * kit::bar_height) + 6);
  float y = place.at.y;
  const auto ahead = lesson.ahead();
  const std::string leader = ahead ? kit::print(words::leader, text::tr(words::names[*ahead]), lesson.steps()) : words::nobody;
  ui::text_at({place.at.x, y}, Type::body_strong, ahead ? theme().ink : theme().quiet, leader.c_str());
  y += 28;
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, words::loss);
  y += kit::line_height;
  for (int racer = 0; racer < Lesson::racers; ++racer, y += kit::bar_height) {
    const bool any = !lesson.standings(racer).empty();
    const double loss = any ? lesson.standings(racer).back() : 0;
    const char* format = !any ? "–" : std::isfinite(loss) ? "%.4f" : words::no_number;
    kit::bar({place.at.x, y}, width, words::names[racer], std::isfinite(loss) ? loss : worst_shown, worst_shown, format,
             colour_of(racer));
  }
  y += 6;
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, words::accuracy);
  y += kit::line_height;
  for (int racer = 0; racer < Lesson::racers; ++racer, y += kit::bar_height) {
    const auto accuracy = lesson.accuracy(racer);
    kit::bar({place.at.x, y}, width, words::names[racer], accuracy.value_or(0) * 100, 100, accuracy ? "%.1f%%" : "–",
             colour_of(racer));
  }
}

void rates(View& view, Lesson& lesson, kit::Panels& panels) {
  const float row = kit::slider_row_height(view), width = panels.width();
  const Place place = panels.card("optimizers_rates", words::rates, 6 * row);
  float y = place.at.y;
  const char* names[] = {"sgd_lr", "momentum_lr", "adam_lr"};
  for (int racer = 0; racer < Lesson::racers; ++racer, y += row) {
    double lr = lesson.lr(racer);
    if (kit::slider_row(view, names[racer], {place.at.x, y}, width, words::rate_names[racer], words::rate_tips[racer], &lr,
                        Lesson::lowest_lr, Lesson::highest_lr, true)) {
      lesson.set_lr(racer, lr);
    }
  }
  double beta = lesson.beta(), batch = lesson.batch_size(), seed = lesson.seed();
  if (kit::slider_row(view, "beta", {place.at.x, y}, width, words::beta, words::beta_tip, &beta, 0, 0.99, false)) {
    lesson.set_beta(beta);
  }
  y += row;
  if (kit::slider_row(view, "batch_size", {place.at.x, y}, width, words::batch, words::batch_tip, &batch, 16, 1024, true,
                      "%.0f")) {
    lesson.set_batch_size(static_cast<int>(std::lround(batch)));
  }
  y += row;
  if (kit::slider_row(view, "seed", {place.at.x, y}, width, words::seed, words::seed_tip, &seed, 1, 99, false, "%.0f")) {
    lesson.set_seed(static_cast<int>(std::lround(seed)));
  }
}

}  // namespace

void optimizers(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<Lesson&>(state);
  race(view, lesson, panels);
  standing(lesson, panels);
  rates(view, lesson, panels);
}

}  // namespace inkgrad::lesson_views
