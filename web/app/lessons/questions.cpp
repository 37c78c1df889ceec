#include "web/app/state/lessons/questions.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "web/app/lessons/views.hpp"
#include "web/app/text/questions.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::questions;

constexpr float number_width = 32, mark_width = 28;

// Names of what the program prints are marked by backticks in the source; the page has no use for them.
std::string plain(const std::string& text) {
  std::string shown = text::tr(text.c_str());
  std::erase(shown, '`');
  return shown;
}

std::string numbers_of(const lessons::Question& question) {
  std::string text;
  for (const lessons::Sight& sight : question.sights) {
    if (sight.numbers.empty()) continue;
    text += (text.empty() ? "" : "\n") + sight.step + " ";
    for (const std::string& number : sight.numbers) text += " " + number;
  }
  return text;
}

float code_height(const std::string& code, float width) { return kit::words_height(width - 24, Type::mono, code.c_str()) + 16; }

// What an open question needs under it; draws it at `at` if it should.
float answer(bool draws, const lessons::Question& question, ImVec2 at, float width) {
  const Theme& t = theme();
  const float begin = at.y;
  const auto block = [&](const std::string& code, ImU32 colour) {
    const float height = code_height(code, width);
    if (draws) {
      ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + width, at.y + height}, t.field, size::control_corner);
      kit::words({at.x + 12, at.y + 8}, width - 24, Type::mono, colour, code.c_str());
    }
    at.y += height + 8;
  };
  for (const lessons::Paragraph& paragraph : question.answer) {
    if (paragraph.code) {
      block(paragraph.text, t.ink);
      continue;
    }
    const std::string text = plain(paragraph.text);
    const float measure = std::min(width, size::line_length);
    if (draws) kit::words(at, measure, Type::body, t.ink, text.c_str());
    at.y += kit::words_height(measure, Type::body, text.c_str()) + 8;
  }
  if (const std::string numbers = numbers_of(question); !numbers.empty()) {
    if (draws) ui::text_at(at, Type::caption, t.quiet, words::seen);
    at.y += 20;
    block(numbers, t.quiet);
  }
  return at.y - begin;
}

// The lesson to look in, and the mark; under each other where there is no room for both in a row. Gives the height.
float buttons(View& view, QuestionsLesson& lesson, int question, ImVec2 at, float width, bool draws) {
  const float row = kit::row_height(view);
  const int place = lesson.lesson_of(question);
  const std::string where = place >= 0 ? text::tr(lesson_view(lesson_entries()[static_cast<std::size_t>(place)].id).words.short_title)
                                       : std::string(where_seen()[static_cast<std::size_t>(question - 1)].lesson);
  const std::string look = kit::print(words::look, where.c_str());
  const float used = ui::text_size(Type::body_strong, look.c_str()).x + ui::text_size(Type::body_strong, words::known).x + 140;
  const bool beside = used <= width;
  if (!draws) return beside ? row : 2 * row + 8;
  const bool known = lesson.known(question);
  if (kit::button(view, "question_known", beside ? ImVec2(at.x, at.y) : ImVec2(at.x, at.y + row + 8), known ? words::known : words::knew, Icon::none,
                  words::knew_tip, nullptr, known ? ui::Kind::plain : ui::Kind::primary)) {
    lesson.set_known(question, !known);
  }
  const float x = beside ? ImGui::GetItemRectMax().x + 8 : at.x;
  if (kit::button(view, "question_look", {x, at.y}, look.c_str(), Icon::next, words::look_tip, place >= 0 ? nullptr : words::why_no_lesson)) {
    lesson.look(view.app, question);
  }
  return beside ? row : 2 * row + 8;
}

struct Line {
  float title = 0, answer = 0, buttons = 0;  // heights; of a closed question the last two are 0
  float all() const { return title + (answer > 0 ? answer + buttons + 20 : 0); }
};

}  // namespace

void questions(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<QuestionsLesson&>(state);
  const Theme& t = theme();
  const float width = panels.whole_width(), title_width = std::min(width - number_width - mark_width, size::line_length);
  const float inner = width - number_width;
  std::vector<Line> lines;
  float height = 28;
  for (const lessons::Question& question : lesson.questions()) {
    Line line;
    line.title = std::max(view.control() + 4, kit::words_height(title_width, Type::body, plain(question.text).c_str()) + 14);
    if (lesson.open() == question.number) {
      line.answer = answer(false, question, {0, 0}, inner);
      line.buttons = buttons(view, lesson, question.number, {0, 0}, inner, false);
    }
    lines.push_back(line);
    height += line.all();
  }
  const Place place = panels.card("questions_list", words::list, height, true);
  ui::text_at(place.at, Type::caption, t.quiet, kit::print(words::known_line, lesson.known_count(), static_cast<int>(lines.size())).c_str());
  float y = place.at.y + 28;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const lessons::Question& question = lesson.questions()[i];
    const int number = question.number;
    const bool open = lesson.open() == number;
    ImGui::SetCursorScreenPos({place.at.x - 8, y});
    ImGui::PushID(number);
    const ui::Item item = ui::interact("question", {width + 16, lines[i].title}, false);
    ui::outline_control(ui::Role::choice, plain(question.text).c_str(), lesson.known(number) ? words::known : words::open_tip).on = open;
    view.remember(kit::print("question_%d", number).c_str());
    if (!open) ui::tooltip(words::open_tip);
    if (item.hovered || open) {
      ImGui::GetWindowDrawList()->AddRectFilled(item.from, item.to, open ? faded(t.accent, 0.12f) : t.hover, size::control_corner);
    }
    std::optional<ui::Untold> untold(std::in_place);  // the control says it
    ui::text_right({place.at.x + number_width - 12, y + 8}, Type::caption, open ? t.accent : t.quiet, kit::print(words::numbered, number).c_str());
    if (lesson.known(number)) ui::text_right({place.at.x + width - 4, y + 7}, Type::body_strong, t.good, "✓");
    kit::words({place.at.x + number_width, y + 7}, title_width, Type::body, open ? t.accent : t.ink, plain(question.text).c_str());
    untold.reset();
    ui::focus_ring(item, size::control_corner);
    if (item.pressed) lesson.set_open(open ? 0 : number);
    if (open) {
      const ImVec2 at{place.at.x + number_width, y + lines[i].title + 8};
      answer(true, question, at, inner);
      buttons(view, lesson, number, {at.x, at.y + lines[i].answer}, inner, true);
    }
    ImGui::PopID();
    y += lines[i].all();
    if (i + 1 < lines.size()) ui::hairline({place.at.x, y}, width);
  }
}

}  // namespace inkgrad::lesson_views
