#include "web/app/state/lessons/loss.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "web/app/lessons/number_table.hpp"
#include "web/app/lessons/views.hpp"
#include "web/app/text/loss.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::loss;
using kit::written;

constexpr float track_height = 200, finger = 28;

// A prediction on its track, and beside it, on the same scale, what is missing to the target.
void track(View& view, LossLesson& lesson, int i, const ui::ChartFrame& chart, float left, float right) {
  const Theme& t = theme();
  const ui::Untold untold;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const auto place = static_cast<std::size_t>(i);
  const float middle = left + (right - left) * 0.36f, beside = left + (right - left) * 0.7f;
  const float y = chart.at(0, lesson.prediction(i)).y, zero = chart.at(0, 0).y, target = chart.at(0, lesson.target(i) ? 1 : 0).y;
  list->AddRectFilled({middle - 2, chart.from.y}, {middle + 2, chart.to.y}, t.line, 2);
  list->AddRectFilled({middle - 12, target - 1.5f}, {middle + 12, target + 1.5f}, t.good);

  // A bar from 0 to the distance; below 0 it makes no sense, and looks it.
  const double distance = lesson.distances()[place];
  const float end = std::clamp(chart.at(0, distance).y, chart.from.y, chart.to.y);
  list->AddRectFilled({beside - 8, std::min(zero, end)}, {beside + 8, std::max({zero, end, std::min(zero, end) + 1})},
                      faded(distance < 0 ? t.warn : t.accent, 0.55f), 2);
  const float label = distance < 0 ? std::min(end + 10, chart.to.y - 8) : std::max(end - 10, chart.from.y + 8);
  ui::text_centred({beside, label}, Type::caption, distance < 0 ? t.warn : t.ink, written(distance).c_str());

  ImVec2 from{left, chart.from.y}, to{right, chart.to.y};
  if (ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen) {
    from = {middle - finger, y - finger};
    to = {middle + finger, y + finger};
  }
  ImGui::SetCursorScreenPos(from);
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  ImGui::InvisibleButton(words::which[i], {to.x - from.x, to.y - from.y});
  ImGui::PopItemFlag();
  ui::outline_same(words::which[i]);
  const bool held = ImGui::IsItemActive() && ImGui::IsMouseDown(ImGuiMouseButton_Left);
  list->AddCircleFilled({middle, y}, 9, held ? t.accent : t.panel, 32);
  list->AddCircle({middle, y}, 8.25f, t.accent, 32, 2);
  view.app.places[kit::print("track_%d", i)] = {left, chart.from.y, right - left, chart.to.y - chart.from.y};
  if (!held) return;
  ui::keep_drag();
  lesson.drag_prediction(i, chart.y_at(ImGui::GetIO().MousePos.y));
}

