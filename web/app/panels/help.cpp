#include <algorithm>

#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {

void help(View& view, Place place) {
  const Theme& t = theme();
  const float row = 28;
  const ImVec2 extent{std::min(376.0f, place.size.x - 24), 64 + row * static_cast<float>(std::size(text::key_list)) + 12};
  const ImVec2 at{place.at.x + (place.size.x - extent.x) / 2, place.at.y + std::max(12.0f, (place.size.y - extent.y) / 2)};
  constexpr const char* id = "##help";
  if (view.help_open && !ImGui::IsPopupOpen(id)) ImGui::OpenPopup(id);
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize(extent);
  if (!ImGui::BeginPopupModal(id, nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBackground)) {
    view.help_open = false;
    return;
  }
  const ImVec2 end{at.x + extent.x, at.y + extent.y};
  ui::card(at, end, t.panel, size::panel_corner);
  ui::text_at({at.x + 20, at.y + 20}, Type::heading, t.ink, text::keys);
  ImGui::SetCursorScreenPos({end.x - 48, at.y + 12});
  if (ui::button("close", nullptr, Icon::close, ui::Kind::quiet, {36, 36}, text::dismiss)) view.help_open = false;
  view.remember("help_close");
  float y = at.y + 60;
  for (const text::Key& key : text::key_list) {
    ui::outline_value(key.key, key.what);
    const ui::Untold untold;
    ui::text_at({at.x + 20, y + 4}, Type::mono, t.accent, key.key);
    ui::text_at({at.x + 100, y + 2}, Type::body, t.ink, key.what);
    y += row;
  }
  const bool outside = ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !ImGui::IsMouseHoveringRect(at, end, false);
  if (outside || ImGui::IsKeyPressed(ImGuiKey_Escape) || !view.help_open) {
    view.help_open = false;
    ImGui::CloseCurrentPopup();
  }
  ImGui::EndPopup();
}

}  // namespace inkgrad::panels
