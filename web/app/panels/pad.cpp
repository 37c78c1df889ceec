#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {

void pad(View& view, Place place) {
  Drawing& drawing = view.app.drawing;
  const Theme& t = theme();
  const float tools = view.control();
  const float side = std::floor(std::min(place.size.x, place.size.y - tools - size::gap));
  const ImVec2 at{place.at.x + std::floor((place.size.x - side) / 2), place.at.y};
  const ImVec2 end{at.x + side, at.y + side};

  ui::card(at, end, t.panel, size::panel_corner);
  ImGui::SetCursorScreenPos(at);
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  ImGui::InvisibleButton("pad", {side, side});
  ImGui::PopItemFlag();
  view.remember("pad");
  ui::outline_same(text::tab_draw);
  const ImRect visible = ImGui::GetCurrentWindow()->ClipRect;
  view.pad = {at.x, at.y, side, side};
  // The pen is taken from the window's own events, so that no point waits for another frame; this says where it may draw.
  view.pad_free = !view.help_open && !view.sheet_open && view.sheet_shown == 0 &&
                  !ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
  view.pad_visible = {visible.Min.x, visible.Min.y, visible.GetWidth(), visible.GetHeight()};
  if (ImGui::IsItemActive()) ui::keep_drag();

  ImDrawList* list = ImGui::GetWindowDrawList();
  if (drawing.empty()) {
    const ui::Untold untold;
    const ImVec2 centre{(at.x + end.x) / 2, (at.y + end.y) / 2};
    ui::text_centred({centre.x, centre.y - 14}, Type::heading, t.quiet, text::hint);
    const Type more = ui::text_size(Type::body, text::hint_more).x + 32 <= side ? Type::body : Type::caption;
    if (ui::text_size(more, text::hint_more).x + 32 <= side) {
      ui::text_centred({centre.x, centre.y + 14}, more, t.quiet, text::hint_more);
    } else {
      const float wide = ui::paragraph_size(more, text::hint_more, side - 40).x;
      ImGui::SetCursorScreenPos({std::round(centre.x - wide / 2), centre.y + 6});
      ui::paragraph(more, t.quiet, text::hint_more, side - 40);
    }
  }
  // Inside the card's line, so that ink never covers it.
  list->PushClipRect({at.x + 1, at.y + 1}, {end.x - 1, end.y - 1}, true);
  if (const InkImage* picture = drawing.picture()) {
    View::PooledPicture& shown = view.pictures["pad_picture"];
    if (shown.revision != drawing.revision()) {
      shown.revision = drawing.revision();
      const std::vector<float> values(picture->pixels.begin(), picture->pixels.end());
      shown.map.set(values, image_side, image_side);
    }
    shown.map.draw(list, at, {side, side}, {t.panel, t.panel, t.ink, t.panel, 0, 255});
  } else {
    view.ink.draw(list, drawing, at, side, t.panel, t.ink);
  }
  list->PopClipRect();

  // A pad that had to be small leaves its tools all the width.
  const bool narrow = side < 420;
  const float left = narrow ? place.at.x : at.x, right = narrow ? place.at.x + place.size.x : end.x;
  ImGui::SetCursorScreenPos({left, end.y + size::gap});
  const ImVec2 button{narrow ? tools + 8 : 0.0f, tools};
  if (ui::button("undo", narrow ? nullptr : text::undo, Icon::undo, ui::Kind::plain, button, text::undo_tip,
                 drawing.can_undo() ? nullptr : text::why_nothing_to_undo)) {
    drawing.undo();
  }
  ui::outline_name(text::undo);
  view.remember("undo");
  ImGui::SameLine();
  if (ui::button("clear", narrow ? nullptr : text::clear, Icon::clear, ui::Kind::plain, button, text::clear_tip,
                 drawing.empty() ? text::why_nothing_to_undo : nullptr)) {
    drawing.clear();
  }
  ui::outline_name(text::clear);
  view.remember("clear");

  // The pen: its dot as wide as it draws, a slider and its number. Where there is little room the word goes, then the dot.
  constexpr float field = 52, least_slider = 56;
  float dot = static_cast<float>(Drawing::widest_pen) * side + size::gap;
  const ImVec2 word_size = ui::text_size(Type::caption, text::pen);
  float word = word_size.x + 8;
  const float room = right - ImGui::GetItemRectMax().x - size::padding - field - 8;
  if (room - dot - word < least_slider) word = 0;
  if (room - dot - word < least_slider) dot = 0;
  const float slider = std::min(160.0f, room - dot - word);
  const float x = right - field - 8 - slider;
  const float middle = end.y + size::gap + tools / 2;
  const float radius = static_cast<float>(drawing.pen_width()) * side / 2;
  if (dot > 0) list->AddCircleFilled({x - size::gap / 2 - dot / 2, middle}, std::min(radius, tools / 2 + 6), t.ink, 48);
  if (word > 0) ui::text_at({x - dot - word, std::round(middle - word_size.y / 2)}, Type::caption, t.quiet, text::pen);
  constexpr double thinnest = Drawing::thinnest_pen * 100, widest = Drawing::widest_pen * 100;
  double width = drawing.pen_width() * 100;
  ImGui::SetCursorScreenPos({x, middle - tools / 2});
  // A tenth is finer than the eye: the number stays short.
  ui::name_next(text::pen);
  if (ui::slider("pen", &width, thinnest, widest, false, {slider, tools}, text::pen_tip)) {
    drawing.set_pen_width(std::round(width * 10) / 1000);
  }
  view.remember("pen");
  ImGui::SetCursorScreenPos({right - field, middle - tools / 2});
  if (ui::number_field("##pen", &width, thinnest, widest, "%.3g", {field, tools}, text::pen_tip)) drawing.set_pen_width(width / 100);
  ui::name_next(nullptr);
  view.remember("pen_field");
}

}  // namespace inkgrad::panels
