// A lesson's place on the page, and the list to choose one from.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "web/app/lessons/views.hpp"
#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad {
namespace {

constexpr float words_width = 320, side_by_side_from = 700;

const LessonEntry& entry_of(const View& view) { return lesson_entries()[static_cast<std::size_t>(view.app.lesson())]; }

// Formula lines on a quiet ground. Returns where it ends.
float formula(ImVec2 at, float width, const char* text) {
  const float height = kit::words_height(width - 24, Type::mono, text);
  ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + width, at.y + height + 20}, theme().field, size::control_corner);
  kit::words({at.x + 12, at.y + 10}, width - 24, Type::mono, theme().ink, text);
  return at.y + height + 20;
}

float next_height(const View& view) { return view.control() + size::unit; }

float try_this_height(const View& view, float width, const char* text, bool done) {
  return kit::words_height(width - 32, Type::body, text) + 44 + (done ? next_height(view) : 0);
}

// "Try this"; once it is done with a mark, and the way to the next lesson.
void try_this(View& view, ImVec2 at, float width, const char* text, bool done) {
  const Theme& t = theme();
  const ImU32 colour = done ? t.good : t.accent;
  const float height = try_this_height(view, width, text, done);
  const ImVec2 end{at.x + width, at.y + height};
  ui::card(at, end, faded(colour, 0.08f), size::control_corner);
  ui::outline_words(ui::Role::heading, done ? text::tried : text::try_this);
  ui::text_at({at.x + 16, at.y + 10}, Type::caption_strong, colour, done ? text::tried : text::try_this);
  kit::words({at.x + 16, at.y + 30}, width - 32, Type::body, t.ink, text);
  view.app.places["try_this"] = {at.x, at.y, width, height};
  const auto next = static_cast<std::size_t>(view.app.lesson() + 1);
  if (!done || next >= lesson_entries().size() || lesson_entries()[next].tool) return;
  const std::string word = kit::print(text::next_lesson, text::tr(lesson_view(lesson_entries()[next].id).words.short_title));
  if (kit::button(view, "next_lesson", {at.x + 12, end.y - next_height(view) - 8}, word.c_str(), Icon::next, nullptr)) {
    view.app.open_lesson(static_cast<int>(next));
  }
}

// Title, paragraphs, formula. Returns where they end.
float lesson_words(ImVec2 at, float width, const text::LessonText& text) {
  const Theme& t = theme();
  float y = at.y + kit::words(at, width, Type::heading, t.ink, text.title) + 8;
  for (const char* begin = text::tr(text.body); *begin != 0;) {
    const char* stop = std::strstr(begin, "\n\n");
    const std::string paragraph = stop != nullptr ? std::string(begin, stop) : std::string(begin);
    y += kit::words({at.x, y}, width, Type::body, t.ink, paragraph.c_str()) + 10;
    begin = stop != nullptr ? stop + 2 : begin + paragraph.size();
  }
  return formula({at.x, y + 2}, width, text.formula) + size::gap;
}

// Beside the panels: words that scroll where they must, and what to try always in sight, right under them or at the bottom.
void words_column(View& view, Place place, const text::LessonText& text, bool done) {
  const float width = place.size.x - 2 * size::padding;
  const float task = try_this_height(view, width, text.try_this, done) + size::padding;
  const float room = std::max(place.size.y - task, 80.0f);
  float end = 0;
  if (ui::begin_region("words", place.at, {place.size.x, room})) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    end = lesson_words({at.x + size::padding, at.y + size::padding}, width, text);
    ImGui::SetCursorScreenPos({at.x, end});
    ImGui::Dummy({1, 0});
  }
  ui::end_region(theme().paper);
  try_this(view, {place.at.x + size::padding, std::min(end, place.at.y + room)}, width, text.try_this, done);
}

// Where MNIST has not arrived yet.
void waiting(const View& view, Place place) {
  const ImVec2 at{place.at.x, place.at.y + 24};
  const std::string line = view.app.data_progress < 1 ? kit::print(text::lesson_waits, view.app.data_progress * 100) : text::lesson_waits_last;
  kit::words(at, place.size.x, Type::body, theme().quiet, line.c_str());
}

void lesson_panels(View& view, Place place) {
  const LessonEntry& entry = entry_of(view);
  if (entry.data && !view.app.data_here()) return waiting(view, place);
  kit::Panels panels(view, place);
  lesson_view(entry.id).draw(view, *view.app.lesson_state(view.app.lesson()), panels);
}

}  // namespace

