#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {
namespace {

// One row: the digit, its bar, its probability.
void bar(const View& view, int digit, ImVec2 at, float width, float height) {
  const Theme& t = theme();
  const Reader& reader = view.app.reader;
  const float part = reader.bars()[static_cast<std::size_t>(digit)];
  const bool best = reader.has_reading() && reader.reading().digit == digit;
  const Type type = best ? Type::body_strong : Type::body;
  const float middle = at.y + height / 2;
  const char name[] = {static_cast<char>('0' + digit), 0};
  ui::text_centred({at.x + 6, middle}, type, best ? t.ink : t.quiet, name);
  const float from = at.x + 24, to = at.x + width - 44;
  const float thick = std::min(12.0f, height - 6);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled({from, middle - thick / 2}, {to, middle + thick / 2}, t.field, 3);
  const float length = (to - from) * part;
  if (length >= 0.5f) {
    list->AddRectFilled({from, middle - thick / 2}, {from + length, middle + thick / 2}, best ? t.accent : faded(t.accent, 0.45f),
                        std::min(3.0f, length / 2));
  }
  char number[8] = "";
  if (reader.has_reading()) std::snprintf(number, sizeof number, "%.2f", static_cast<double>(part));
  ui::text_right({at.x + width, middle - ui::line_height(type) / 2}, type, best ? t.ink : t.quiet, number);
}

}  // namespace

void digit(View& view, Place place) {
  const Theme& t = theme();
  const Reader& reader = view.app.reader;
  const char figure[] = {static_cast<char>('0' + reader.reading().digit), 0};
  const bool sure = reader.sure();
  const ui::Untold untold;  // the page's region "reading" tells it
  ui::text_at(place.at, Type::digit, sure ? t.ink : t.quiet, sure ? figure : text::unsure);
}

void bars(View& view, Place place) {
  const ui::Untold untold;
  const float row = std::floor(place.size.y / digit_classes);
  for (int i = 0; i < digit_classes; ++i) {
    bar(view, i, {place.at.x, place.at.y + row * static_cast<float>(i)}, place.size.x, row);
  }
  ImGui::SetCursorScreenPos(place.at);
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  ImGui::InvisibleButton("bars", {place.size.x, row * digit_classes});
  ImGui::PopItemFlag();
  view.remember("bars");
  if (ui::outline_table(text::bars_title)) {
    const Reader& reader = view.app.reader;
    ui::TableText table(digit_classes, digit_classes);
    for (const char* head : text::bars_head) table.cell(head);
    for (std::size_t digit = 0; digit < digit_classes; ++digit) {
      table.row();
      table.cell(static_cast<std::int64_t>(digit));
      if (reader.has_reading()) table.number("%.3f", static_cast<double>(reader.reading().probabilities[digit]));
    }
  }
  if (!view.touch) ui::tooltip(text::bars_tip);
}

void reading(View& view, Place place) {
  const Reader& reader = view.app.reader;
  constexpr float head = 40;
  digit(view, place);
  char note[224];
  if (reader.chosen() == nullptr) {
    std::snprintf(note, sizeof note, "%s", text::no_model_read);
  } else if (!reader.has_reading()) {
    std::snprintf(note, sizeof note, "%s", text::nothing_read);
  } else if (!reader.sure()) {
    std::snprintf(note, sizeof note, "%s", text::not_sure);
  } else if (reader.chosen()->live) {
    std::snprintf(note, sizeof note, "%s", text::read_live);
  } else {
    std::snprintf(note, sizeof note, text::tr(text::read_by), text::tr(reader.chosen()->name.c_str()));
  }
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->PushClipRect(place.at, {place.at.x + place.size.x, place.at.y + head}, true);
  ui::text_at({place.at.x + 36, place.at.y + 10}, Type::caption, theme().quiet, note);
  list->PopClipRect();
  bars(view, {{place.at.x, place.at.y + head}, {place.size.x, place.size.y - head}});
}

}  // namespace inkgrad::panels
