#include "web/app/state/lessons/broadcasting.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "web/app/lessons/matrix_product.hpp"
#include "web/app/lessons/number_table.hpp"
#include "web/app/lessons/views.hpp"
#include "web/app/text/broadcasting.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::broadcasting;
using Side = BroadcastingLesson::Side;
using kit::written;

std::string shape_text(const Shape& shape) {
  std::string text = "(";
  for (int axis = 0; axis < shape.rank(); ++axis) text += (axis > 0 ? ", " : "") + with_commas(shape[axis]);
  return text + (shape.rank() == 1 ? ",)" : ")");
}

constexpr float cell_height = 36, label_width = 20;

float axis_width(float width) { return std::floor((width - label_width) / static_cast<float>(lessons::most_axes)); }

// One axis of one shape: its length, to be dragged, between + and −.
void axis_cell(View& view, BroadcastingLesson& lesson, Side side, int from_last, ImVec2 at, float width,
               const lessons::AxisFit& fit) {
  const Theme& t = theme();
  const float button = kit::row_height(view), inner = width - 4;
  const std::string name = kit::print("%s%d", words::names[side], from_last);
  const std::int64_t length = side == BroadcastingLesson::first ? fit.a : fit.b;
  const bool stretched = side == BroadcastingLesson::first ? fit.a_stretched : fit.b_stretched;
  const ImVec2 from{at.x, at.y + button + 2}, to{at.x + inner, at.y + button + 2 + cell_height};
  const ImVec2 middle{(from.x + to.x) / 2, (from.y + to.y) / 2};
  const ImU32 colour = fit.result == 0 ? t.warn : stretched ? t.accent : t.ink;
  ui::card(from, to,
           length == 0       ? t.panel
           : fit.result == 0 ? faded(t.warn, 0.15f)
           : stretched       ? faded(t.accent, 0.12f)
                             : t.field,
           size::control_corner);
  if (length == 0) {  // an axis that the shape lacks
    const std::string grown = fit.result > 1 ? kit::print(words::stretched, static_cast<long long>(fit.result)) : "1";
    ui::text_centred({middle.x, middle.y - 7}, Type::caption, t.quiet, words::missing);
    ui::text_centred({middle.x, middle.y + 8}, Type::caption, colour, grown.c_str());
    view.app.places[name + "_missing"] = {from.x, from.y, inner, cell_height};
    return;
  }
  ImGui::PushID(name.c_str());
  ImGui::SetCursorScreenPos({at.x, at.y});
  if (ui::button("plus", nullptr, Icon::plus, ui::Kind::quiet, {inner, button}, kit::print(words::plus_tip, -from_last, words::names[side]).c_str(),
                 length >= lessons::longest_axis ? words::plus_why_not : nullptr)) {
    lesson.stretch_axis(side, from_last, 1);
  }
  view.remember((name + "_plus").c_str());
  ImGui::SetCursorScreenPos({at.x, to.y + 2});
  if (ui::button("minus", nullptr, Icon::minus, ui::Kind::quiet, {inner, button}, kit::print(words::minus_tip, -from_last, words::names[side]).c_str(),
                 length <= 1 ? words::minus_why_not : nullptr)) {
    lesson.stretch_axis(side, from_last, -1);
  }
  view.remember((name + "_minus").c_str());
  ImGui::SetCursorScreenPos(from);
  const ui::Item item = ui::interact("length", {inner, cell_height}, false);
  view.remember((name + "_length").c_str());
  // Every so many pixels sideways are one element.
  constexpr float pixels = 12;
  if (ImGui::IsItemActivated()) view.drag_from.x = ImGui::GetIO().MousePos.x;
  if (item.held && ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    ui::keep_drag();
    const int by = static_cast<int>((ImGui::GetIO().MousePos.x - view.drag_from.x) / pixels);
    if (by != 0) {
      lesson.stretch_axis(side, from_last, by);
      view.drag_from.x += static_cast<float>(by) * pixels;
    }
  } else {
    ui::tooltip(words::drag_tip);
  }
  ui::outline_control(ui::Role::number, kit::print(words::axis_length, -from_last, words::names[side]).c_str(), words::drag_tip);
  ui::as_number(static_cast<double>(length), 1, static_cast<double>(lessons::longest_axis));
  if (const char* given = ui::was_given()) {
    const double wanted = std::clamp(std::atof(given), 1.0, static_cast<double>(lessons::longest_axis));
    if (wanted == wanted) lesson.stretch_axis(side, from_last, static_cast<int>(wanted) - static_cast<int>(length));
  }
  ImGui::PopID();
  ui::focus_ring(item, size::control_corner);
  const ui::Untold untold;
  const std::string shown = stretched ? kit::print(words::stretched, static_cast<long long>(fit.result)) : with_commas(length);
  ui::text_centred(middle, stretched ? Type::caption_strong : Type::body_strong, colour, shown.c_str());
}

