#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {

namespace {

// The 28 x 28 numbers for those who read them.
void note(const View& view) {
  if (!ui::outline_table(text::seen)) return;
  ui::TableText table(image_pixels, image_pixels);
  table.cell(text::picture_row);
  table.count(image_side);
  for (int row = 0; row < image_side; ++row) {
    table.row();
    table.cell(std::int64_t{row});
    for (int column = 0; column < image_side; ++column) table.cell(static_cast<std::int64_t>(view.seen.at(column, row)));
  }
}

}  // namespace

void seen(View& view, Place place) {
  const Theme& t = theme();
  if (view.seen_revision != view.app.image_revision()) {
    view.seen_revision = view.app.image_revision();
    std::array<float, image_pixels> values;
    std::copy(view.app.image().pixels.begin(), view.app.image().pixels.end(), values.begin());
    view.seen.set(values, image_side, image_side);
  }
  const float head = ui::line_height(Type::caption) + 8;
  const bool compact = place.size.x < 160;
  const float foot = compact ? 0 : 48;
  // Whole device pixels for every cell, so that all are equally large.
  const float ratio = ImGui::GetIO().DisplayFramebufferScale.x;
  const float room = std::min(place.size.x, place.size.y - head - foot);
  const float cell = std::max(1.0f, std::floor((room - 2) * ratio / image_side)) / ratio;
  const float side = cell * image_side;

  const ui::Untold untold;
  ui::text_at(place.at, Type::caption, t.quiet, compact ? text::seen_size : text::seen);
  const float words = ui::text_size(Type::caption, text::seen).x + ui::text_size(Type::caption, text::seen_size).x;
  if (!compact && words + 16 <= side) {
    ui::text_right({place.at.x + side + 2, place.at.y}, Type::caption, t.quiet, text::seen_size);
  }
  const ImVec2 frame{place.at.x, std::round((place.at.y + head) * ratio) / ratio};
  const float line = 1 / ratio;
  const ImVec2 at{frame.x + line, frame.y + line};
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(frame, {at.x + side + line, at.y + side + line}, t.line);
  view.seen.draw(list, at, {side, side}, {t.panel, t.panel, t.ink, t.panel, t.grid, 255});

  ImGui::SetCursorScreenPos(at);
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  ImGui::InvisibleButton("seen", {side, side});
  ImGui::PopItemFlag();
  view.remember("image");
  note(view);
  char value[160];
  std::snprintf(value, sizeof value, "%s", view.touch ? text::seen_hint_touch : text::seen_hint);
  if (ImGui::IsItemHovered()) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const int column = std::clamp(static_cast<int>((mouse.x - at.x) / cell), 0, image_side - 1);
    const int row = std::clamp(static_cast<int>((mouse.y - at.y) / cell), 0, image_side - 1);
    std::snprintf(value, sizeof value, text::tr(text::seen_value), row, column, static_cast<int>(view.seen.at(column, row)));
    const ImVec2 from{at.x + cell * static_cast<float>(column), at.y + cell * static_cast<float>(row)};
    list->AddRect(from, {from.x + cell, from.y + cell}, t.accent, 0, 0, 1.5f);
    if (compact) ui::tooltip(value);
  }
  if (compact) return;

  // The scale, with its ends, and the value under the pointer.
  const float y = at.y + side + 12;
  const float low = ui::text_size(Type::caption, text::scale_low).x, high = ui::text_size(Type::caption, text::scale_high).x;
  ui::text_at({frame.x, y - 3}, Type::caption, t.quiet, text::scale_low);
  ui::text_right({frame.x + side + 2, y - 3}, Type::caption, t.quiet, text::scale_high);
  const ImVec2 from{frame.x + low + 8, y}, to{frame.x + side + 2 - high - 8, y + 10};
  list->AddRectFilled({from.x - line, from.y - line}, {to.x + line, to.y + line}, t.line);
  list->AddRectFilledMultiColor(from, to, t.panel, t.ink, t.ink, t.panel);
  ImGui::SetCursorScreenPos({frame.x, y + 18});
  ui::paragraph(Type::caption, t.quiet, value, place.size.x);
}

}  // namespace inkgrad::panels
