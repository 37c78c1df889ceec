#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
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
  const ImRect visible = ImGui::GetCurrentWindow()->ClipRect;
  view.pad = {at.x, at.y, side, side};
  // The pen is taken from the window's own events, so that no point waits for another frame; this says where it may draw.
  view.pad_free = !view.help_open && !view.sheet_open && view.sheet_shown == 0 &&
                  !ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
  view.pad_visible = {visible.Min.x, visible.Min.y, visible.GetWidth(), visible.GetHeight()};
  if (ImGui::IsItemActive()) ui::keep_drag();

  ImDrawList* list = ImGui::GetWindowDrawList();
  if (drawing.empty()) {
    const ImVec2 centre{(at.x + end.x) / 2, (at.y + end.y) / 2};
    ui::text_centred({centre.x, centre.y - 14}, Type::heading, t.quiet, text::hint);
    const Type more = ui::text_size(Type::body, text::hint_more).x + 32 <= side ? Type::body : Type::caption;
    ui::text_centred({centre.x, centre.y + 14}, more, t.quiet, text::hint_more);
  }
  // Inside the card's line, so that ink never covers it.
  list->PushClipRect({at.x + 1, at.y + 1}, {end.x - 1, end.y - 1}, true);
  view.ink.draw(list, drawing, at, side, t.panel, t.ink);
  list->PopClipRect();

  ImGui::SetCursorScreenPos({at.x, end.y + size::gap});
  const bool narrow = side < 420;
  const ImVec2 button{narrow ? tools + 8 : 0.0f, tools};
  if (ui::button("undo", narrow ? nullptr : text::undo, Icon::undo, ui::Kind::plain, button, text::undo_tip,
                 drawing.can_undo() ? nullptr : text::why_nothing_to_undo)) {
    drawing.undo();
  }
  view.remember("undo");
  ImGui::SameLine();
  if (ui::button("clear", narrow ? nullptr : text::clear, Icon::clear, ui::Kind::plain, button, text::clear_tip,
                 drawing.empty() ? text::why_nothing_to_undo : nullptr)) {
    drawing.clear();
  }
  view.remember("clear");

  // The pen: its dot as wide as it draws, and a slider.
  const float dot_room = static_cast<float>(Drawing::widest_pen) * side;
  const float slider = std::min(160.0f, side - 2 * (ImGui::GetItemRectMax().x - ImGui::GetItemRectMin().x) - 8 - dot_room - 56 - 24);
  const float x = end.x - slider;
  const float middle = end.y + size::gap + tools / 2;
  const ImVec2 word = ui::text_size(Type::caption, text::pen);
  const float radius = static_cast<float>(drawing.pen_width()) * side / 2;
  list->AddCircleFilled({x - 12 - dot_room / 2, middle}, std::min(radius, tools / 2 + 6), t.ink, 48);
  ui::text_at({x - 20 - dot_room - word.x, std::round(middle - word.y / 2)}, Type::caption, t.quiet, text::pen);
  ImGui::SetCursorScreenPos({x, middle - tools / 2});
  double width = drawing.pen_width() * 100;
  if (ui::slider("pen", &width, Drawing::thinnest_pen * 100, Drawing::widest_pen * 100, false, {slider, tools}, text::pen_tip)) {
    drawing.set_pen_width(width / 100);
  }
  view.remember("pen");
}

}  // namespace inkgrad::panels