void draw_lesson(View& view, Place place) {
  const LessonView& lesson = lesson_view(entry_of(view).id);
  const bool done = view.app.lesson_state(view.app.lesson())->done();
  ImGui::PushID(lesson.words.short_title);
  if (place.size.x >= side_by_side_from) {
    words_column(view, {place.at, {words_width, place.size.y}}, lesson.words, done);
    const ImVec2 at{place.at.x + words_width, place.at.y};
    if (ui::begin_region("panels", at, {place.size.x - words_width, place.size.y})) {
      const ImVec2 inner = ImGui::GetCursorScreenPos();
      lesson_panels(view, {{inner.x, inner.y + size::gap}, {place.size.x - words_width - size::gap, place.size.y}});
    }
    ui::end_region(theme().paper);
  } else {
    const float side = size::padding;
    const ImVec2 at{place.at.x + side, place.at.y + size::gap};
    const float width = place.size.x - 2 * side;
    const float line = std::min(width, size::line_length), words_end = lesson_words(at, line, lesson.words);
    try_this(view, {at.x, words_end}, line, lesson.words.try_this, done);
    lesson_panels(view, {{at.x, words_end + try_this_height(view, line, lesson.words.try_this, done) + size::padding}, {width, place.size.y}});
    ImGui::Dummy({1, size::padding});
  }
  ImGui::PopID();
}

void lesson_list(View& view, Place place) {
  const Theme& t = theme();
  if (ui::begin_region("lessons", place.at, place.size)) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float row = view.touch ? size::touch : 30;  // all of them in a window 800 pixels high
    float y = at.y + 8;
    bool tools_begun = false;
    for (int i = -1; i < static_cast<int>(lesson_entries().size()); ++i) {
      const bool on = view.app.lesson() == i;
      const bool done = view.app.lesson_state(i) != nullptr && view.app.lesson_state(i)->done();
      const bool tool = i >= 0 && lesson_entries()[static_cast<std::size_t>(i)].tool;
      if (tool && !tools_begun) {
        tools_begun = true;
        ui::outline_words(ui::Role::heading, text::tools);
        ui::text_at({at.x + 20, y + 14}, Type::caption_strong, t.quiet, text::tools);
        y += 36;
      }
      const char* title = i < 0 ? text::bench : lesson_view(lesson_entries()[static_cast<std::size_t>(i)].id).words.short_title;
      ImGui::SetCursorScreenPos({at.x + 8, y});
      ImGui::PushID(i);
      const ui::Item item = ui::interact("lesson", {place.size.x - 16, row}, false);
      ui::outline_control(ui::Role::choice, title, done ? text::tried : nullptr).on = on;
      const ui::Untold untold;
      ImGui::PopID();
      view.remember(i < 0 ? "lesson_bench" : kit::print("lesson_%s", lesson_entries()[static_cast<std::size_t>(i)].id.data()).c_str());
      if (on || item.hovered) {
        ImGui::GetWindowDrawList()->AddRectFilled(item.from, item.to, on ? faded(t.accent, 0.12f) : t.hover, size::control_corner);
      }
      const float middle = std::round((item.from.y + item.to.y - ui::line_height(Type::body)) / 2);
      if (i >= 0 && !tool) ui::text_right({item.from.x + 28, middle + 1}, Type::caption, on ? t.accent : t.quiet, kit::print("%d", i + 1).c_str());
      ui::text_at({item.from.x + 38, middle}, on ? Type::body_strong : Type::body, on ? t.accent : t.ink, title);
      if (done) ui::text_right({item.to.x - 8, middle}, Type::body_strong, t.good, "✓");
      ui::focus_ring(item, size::control_corner);
      if (item.pressed) view.app.open_lesson(i);
      y += row;
    }
    ImGui::SetCursorScreenPos({at.x, y + 8});
    ImGui::Dummy({1, 0});
  }
  ui::end_region(theme().panel);
}

void lesson_select(View& view, float width, float height) {
  const int open = view.app.lesson();
  const char* shown = open < 0 ? text::bench : lesson_view(entry_of(view).id).words.short_title;
  if (!ui::begin_select("lesson", shown, {width, height}, text::lesson_tip)) return;
  for (int i = -1; i < static_cast<int>(lesson_entries().size()); ++i) {
    const bool tool = i >= 0 && lesson_entries()[static_cast<std::size_t>(i)].tool;
    const char* title = text::tr(i < 0 ? text::bench : lesson_view(lesson_entries()[static_cast<std::size_t>(i)].id).words.short_title);
    const std::string name = i < 0 || tool ? title : kit::print("%d  %s", i + 1, title);
    const bool done = view.app.lesson_state(i) != nullptr && view.app.lesson_state(i)->done();
    if (ui::option(name.c_str(), done ? "✓" : nullptr, i == open, view.control() + 4)) view.app.open_lesson(i);
  }
  ui::end_select();
}

}  // namespace inkgrad