void predictions(View& view, LossLesson& lesson, kit::Panels& panels) {
  const Theme& t = theme();
  const float width = panels.width(), row = kit::row_height(view), chips = kit::chips_height(view, width, words::examples);
  const float legend = kit::words_height(width, Type::caption, words::legend);
  const char* targets[] = {"target 0"};
  const float chip = kit::chips_height(view, width, targets);
  const Place place =
      panels.card("loss_predictions", words::predictions,
                  chips + 10 + 2 * (row + 8) + track_height + 8 + row + 8 + chip + 8 + 2 * kit::line_height + legend);
  const bool course =
      std::ranges::equal(lessons::course_targets,
                         std::array{lesson.target(0) ? 1.0 : 0.0, lesson.target(1) ? 1.0 : 0.0, lesson.target(2) ? 1.0 : 0.0});
  const auto shown = [&](const std::array<double, 3>& values) {
    return course && lesson.prediction(0) == values[0] && lesson.prediction(1) == values[1] && lesson.prediction(2) == values[2];
  };
  const int on = shown(lessons::course_predictions) ? 0 : shown(lessons::better_predictions) ? 1 : -1;
  const int example = kit::chips(view, "example", place.at, width, words::examples, on, words::example_tip);
  if (example >= 0) lesson.choose_example(example == 1);
  float y = place.at.y + chips + 10;
  int wide = lesson.wide() ? 1 : 0, squeezed = lesson.squeezed() ? 1 : 0;
  ImGui::SetCursorScreenPos({place.at.x, y});
  if (ui::segmented("range", words::ranges, &wide, {width, row}, words::range_tip)) lesson.set_wide(wide == 1);
  view.remember("range");
  y += row + 8;
  ImGui::SetCursorScreenPos({place.at.x, y});
  if (ui::segmented("squeeze", words::squeezes, &squeezed, {width, row}, words::squeeze_tip)) lesson.set_squeezed(squeezed == 1);
  view.remember("squeeze");
  y += row + 8;

  const double margin = (lesson.high() - lesson.low()) * 0.06;
  const ui::ChartFrame chart =
      kit::chart(view, {place.at.x, y}, {width, track_height + ui::chart_bottom},
                 {.name = "tracks", .x = {0, 1, nullptr}, .y = {lesson.low() - margin, lesson.high() + margin}}, {});
  // Where a prediction changes sides: 0.5, which is the sigmoid of 0.
  const float side = chart.at(0, lesson.squeezed() ? 0 : 0.5).y;
  ui::dashes({chart.from.x, side}, {chart.to.x, side}, t.quiet, 1);
  const float column = (chart.to.x - chart.from.x) / LossLesson::count;
  y += track_height + 8;
  for (int i = 0; i < LossLesson::count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const float left = chart.from.x + column * static_cast<float>(i);
    track(view, lesson, i, chart, left, left + column);
    ImGui::PushID(i);
    double value = lesson.prediction(i);
    ImGui::SetCursorScreenPos({left + 2, y});
    ui::name_next(words::which[i]);
    if (ui::number_field("##prediction", &value, lesson.low(), lesson.high(), "%.3g", {column - 6, row}, words::prediction_tip))
      lesson.set_prediction(i, value);
    ui::name_next(nullptr);
    view.remember(kit::print("prediction_%d", i).c_str());
    ImGui::SetCursorScreenPos({left + 2, y + row + 8});
    if (ui::chip("target", kit::print(words::target, lesson.target(i) ? 1 : 0).c_str(), lesson.target(i), {0, chip},
                 words::target_tip))
      lesson.toggle_target(i);
    view.remember(kit::print("target_%d", i).c_str());
    ImGui::PopID();
    const float line = y + row + 8 + chip + 8;
    ui::text_at({left + 4, line}, Type::caption, lesson.squeezed() ? t.ink : t.quiet,
                kit::print(words::squeezed_to, written(lesson.squeezed_values()[at]).c_str()).c_str());
    ui::text_at({left + 4, line + kit::line_height}, Type::caption_strong, t.accent,
                kit::print(words::slope, written(lesson.slopes()[at]).c_str()).c_str());
  }
  y += row + 8 + chip + 8;
  kit::words({place.at.x, y + 2 * kit::line_height}, width, Type::caption, t.quiet, words::legend);
}

