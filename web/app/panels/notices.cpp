#include <algorithm>
#include <string>

#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {

void notices(View& view, Place place) {
  const Theme& t = theme();
  float bottom = place.at.y + place.size.y;
  const float width = std::min(place.size.x, 480.0f);
  const float words = width - 56;
  for (std::size_t i = view.app.notices().size(); i-- > 0;) {
    const Notice notice = view.app.notices()[i];
    const float tall = std::max(44.0f, ui::paragraph_size(Type::body, notice.text.c_str(), words).y + 24);
    const ImVec2 at{place.at.x + (place.size.x - width) / 2, bottom - tall};
    const std::string id = "##notice" + std::to_string(i);
    ImGui::SetNextWindowPos(at);
    ImGui::SetNextWindowSize({width, tall});
    ImGui::Begin(id.c_str(), nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                 ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav);
    ui::card(at, {at.x + width, at.y + tall}, t.panel, size::control_corner);
    const ImU32 colour = notice.level == Notice::Level::info ? t.accent : t.warn;
    ImGui::GetWindowDrawList()->AddRectFilled({at.x + 1, at.y + 8}, {at.x + 4, at.y + tall - 8}, colour, 2);
    ImGui::SetCursorScreenPos({at.x + 16, at.y + 12});
    ui::paragraph(Type::body, t.ink, notice.text.c_str(), words);
    ImGui::SetCursorScreenPos({at.x + width - 40, at.y + (tall - 36) / 2});
    if (ui::button("close", nullptr, Icon::close, ui::Kind::quiet, {36, 36}, nullptr)) view.app.dismiss(i);
    ImGui::End();
    bottom -= tall + 8;
  }
}

}  // namespace inkgrad::panels