// Both shapes and the result, axes under each other.
void diagram(View& view, BroadcastingLesson& lesson, ImVec2 at, float width) {
  const Theme& t = theme();
  const float wide = axis_width(width), block = 2 * kit::row_height(view) + cell_height + 4;
  const auto axes = lesson.axes();  // a press below changes the lesson's
  const auto count = static_cast<int>(axes.size());
  for (const Side side : {BroadcastingLesson::first, BroadcastingLesson::second}) {
    const float y = at.y + static_cast<float>(side) * block;
    ui::text_at({at.x, y + block / 2 - 8}, Type::mono, t.ink, words::names[side]);
    for (int i = 0; i < count; ++i) {
      const int from_last = count - i;
      axis_cell(view, lesson, side, from_last, {at.x + width - wide * static_cast<float>(from_last), y}, wide,
                axes[static_cast<std::size_t>(i)]);
    }
    if (lesson.shape(side).rank() == 0 && count == 0)
      ui::text_at({at.x + label_width + 8, y + block / 2 - 8}, Type::caption, t.quiet, words::single);
  }
  const float y = at.y + 2 * block;
  ui::hairline({at.x, y}, width);
  ui::text_at({at.x, y + 10}, Type::caption, t.quiet, words::result);
  for (int i = 0; i < count; ++i) {
    const lessons::AxisFit& fit = axes[static_cast<std::size_t>(i)];
    const float x = at.x + width - wide * (static_cast<float>(count - i) - 0.5f) - 2;
    ui::text_centred({x, y + 18}, Type::body_strong, fit.result == 0 ? t.warn : t.ink,
                     fit.result == 0 ? "≠" : with_commas(fit.result).c_str());
  }
}