void measured(View& view, LossLesson& lesson, kit::Panels& panels) {
  const Theme& t = theme();
  const float width = panels.width(), row = kit::row_height(view), below = kit::words_height(width, Type::caption, words::below);
  const Place place = panels.card("loss_measured", words::measured, 6 * kit::line_height + 8 + below + 4 + row);
  // What is known: the course's predictions and the better ones.
  bool targets = true, first = true, second = true;
  for (int i = 0; i < LossLesson::count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    targets = targets && (lessons::course_targets[at] == 1) == lesson.target(i);
    first = first && lesson.prediction(i) == lessons::course_predictions[at];
    second = second && lesson.prediction(i) == lessons::better_predictions[at];
  }
  const bool known = targets && (first || second);
  float y = place.at.y;
  const auto line = [&](const char* word, double ours, double course, double better) {
    const double theirs = first ? course : better;
    const std::string said = kit::print(words::course, kit::print("%.4f", theirs).c_str()), number = kit::print("%.4f", ours);
    ui::outline_value(word, (known ? number + "; " + said : number).c_str());
    const ui::Untold untold;
    ui::text_at({place.at.x, y}, Type::caption, t.quiet, word);
    const bool agrees = std::abs(ours - theirs) <= 0.5e-4 + 1e-9;
    const float room = ui::text_size(Type::caption, kit::print(words::course, "0.0000").c_str()).x + 20;
    ui::text_right({place.at.x + width - room - 10, y}, Type::caption_strong, ours < 0 ? t.warn : t.ink,
                   kit::print("%s%.4f", ours < 0 ? "−" : "", std::abs(ours)).c_str());
    if (known) {
      ui::text_right({place.at.x + width - 18, y}, Type::caption, t.quiet, said.c_str());
      ui::text_right({place.at.x + width, y}, Type::caption_strong, agrees ? t.good : t.warn, agrees ? "✓" : "≠");
    }
    y += kit::line_height;
  };
  line(words::loss_plain, lesson.loss_plain(), lessons::course_loss, lessons::better_loss);
  line(words::loss_squeezed, lesson.loss_squeezed(), lessons::course_loss_squeezed, lessons::better_loss_squeezed);
  kit::number_line({place.at.x, y}, width, words::accuracy, kit::print("%.4f", lesson.accuracy()).c_str());
  y += kit::line_height + 8;
  ui::text_at({place.at.x, y}, Type::caption_strong, t.ink, words::nudged);
  y += kit::line_height;
  kit::number_line({place.at.x, y}, width, words::loss_moves, kit::print("%.4f", lesson.loss_moves()).c_str());
  y += kit::line_height;
  kit::number_line({place.at.x, y}, width, words::accuracy_moves, kit::print("%.4f", lesson.accuracy_moves()).c_str());
  y += kit::line_height;
  if (lesson.loss() < 0) kit::words({place.at.x, y}, width, Type::caption, t.warn, words::below);
  y += below + 4;
  if (kit::button(view, "nudge", {place.at.x, y}, words::nudge, Icon::none, words::nudge_tip)) lesson.nudge();
}

void one_moves(View& view, LossLesson& lesson, kit::Panels& panels) {
  const Theme& t = theme();
  const float width = panels.width(), chips = kit::chips_height(view, width, words::which);
  constexpr float high = 220;
  const Place place = panels.card("loss_chart", words::chart, chips + 8 + 2 * kit::line_height + high);
  const int pressed = kit::chips(view, "which", place.at, width, words::which, lesson.looked_at(), words::chart_tip);
  if (pressed >= 0) lesson.look_at(pressed);
  float y = place.at.y + chips + 8;
  const auto at = static_cast<std::size_t>(lesson.looked_at());
  const double x = lesson.prediction(lesson.looked_at()), slope = lesson.slopes()[at];
  for (const auto& [colour, said] :
       {std::pair(t.accent, kit::print(words::chart_loss, written(lesson.loss()).c_str(), written(slope).c_str())),
        std::pair(t.runs[1], kit::print(words::chart_accuracy, written(lesson.accuracy()).c_str()))}) {
    ImGui::GetWindowDrawList()->AddRectFilled({place.at.x, y + 6}, {place.at.x + 14, y + 9}, colour);
    ui::text_at({place.at.x + 20, y}, Type::caption, t.ink, said.c_str());
    y += kit::line_height;
  }
  const ui::Line lines[] = {{nullptr, {lesson.places(), lesson.accuracies()}, t.runs[1], ui::Stroke::steps},
                            {nullptr, {lesson.places(), lesson.losses()}, t.accent}};
  const auto [low, top] = std::ranges::minmax(lesson.losses());
  const ui::ChartPoint point{x, lesson.loss()};
  const ui::ChartFrame chart = kit::chart(view, {place.at.x, y}, {width, high},
                                          {.name = "moves",
                                           .x = {lesson.low(), lesson.high(), words::chart_x},
                                           .y = {std::min(-0.06, low - 0.06), std::max(1.06, top + 0.06)},
                                           .point = &point},
                                          lines);
  if (lesson.squeezed()) ui::tangent(chart, x, lesson.loss(), slope, faded(t.accent, 0.5f), 1.5f);
  ui::dashes(chart.at(x, lesson.loss()), chart.at(x, lesson.accuracy()), t.quiet, 1);
  ImGui::GetWindowDrawList()->AddCircleFilled(chart.at(x, lesson.accuracy()), 4.5f, t.runs[1], 24);
  ui::handle(chart, x, lesson.loss(), t.accent);
  if (chart.held) lesson.drag_prediction(lesson.looked_at(), chart.pointer_x());
}

