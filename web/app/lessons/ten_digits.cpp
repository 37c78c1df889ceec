#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "web/app/lessons/views.hpp"
#include "web/app/panels/panels.hpp"
#include "web/app/state/lessons/ten_digits.hpp"
#include "web/app/text/ten_digits.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::ten_digits;

constexpr int gallery_columns = 5;

void weight_images(View& view, const TenDigitsLesson& lesson, kit::Panels& panels) {
  const kit::Gallery all = kit::gallery(10, image_side, gallery_columns, [&](int digit) {
    return std::span(lesson.weights()).subspan(static_cast<std::size_t>(digit) * image_pixels, image_pixels);
  });
  const float width = panels.width();
  const Place place = panels.card("ten_weights", words::weights, kit::picture_height(width, all.columns, all.rows));
  const kit::Hit hit = kit::picture(view, place.at, width, {.name = "weight_images", .values = all.values, .columns = all.columns,
    .rows = all.rows, .revision = lesson.weights_revision(), .ramp = kit::Ramp::signed_values, .limit = lesson.weights_limit(),
    .images = 10, .images_in_row = gallery_columns, .image_side = image_side});
  const ui::Untold untold;
  for (int digit = 0; digit < 10; ++digit) {
    const float step = hit.cell * (image_side + 1);
    ui::text_at({place.at.x + step * static_cast<float>(digit % gallery_columns) + 4,
                 place.at.y + step * static_cast<float>(digit / gallery_columns) + 2},
                Type::caption_strong, theme().ink, kit::print("%d", digit).c_str());
  }
  std::string said = words::weights_hint;
  const int digit = hit.over ? kit::image_at(hit, image_side, gallery_columns, 10) : -1;
  if (digit >= 0) {
    const int row = hit.row % (image_side + 1), column = hit.column % (image_side + 1);
    const float weight = lesson.weights()[static_cast<std::size_t>(digit * image_pixels + row * image_side + column)];
    said = kit::print(words::weight, digit, row, column, static_cast<double>(weight));
  }
  ui::text_at({place.at.x, place.at.y + hit.cell * static_cast<float>(all.rows) + 24}, Type::caption, theme().quiet, said.c_str());
}

void network(View& view, TenDigitsLesson& lesson, kit::Panels& panels) {
  const float row = kit::row_height(view), width = panels.width();
  const Place place = panels.card("ten_network", words::network, row + 12 + 2 * kit::line_height);
  const Training& training = view.app.training;
  if (kit::button(view, "train_epoch", place.at, words::train, Icon::play, words::train_tip,
                  training.running() ? words::why_no_training : nullptr, ui::Kind::primary)) {
    lesson.train(view.app);
  }
  float y = place.at.y + row + 12;
  const std::string state = lesson.trained()
      ? kit::print(words::training_at, training.epoch(), with_commas(training.step_count()).c_str()) : words::untrained;
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, state.c_str());
  y += kit::line_height;
  const bool known = lesson.accuracy() >= 0, test = lesson.source() == TenDigitsLesson::test;
  const std::string ours = known ? kit::print("%.4f", lesson.accuracy()) : words::counting;
  const std::string book = kit::print("%.3f", lessons::document_accuracy);
  kit::number_line({place.at.x, y}, width, test ? words::right_test : words::right_to_check, ours.c_str(),
                   test ? nullptr : book.c_str(), lesson.accuracy() >= lessons::document_accuracy, true);
}

// Which image it is, or that it is the drawing and what that is meant to be.
void choose_example(View& view, TenDigitsLesson& lesson, ImVec2 at, float width) {
  const float row = kit::row_height(view);
  if (lesson.source() == TenDigitsLesson::drawing) {
    const char* digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    ui::text_at(at, Type::caption, theme().quiet, words::meant);
    const int digit = kit::chips(view, "meant", {at.x, at.y + 20}, width, digits, lesson.label(), words::meant_tip);
    if (digit >= 0) lesson.choose_label(digit);
    return;
  }
  if (kit::button(view, "example_previous", at, nullptr, Icon::previous, words::previous)) lesson.move(-1);
  if (kit::button(view, "example_next", {at.x + row + 8, at.y}, nullptr, Icon::next, words::next)) lesson.move(1);
  const float x = at.x + 2 * row + 28;
  if (kit::button(view, "wrong_previous", {x, at.y}, nullptr, Icon::previous, words::previous_wrong,
                  lesson.has_mistake(-1) ? nullptr : words::why_none_wrong)) {
    lesson.move_to_mistake(-1);
  }
  const ImVec2 word = ui::text_size(Type::body, words::wrong_before);
  ui::text_at({x + row + 8, at.y + (row - word.y) / 2}, Type::body, theme().ink, words::wrong_before);
  if (kit::button(view, "wrong_next", {x + row + 16 + word.x, at.y}, nullptr, Icon::next, words::next_wrong,
                  lesson.has_mistake(1) ? nullptr : words::why_none_wrong)) {
    lesson.move_to_mistake(1);
  }
}