void shapes(View& view, BroadcastingLesson& lesson, kit::Panels& panels) {
  const Theme& t = theme();
  std::vector<const char*> examples;
  for (const lessons::BroadcastExample& example : lessons::broadcast_examples()) examples.push_back(example.title.data());
  const float width = panels.width(), row = kit::row_height(view);
  const float presets = kit::chips_height(view, width, examples), operations = kit::chips_height(view, width, words::operations);
  const float actions = kit::chips_height(view, width, words::axis_actions);
  const float block = 2 * row + cell_height + 4;
  const float said = 4 * kit::words_height(width, Type::caption, "M");  // as high as the longest reason: nothing moves
  const Place place = panels.card("broadcasting_shapes", words::shapes,
                                  presets + 12 + operations + 12 + 2 * (row + 6 + actions + 12) + 2 * block + 36 + said);
  const int example = kit::chips(view, "example", place.at, width, examples, lesson.example(), words::example_tip);
  if (example >= 0) lesson.choose_example(example);
  float y = place.at.y + presets + 12;
  const int operation = kit::chips(view, "operation", {place.at.x, y}, width, words::operations,
                                   static_cast<int>(lesson.operation()), words::operation_tip);
  if (operation >= 0) lesson.choose_operation(operation);
  y += operations + 12;
  for (const Side side : {BroadcastingLesson::first, BroadcastingLesson::second}) {
    ui::text_at({place.at.x, y + (row - ui::line_height(Type::mono)) / 2}, Type::mono, t.ink, words::names[side]);
    ImGui::SetCursorScreenPos({place.at.x + label_width, y});
    std::string text = lesson.text(side);
    ImGui::PushID(words::names[side]);
    if (ui::text_field("##shape", &text, {width - label_width, row}, !lesson.error().empty(), words::shape_tips[side]))
      lesson.set_text(side, text);
    ImGui::PopID();
    view.remember(kit::print("shape_%s", words::names[side]).c_str());
    y += row + 6;
    const int action = kit::chips(view, kit::print("axes_%s", words::names[side]).c_str(), {place.at.x, y}, width,
                                  words::axis_actions, -1, words::axis_tip);
    if (action == 0 || action == 1) lesson.add_axis(side, action == 0);
    if (action == 2) lesson.drop_first_axis(side);
    y += actions + 12;
  }
  diagram(view, lesson, {place.at.x, y}, width);
  y += 2 * block + 36;
  const std::int64_t count = numel(lesson.result_shape());
  const std::string elements = count == 1 ? words::one_element : kit::print(words::elements, with_commas(count).c_str());
  const std::string fits = kit::print(words::fits, shape_text(lesson.result_shape()).c_str(), elements.c_str());
  const bool wrong = !lesson.error().empty();
  kit::words({place.at.x, y}, width, Type::caption, wrong ? t.warn : t.good, wrong ? lesson.error().c_str() : fits.c_str());
}

// a and b as if they had the result's shape, and the result: side by side where there is room.
struct Tables {
  kit::NumberTable tables[3];
  std::string titles[3];
};

Tables tables_of(const BroadcastingLesson& lesson) {
  Tables all;
  const auto side_table = [&](Side side) {
    const lessons::Stretch& stretch = lesson.stretched(side);
    kit::NumberTable table = kit::number_table(stretch.as_if);
    // The first place of each element is where it lies; the others only read it.
    const std::vector<std::int64_t> source = lesson.sources(side);
    std::vector<bool> seen(static_cast<std::size_t>(lesson.operand(side).numel()), false);
    for (std::size_t i = 0; i < source.size(); ++i) {
      table.faint.push_back(seen[static_cast<std::size_t>(source[i])]);
      seen[static_cast<std::size_t>(source[i])] = true;
    }
    table.marked = lesson.cell();
    return table;
  };
  for (const Side side : {BroadcastingLesson::first, BroadcastingLesson::second}) {
    all.tables[side] = side_table(side);
    const bool same = lesson.shape(side) == lesson.result_shape();
    const std::string shape = shape_text(same ? lesson.shape(side) : lesson.result_shape());
    all.titles[side] = kit::print(same ? words::own : words::as_if, words::names[side], shape.c_str());
  }
  all.tables[2] = kit::number_table(lesson.result());
  all.tables[2].marked = lesson.cell();
  all.titles[2] = words::operations[static_cast<std::size_t>(lesson.operation())];
  return all;
}

// Places for the tables, in lines; gives their height.
template <class PlaceTable>
float flow(const Tables& all, float width, const PlaceTable& place) {
  float x = 0, y = 0, line = 0;
  for (int i = 0; i < 3; ++i) {
    const ImVec2 extent = kit::number_table_size(all.tables[i], width);
    const float wide = std::max(extent.x, ui::text_size(Type::caption, all.titles[i].c_str()).x);
    if (x > 0 && x + wide > width) {
      x = 0;
      y += line + 12;
      line = 0;
    }
    place(i, x, y);
    x += wide + 16;
    line = std::max(line, extent.y + 20);
  }
  return y + line;
}