void the_sigmoid(View& view, LossLesson& lesson, kit::Panels& panels) {
  const Theme& t = theme();
  const float width = panels.width(), slider = kit::slider_row_height(view);
  const float note = kit::words_height(width, Type::caption, words::sigmoid_scores);
  constexpr float high = 200;
  const Place place = panels.card("loss_sigmoid", words::sigmoid,
                                  high + 8 + slider + (2 + lessons::sigmoid_places.size()) * kit::line_height + note);
  const ui::Line line{nullptr, {lesson.sigmoid_x(), lesson.sigmoid_curve()}, t.ink};
  const ui::ChartPoint point{lesson.x(), lesson.sigmoid_value()};
  const ui::ChartFrame chart = kit::chart(
      view, place.at, {width, high},
      {.name = "sigmoid", .x = {-LossLesson::widest, LossLesson::widest, words::sigmoid_x}, .y = {-0.1, 1.1}, .point = &point}, {&line, 1});
  ui::tangent(chart, lesson.x(), lesson.sigmoid_value(), lesson.sigmoid_slope(), t.accent);
  for (int i = 0; i < LossLesson::count; ++i) {
    ImGui::GetWindowDrawList()->AddCircleFilled(
        chart.at(lesson.prediction(i), lesson.squeezed_values()[static_cast<std::size_t>(i)]), 4, t.runs[1], 24);
  }
  ui::handle(chart, lesson.x(), lesson.sigmoid_value(), t.accent);
  if (chart.held) lesson.drag_x(chart.pointer_x());
  float y = place.at.y + high + 8;
  double x = lesson.x();
  if (kit::slider_row(view, "x", {place.at.x, y}, width, words::sigmoid_x, words::sigmoid_tip, &x, -LossLesson::widest,
                      LossLesson::widest, false))
    lesson.set_x(x);
  y += slider;
  kit::number_line({place.at.x, y}, width, words::sigmoid_value, kit::print("%.4f", lesson.sigmoid_value()).c_str());
  y += kit::line_height;
  kit::number_line({place.at.x, y}, width, words::sigmoid_slope, kit::print("%.4f", lesson.sigmoid_slope()).c_str());
  y += kit::line_height;
  for (std::size_t i = 0; i < lessons::sigmoid_places.size(); ++i, y += kit::line_height) {
    kit::number_line({place.at.x, y}, width, kit::print("sigmoid(%s)", written(lessons::sigmoid_places[i]).c_str()).c_str(),
                     kit::print("%.4f", lesson.sigmoid_examples()[i]).c_str());
  }
  kit::words({place.at.x, y}, width, Type::caption, t.quiet, words::sigmoid_scores);
}

}  // namespace

void loss(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<LossLesson&>(state);
  if (lesson.distances().empty()) return;
  predictions(view, lesson, panels);
  one_moves(view, lesson, panels);
  measured(view, lesson, panels);
  the_sigmoid(view, lesson, panels);
}

}  // namespace inkgrad::lesson_views
