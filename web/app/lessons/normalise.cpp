#include "web/app/state/lessons/normalise.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "web/app/lessons/kit.hpp"
#include "web/app/lessons/views.hpp"
#include "web/app/text.hpp"
#include "web/app/text/normalise.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::normalise;
using Lesson = NormaliseLesson;

constexpr double least_share = 1e-3;
constexpr int greys_a_bar = 8;

void sliders(View& view, Lesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), slider = kit::slider_row_height(view), row = kit::row_height(view);
  const Place place = panels.card("normalise_sliders", words::sliders, 3 * slider + 4 + row);
  float y = place.at.y;
  double subtracted = lesson.subtracted(), divisor = lesson.divisor(), lr = lesson.lr();
  if (kit::slider_row(view, "subtracted", {place.at.x, y}, width, words::subtracted, words::subtracted_tip, &subtracted,
                      Lesson::lowest, Lesson::highest, false, "%.4g")) {
    lesson.set_subtracted(subtracted);
  }
  y += slider;
  if (kit::slider_row(view, "divisor", {place.at.x, y}, width, words::divisor, words::divisor_tip, &divisor,
                      Lesson::least_divisor, Lesson::largest_divisor, true, "%.4g")) {
    lesson.set_divisor(divisor);
  }
  y += slider;
  if (kit::slider_row(view, "lr", {place.at.x, y}, width, words::lr, words::lr_tip, &lr, Lesson::lowest_lr, Lesson::highest_lr,
                      true)) {
    lesson.set_lr(lr);
  }
  y += slider + 4;
  const bool undone = lesson.subtracted() == 0 && lesson.divisor() == 1;
  if (kit::button(view, "undo", {place.at.x, y}, words::undo, Icon::undo, words::undo_tip, undone ? words::why_undone : nullptr)) {
    lesson.undo();
  }
  const float x = place.at.x + ImGui::GetItemRectSize().x + 8;
  if (kit::button(view, "normalise", {x, y}, words::normalise_all, Icon::none, words::normalise_tip,
                  lesson.is_normalised() ? words::why_normalised : nullptr)) {
    lesson.normalise();
  }
}

void numbers(const Lesson& lesson, kit::Panels& panels) {
  const float width = panels.width();
  const Place place = panels.card("normalise_numbers", words::numbers, 8 * kit::line_height);
  float y = place.at.y;
  // `decimals` as many as the document gives.
  const auto line = [&](const char* word, double ours, const double* book, int decimals) {
    const std::string known = book != nullptr ? kit::print("%.*f", decimals, *book) : std::string();
    const bool agrees = book != nullptr && std::abs(ours - *book) <= 0.5 * std::pow(10.0, -decimals);
    kit::number_line({place.at.x, y}, width, word, kit::print("%.*f", decimals, ours).c_str(),
                     book != nullptr ? known.c_str() : nullptr, agrees);
    y += kit::line_height;
  };
  line(words::mean, lesson.before().mean, &lessons::known_stats.mean, 5);
  line(words::deviation, lesson.before().std, &lessons::known_stats.std, 5);
  line(words::after_mean, lesson.after().mean, nullptr, 5);
  line(words::after_std, lesson.after().std, nullptr, 5);
  line(words::paper, lesson.paper(), &lessons::known_paper, 4);
  line(words::ink, lesson.ink(), &lessons::known_ink, 4);
  line(words::validation_mean, lesson.validation_after().mean, &lessons::known_validation_stats.mean, 5);
  line(words::validation_std, lesson.validation_after().std, &lessons::known_validation_stats.std, 5);
}

// Bars of the shares of neighbouring greys, each where `value` puts it, over a logarithmic axis: most pixels are paper.
template <class Value>
void bars(const ui::ChartFrame& frame, const Lesson& lesson, ImU32 colour, const Value& value) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->PushClipRect({frame.from.x, frame.from.y}, {frame.to.x, frame.to.y + 1}, true);
  for (int first = 0; first < 256; first += greys_a_bar) {
    double share = 0;
    for (int grey = first; grey < first + greys_a_bar; ++grey) share += lesson.shares()[static_cast<std::size_t>(grey)];
    const float left = frame.x(value(first / 255.0)), right = frame.x(value((first + greys_a_bar) / 255.0));
    list->AddRectFilled({left, frame.y(std::max(share, least_share))}, {std::max(left + 1, right - 1), frame.to.y}, colour);
  }
  list->PopClipRect();
}

