#include <algorithm>
#include <cmath>
#include <string>

#include "web/app/lessons/views.hpp"
#include "engine/lessons/pixels.hpp"
#include "web/app/state/lessons/pixels.hpp"
#include "web/app/text.hpp"
#include "web/app/text/pixels.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::pixels;

std::string shape_of(const Tensor& tensor) {
  std::string text = "(";
  for (int axis = 0; axis < tensor.ndim(); ++axis) text += (axis > 0 ? ", " : "") + with_commas(tensor.size(axis));
  return text + (tensor.ndim() == 1 ? ",)" : ")");
}

std::vector<float> as_floats(const Tensor& tensor) { return to(tensor, DType::float32).to_vector<float>(); }

// Which images: a digit's, one after the other.
void choice(View& view, PixelsLesson& lesson, kit::Panels& panels) {
  const char* labels[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", words::all};
  const float chips = kit::chips_height(view, panels.width(), labels), row = kit::row_height(view);
  const Place place = panels.card("pixels_images", words::images, chips + 12 + row);
  const int pressed = kit::chips(view, "digit", place.at, place.size.x, labels, lesson.digit(), words::class_tip);
  if (pressed >= 0) lesson.choose_digit(pressed);
  const float y = place.at.y + chips + 12;
  const auto count = lesson.images().size(0);
  if (kit::button(view, "previous", {place.at.x, y}, nullptr, Icon::previous, words::previous)) lesson.move(-1);
  if (kit::button(view, "next", {place.at.x + row + 8, y}, nullptr, Icon::next, words::next)) lesson.move(1);
  const std::string which = kit::print(words::which, with_commas(lesson.place()).c_str(), with_commas(count - 1).c_str(), lesson.label());
  ui::text_at({place.at.x + 2 * row + 24, y + (row - ui::line_height(Type::body)) / 2}, Type::body, theme().ink, which.c_str());
}

void image(View& view, PixelsLesson& lesson, kit::Panels& panels) {
  const float width = panels.width();
  const Place place = panels.card("pixels_image", words::picture, kit::picture_height(width, image_side, image_side));
  const std::vector<float> values = as_floats(lesson.images().select(0, lesson.place()));
  const kit::Hit hit = kit::picture(view, place.at, width, {.name = "image_pixels", .values = values, .columns = image_side,
    .rows = image_side, .revision = lesson.revision(), .value = words::pixel, .hint = words::pixel_hint});
  // While the pointer is down its way over the image is the window.
  if (hit.pressed) view.drag_from = {static_cast<float>(hit.column), static_cast<float>(hit.row)};
  if (!hit.held) return;
  const int row = static_cast<int>(view.drag_from.y), column = static_cast<int>(view.drag_from.x);
  kit::mark(hit, std::min(row, hit.row), std::min(column, hit.column), std::max(row, hit.row) + 1, std::max(column, hit.column) + 1);
  lesson.set_window(row, column, hit.row, hit.column);
}

// Numbers in rows and columns for those who read them.
void note_numbers(const char* id, const char* title, const std::vector<float>& values, std::size_t columns) {
  if (!ui::outline_table_of(id, title)) return;
  ui::TableText table(values.size(), values.size());
  table.cell(text::picture_row);
  table.count(static_cast<int>(columns));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % columns == 0) {
      table.row();
      table.cell(static_cast<std::int64_t>(i / columns));
    }
    table.number("%.0f", static_cast<double>(values[i]));
  }
}

// The numbers themselves, each on its grey; what is too much for that as a picture.
void table(View& view, PixelsLesson& lesson, ImVec2 at, float width) {
  const Theme& t = theme();
  const Tensor part = lesson.part();
  const std::vector<float> values = as_floats(part);
  const auto columns = static_cast<int>(part.ndim() == 2 ? part.size(1) : std::min<std::int64_t>(part.numel(), 14));
  note_numbers("part", words::part, values, static_cast<std::size_t>(columns));
  const ui::Untold untold;
  constexpr float high = 20;
  const float wide = std::min(40.0f, std::floor(width / static_cast<float>(std::max(1, columns))));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const ImVec2 from{at.x + wide * static_cast<float>(static_cast<int>(i) % columns), at.y + high * static_cast<float>(static_cast<int>(i) / columns)};
    const ImVec2 to{from.x + wide, from.y + high};
    ImGui::GetWindowDrawList()->AddRectFilled(from, to, t.panel);
    ImGui::GetWindowDrawList()->AddRectFilled(from, to, faded(t.ink, values[i] / 255));
    ui::text_centred({(from.x + to.x) / 2, (from.y + to.y) / 2}, Type::caption, values[i] > 110 ? t.panel : t.ink,
                     kit::print("%.0f", static_cast<double>(values[i])).c_str());
  }
  view.app.places["part_table"] = {at.x, at.y, wide * static_cast<float>(columns), high};
}