void values(View& view, BroadcastingLesson& lesson, kit::Panels& panels) {
  const Theme& t = theme();
  const float width = panels.width(), caption = kit::words_height(width, Type::caption, "M");
  if (!lesson.written_out()) {
    const std::string count = with_commas(numel(lesson.result_shape()));
    const std::string why = !lesson.error().empty()
                                ? words::nothing
                                : kit::print(lesson.result().defined() ? words::too_many : words::not_computed, count.c_str());
    const bool means = !lesson.last_axis_means().empty();
    const Place place = panels.card("broadcasting_values", words::values, caption * 2 + (means ? 2 * kit::line_height : 0));
    kit::words(place.at, width, Type::caption, t.quiet, why.c_str());
    if (!means) return;
    ui::text_at({place.at.x, place.at.y + 2 * caption}, Type::caption, t.quiet, words::means);
    ui::text_at({place.at.x, place.at.y + 2 * caption + kit::line_height}, Type::mono, t.ink,
                written(lesson.last_axis_means()).c_str());
    return;
  }
  const Tables all = tables_of(lesson);
  const float high = flow(all, width, [](int, float, float) {});
  const float hint = kit::words_height(width, Type::caption, words::picked_hint);
  const Place place = panels.card("broadcasting_values", words::values, high + 12 + caption + 4 + hint);
  int picked = -1;
  flow(all, width, [&](int i, float x, float y) {
    const ImVec2 at{place.at.x + x, place.at.y + y};
    const char* names[] = {"table_a", "table_b", "table_result"};
    ui::text_at(at, Type::caption, t.quiet, all.titles[i].c_str());
    kit::NumberTable table = all.tables[i];
    table.title = all.titles[i].c_str();
    table.pickable = true;
    const int hit = kit::draw_number_table(view, names[i], {at.x, at.y + 20}, width, table);
    if (hit >= 0) picked = hit;
  });
  if (picked >= 0) lesson.look_at(picked);
  const auto cell = static_cast<std::size_t>(lesson.cell());
  const std::string said = kit::print(words::picked, written(all.tables[2].values[cell]).c_str(),
                                      written(all.tables[0].values[cell]).c_str(), written(all.tables[1].values[cell]).c_str());
  ui::text_at({place.at.x, place.at.y + high + 12}, Type::caption_strong, t.ink, said.c_str());
  kit::words({place.at.x, place.at.y + high + 12 + caption + 4}, width, Type::caption, t.quiet, words::picked_hint);
}

void memory(BroadcastingLesson& lesson, kit::Panels& panels) {
  const float width = panels.width();
  const Place place = panels.card("broadcasting_memory", words::memory, 4 * kit::line_height);
  if (!lesson.result().defined()) return;
  float y = place.at.y;
  std::int64_t bytes = 0, copied = 0;
  for (const Side side : {BroadcastingLesson::first, BroadcastingLesson::second}) {
    const lessons::Stretch& stretch = lesson.stretched(side);
    kit::number_line({place.at.x, y}, width, kit::print(words::strides, words::names[side]).c_str(),
                     shape_text(stretch.as_if.strides()).c_str());
    bytes += stretch.bytes;
    if (lesson.shape(side) != lesson.result_shape()) copied += static_cast<std::int64_t>(stretch.as_if.bytes());
    y += kit::line_height;
  }
  kit::number_line({place.at.x, y}, width, words::bytes, with_commas(bytes).c_str());
  kit::number_line({place.at.x, y + kit::line_height}, width, words::if_copied, with_commas(copied).c_str());
}

}  // namespace

void broadcasting(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<BroadcastingLesson&>(state);
  if (!lesson.factor(BroadcastingLesson::first).defined()) return;
  shapes(view, lesson, panels);
  values(view, lesson, panels);
  matrix_product(view, lesson, panels);
  memory(lesson, panels);
}

}  // namespace inkgrad::lesson_views
