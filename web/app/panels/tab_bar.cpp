#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {

void tab_bar(View& view, Place place) {
  const Theme& t = theme();
  ImGui::GetWindowDrawList()->AddRectFilled(place.at, {place.at.x + place.size.x, place.at.y + place.size.y}, t.panel);
  ui::hairline(place.at, place.size.x);
  struct Tab {
    const char* name;
    Icon icon;
    const char* id;
  };
  constexpr Tab tabs[] = {{text::tab_draw, Icon::draw, "tab_draw"}, {text::tab_learn, Icon::learn, "tab_learn"},
                          {text::tab_train, Icon::train, "tab_train"}, {text::tab_inside, Icon::inside, "tab_inside"}};
  const float width = place.size.x / 4;
  for (int i = 0; i < 4; ++i) {
    const float x = place.at.x + width * static_cast<float>(i);
    ImGui::SetCursorScreenPos({x, place.at.y});
    const ui::Item item = ui::interact(tabs[i].id, {width, place.size.y}, false);
    const ui::Untold untold;
    ui::outline_control(ui::Role::choice, tabs[i].name, nullptr).on = view.phone_tab == i;
    view.remember(tabs[i].id);
    const bool warns = i == 2 && (view.app.training.divergence() || !view.app.training.error().empty());
    const ImU32 colour = warns ? t.warn : view.phone_tab == i ? t.accent : t.quiet;
    const float centre = x + width / 2;
    const bool low = place.size.y < size::tab_bar;  // room for the words only
    if (!low) draw_icon(ImGui::GetWindowDrawList(), tabs[i].icon, {centre, place.at.y + 20}, 18, colour);
    ui::text_centred({centre, low ? place.at.y + place.size.y / 2 : place.at.y + 42}, view.phone_tab == i ? Type::caption_strong : Type::caption, colour, tabs[i].name);
    ui::focus_ring(item, size::control_corner);
    if (item.pressed) view.phone_tab = i;
  }
}

}  // namespace inkgrad::panels
