#include "web/app/panels/panels.hpp"

namespace inkgrad {
namespace {

constexpr Panel list[] = {
    {"top_bar", panels::top_bar}, {"pad", panels::pad},         {"seen", panels::seen},
    {"reading", panels::reading}, {"digit", panels::digit}, {"bars", panels::bars}, {"training", panels::training}, {"inside", panels::inside},
    {"learn", panels::learn},     {"curve", panels::curve},     {"tab_bar", panels::tab_bar},
    {"notices", panels::notices}, {"help", panels::help},
};

}  // namespace

std::span<const Panel> all_panels() { return list; }

void draw_panel(std::string_view id, View& view, Place place) {
  for (const Panel& panel : list) {
    if (panel.id == id) panel.draw(view, place);
  }
}

}  // namespace inkgrad
