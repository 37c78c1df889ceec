#pragma once

#include <span>
#include <string_view>

#include "web/app/view.hpp"

namespace inkgrad {

/// One part of the page. To add one: a file with its function here, a line in the list in panels.cpp, a place in layout.cpp.
struct Panel {
  const char* id;
  void (*draw)(View& view, Place place);
};

/// All panels. The order in which the layout places them is the order of Tab.
std::span<const Panel> all_panels();
/// Draws the panel named `id`.
void draw_panel(std::string_view id, View& view, Place place);

namespace panels {

void top_bar(View& view, Place place);
void pad(View& view, Place place);
void seen(View& view, Place place);
void reading(View& view, Place place);  ///< digit, a note and bars
void digit(View& view, Place place);
void bars(View& view, Place place);
void training(View& view, Place place);
void inside(View& view, Place place);
void learn(View& view, Place place);
void curve(View& view, Place place);
void tab_bar(View& view, Place place);
void notices(View& view, Place place);
void help(View& view, Place place);

/// Train or pause, step, reset: in the top bar, on a phone in the training tab. `labels` false: icons only.
void run_controls(View& view, float height, bool labels);

/// What went wrong with the training, with the way out, at the cursor. Returns its height, 0 if nothing did.
float trouble(View& view, float width);

}  // namespace panels
}  // namespace inkgrad