void example(View& view, TenDigitsLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view);
  const bool drawing = lesson.source() == TenDigitsLesson::drawing;
  const char* ten[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  const float chips = kit::chips_height(view, width, words::sources);
  const float choice = drawing ? 20 + kit::chips_height(view, width, ten) : row;
  const float side = std::min(width, 200.0f);
  const Place place = panels.card("ten_example", words::example,
                                  chips + 12 + choice + 12 + 22 + kit::picture_height(side, image_side, image_side));
  const int source = kit::chips(view, "source", place.at, width, words::sources, lesson.source(), words::source_tip);
  if (source >= 0) lesson.choose_source(source);
  float y = place.at.y + chips + 12;
  choose_example(view, lesson, {place.at.x, y}, width);
  y += choice + 12;
  if (lesson.has_example()) {
    const std::string which = drawing
        ? kit::print(words::drawn, lesson.label(), lesson.read())
        : kit::print(words::which, with_commas(lesson.place()).c_str(), with_commas(lesson.images()).c_str(), lesson.label(), lesson.read());
    ui::text_at({place.at.x, y}, Type::body, lesson.read() == lesson.label() ? theme().ink : theme().warn, which.c_str());
  }
  y += 22;
  const std::vector<float> pixels(lesson.image().begin(), lesson.image().end());
  kit::picture(view, {place.at.x, y}, side, {.name = "example_image", .values = pixels, .columns = image_side, .rows = image_side,
    .revision = lesson.revision(), .value = words::pixel});
}

// The ten lines for those who read them.
void note_table(const TenDigitsLesson& lesson) {
  if (!ui::outline_table_of("ten", words::table)) return;
  ui::TableText table(10, 10);
  for (const char* head : words::columns) table.cell(head);
  const auto scores = lesson.ten().scores.to_vector<float>(), shares = lesson.ten().probabilities.to_vector<float>(),
             logs = lesson.ten().log_probabilities.to_vector<float>();
  for (std::size_t i = 0; i < 10; ++i) {
    table.row();
    table.cell(static_cast<std::int64_t>(i));
    for (const float number : {scores[i], shares[i], logs[i]}) table.number("%.4f", static_cast<double>(number));
  }
}

// A line a digit; the label's stands on colour, the largest score is strong.
void table(const TenDigitsLesson& lesson, kit::Panels& panels) {
  constexpr float line = 22;
  const Theme& t = theme();
  const float width = panels.width();
  const Place place = panels.card("ten_table", words::table, 11 * line + 8 + 2 * kit::line_height);
  if (!lesson.has_example()) {
    kit::words(place.at, width, Type::body, t.quiet, words::draw_first);
    return;
  }
  note_table(lesson);
  const float ends[] = {36, width * 0.38f, width * 0.66f, width - 8};
  std::optional<ui::Untold> untold(std::in_place);
  for (std::size_t i = 0; i < 4; ++i) ui::text_right({place.at.x + ends[i], place.at.y}, Type::caption, t.quiet, words::columns[i]);
  const auto scores = lesson.ten().scores.to_vector<float>(), shares = lesson.ten().probabilities.to_vector<float>(),
             logs = lesson.ten().log_probabilities.to_vector<float>();
  for (int digit = 0; digit < 10; ++digit) {
    const float y = place.at.y + line * static_cast<float>(digit + 1);
    const auto i = static_cast<std::size_t>(digit);
    if (digit == lesson.label()) {
      ImGui::GetWindowDrawList()->AddRectFilled({place.at.x, y - 2}, {place.at.x + width, y + line - 4}, faded(t.accent, 0.14f), 4);
    }
    // The share as a quiet bar behind its number.
    const float from = place.at.x + ends[1] + 12, to = place.at.x + ends[2] + 6;
    ImGui::GetWindowDrawList()->AddRectFilled({from, y}, {from + (to - from) * shares[i], y + line - 6}, faded(t.ink, 0.16f), 3);
    const Type type = digit == lesson.read() ? Type::caption_strong : Type::caption;
    ui::text_right({place.at.x + ends[0], y}, type, t.ink, kit::print("%d", digit).c_str());
    ui::text_right({place.at.x + ends[1], y}, type, t.ink, kit::print("%.4f", static_cast<double>(scores[i])).c_str());
    ui::text_right({place.at.x + ends[2], y}, type, t.ink, kit::print("%.4f", static_cast<double>(shares[i])).c_str());
    ui::text_right({place.at.x + ends[3], y}, type, t.ink, kit::print("%.4f", static_cast<double>(logs[i])).c_str());
  }
  untold.reset();
  const float y = place.at.y + 11 * line + 8;
  kit::number_line({place.at.x, y}, width - 8, words::sum, kit::print("%.4f", lesson.sum()).c_str());
  kit::number_line({place.at.x, y + kit::line_height}, width - 8, kit::print(words::loss, lesson.label()).c_str(),
                   kit::print("%.4f", lesson.loss()).c_str());
}

}  // namespace

void ten_digits(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<TenDigitsLesson&>(state);
  if (lesson.weights().empty()) return;
  network(view, lesson, panels);
  weight_images(view, lesson, panels);
  example(view, lesson, panels);
  if (lesson.source() == TenDigitsLesson::drawing) {
    const Place place = panels.card("ten_pad", nullptr, panels.width() + view.control() + size::gap);
    draw_panel("pad", view, place);
  }
  table(lesson, panels);
}

}  // namespace inkgrad::lesson_views
