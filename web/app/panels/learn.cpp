#include <algorithm>

#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {

void learn(View& view, Place place) {
  const float width = std::min(place.size.x, size::line_length);
  ImGui::SetCursorScreenPos(place.at);
  for (const text::Paragraph& paragraph : text::lesson) {
    ImGui::SetCursorScreenPos({place.at.x, ImGui::GetCursorScreenPos().y});
    ui::label(view.form == Form::phone ? Type::heading : Type::body_strong, theme().ink, paragraph.heading);
    ImGui::SetCursorScreenPos({place.at.x, ImGui::GetItemRectMax().y + 4});
    ui::paragraph(Type::body, theme().ink, paragraph.body, width);
    ImGui::SetCursorScreenPos({place.at.x, ImGui::GetItemRectMax().y + 20});
  }
  ImGui::Dummy({0, 0});
}

}  // namespace inkgrad::panels