// The bars of the chart that was drawn last, for those who read them.
template <class Value>
void note_bars(const Lesson& lesson, const char* axis, const Value& value) {
  if (!ui::outline_table(axis)) return;
  constexpr std::size_t count = 256 / greys_a_bar;
  ui::TableText table(count, count);
  for (const char* head : {text::histogram_from, text::histogram_to, words::share}) table.cell(head);
  for (int first = 0; first < 256; first += greys_a_bar) {
    double share = 0;
    for (int grey = first; grey < first + greys_a_bar; ++grey) share += lesson.shares()[static_cast<std::size_t>(grey)];
    table.row();
    table.number("%.3g", value(first / 255.0));
    table.number("%.3g", value((first + greys_a_bar) / 255.0));
    table.number("%.5f", share);
  }
}

void histograms(View& view, const Lesson& lesson, kit::Panels& panels) {
  constexpr float high = 120;
  const float width = panels.width();
  const Place place = panels.card("normalise_histograms", words::histograms, 2 * high + 8);
  const ui::Axis share{least_share, 1, "", true, "%g"};
  const ui::ChartFrame before =
      kit::chart(view, place.at, {width, high}, {.name = "histogram_before", .x = {-2, 5, words::before_axis}, .y = share, .tabled = false}, {});
  note_bars(lesson, words::before_axis, [](double x) { return x; });
  bars(before, lesson, theme().quiet, [](double x) { return x; });
  const ui::ChartFrame after = kit::chart(view, {place.at.x, place.at.y + high + 8}, {width, high},
                                           {.name = "histogram_after", .x = {-2, 5, words::after_axis}, .y = share, .tabled = false}, {});
  note_bars(lesson, words::after_axis, [&](double x) { return (x - lesson.subtracted()) / lesson.divisor(); });
  bars(after, lesson, theme().accent, [&](double x) { return (x - lesson.subtracted()) / lesson.divisor(); });
}

void curves(View& view, const Lesson& lesson, kit::Panels& panels) {
  constexpr float high = 220;
  const ui::Line lines[] = {
      {words::way_normalised, {1, lesson.losses(static_cast<Lesson::Way>(0))}, theme().good, ui::Stroke::solid},
      {words::way_chosen, {1, lesson.losses(static_cast<Lesson::Way>(1))}, theme().warn, ui::Stroke::dashed}};
  const float width = panels.width(), legend = ui::legend_height(width, lines);
  const Place place = panels.card("normalise_curves", words::curves, legend + high + 12 + kit::line_height + 2 * kit::bar_height);
  kit::chart(view, place.at, {width, high},
             {.name = "curves_chart", .x = {0, Lesson::steps, words::step_axis}, .y = {0, 3, "", false, "%.1f"}}, lines);
  float y = place.at.y + legend + high + 12;
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, kit::print(words::accuracy, Lesson::steps).c_str());
  y += kit::line_height;
  for (int way = 0; way < Lesson::ways; ++way, y += kit::bar_height) {
    const auto accuracy = lesson.accuracy(static_cast<Lesson::Way>(way));
    kit::bar({place.at.x, y}, width, words::short_ways[way], accuracy.value_or(0) * 100, 100, accuracy ? "%.1f%%" : "–",
             lines[static_cast<std::size_t>(way)].colour);
  }
}

}  // namespace

void normalise(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<Lesson&>(state);
  if (!lesson.ready()) {
    const Place place = panels.card("normalise_counting", words::numbers, kit::line_height);
    ui::text_at(place.at, Type::caption, theme().quiet, words::counting);
    return;
  }
  sliders(view, lesson, panels);
  curves(view, lesson, panels);
  numbers(lesson, panels);
  histograms(view, lesson, panels);
}

}  // namespace inkgrad::lesson_views