void part(View& view, PixelsLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view);
  const float chips = kit::chips_height(view, width, words::presets);
  constexpr float room = 14 * 20;
  const Place place = panels.card("pixels_part", words::part, row + 8 + chips + 12 + 22 + 20 + room);
  ImGui::SetCursorScreenPos(place.at);
  std::string index = lesson.index();
  ui::name_next(words::part);
  if (ui::text_field("##index", &index, {width, row}, !lesson.error().empty(), words::index_tip)) lesson.set_index(index);
  ui::name_next(nullptr);
  view.remember("index");
  const int pressed = kit::chips(view, "preset", {place.at.x, place.at.y + row + 8}, width, words::presets, -1, words::preset_tip);
  if (pressed >= 0) lesson.set_index(words::presets[pressed]);
  float y = place.at.y + row + 8 + chips + 12;
  if (!lesson.error().empty()) {
    kit::words({place.at.x, y}, width, Type::caption, theme().warn, lesson.error().c_str());
    return;
  }
  const Tensor& taken = lesson.part();
  ui::text_at({place.at.x, y}, Type::mono, theme().ink, kit::print(words::shape, shape_of(taken).c_str(), taken.ndim()).c_str());
  y += 22;
  if (const auto indexed = lesson.indexed_image(); indexed && *indexed < 0) {
    const std::string said = kit::print(words::from_the_back, *indexed, with_commas(lesson.place()).c_str());
    ui::text_at({place.at.x, y}, Type::caption, theme().quiet, said.c_str());
    y += 20;
  }
  const bool printable = taken.ndim() <= 2 && taken.numel() > 0 && taken.numel() <= 14 * 14 && (taken.ndim() < 2 || taken.size(1) <= 14);
  if (printable) return table(view, lesson, {place.at.x, y}, width);
  if (taken.numel() == 0) return;
  // The last two axes as a picture; of more images than one the first.
  Tensor shown = taken;
  while (shown.ndim() > 2) shown = shown.select(0, 0);
  const auto columns = static_cast<int>(shown.size(-1)), rows = shown.ndim() == 2 ? static_cast<int>(shown.size(0)) : 1;
  const std::vector<float> values = as_floats(shown);
  const float fitting = std::min(width, (room - 24) * static_cast<float>(columns) / static_cast<float>(rows));
  kit::picture(view, {place.at.x, y}, fitting, {.name = "part_picture", .values = values, .columns = columns, .rows = rows,
    .revision = lesson.revision(), .scale = false});
}

// The course's smallest example: a table doubled, and cut.
void example(kit::Panels& panels) {
  const float side = 26;
  const Place place = panels.card("pixels_example", words::example, 22 + 3 * side);
  const auto grid = [&](float x, const char* name, const Tensor& table) {
    const std::vector<float> values = table.to_vector<float>();
    const auto columns = static_cast<std::size_t>(table.size(1));
    note_numbers(name, name, values, columns);
    const ui::Untold untold;
    ui::text_at({place.at.x + x, place.at.y}, Type::mono, theme().quiet, name);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const ImVec2 from{place.at.x + x + side * static_cast<float>(i % columns), place.at.y + 22 + side * static_cast<float>(i / columns)};
      ImGui::GetWindowDrawList()->AddRect(from, {from.x + side, from.y + side}, theme().line);
      ui::text_centred({from.x + side / 2, from.y + side / 2}, Type::caption, theme().ink, kit::print("%.0f", static_cast<double>(values[i])).c_str());
    }
  };
  const lessons::TableExample example = lessons::table_example();
  grid(0, words::example_table, example.table);
  grid(3 * side + 20, words::example_doubled, example.doubled);
  grid(6 * side + 40, words::example_corner, example.corner);
}

}  // namespace

void pixels(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<PixelsLesson&>(state);
  if (!lesson.images().defined()) return;
  image(view, lesson, panels);
  choice(view, lesson, panels);
  part(view, lesson, panels);
  example(panels);
}

}  // namespace inkgrad::lesson_views
