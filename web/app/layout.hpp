#pragma once

#include "web/app/view.hpp"

namespace inkgrad {

/// Places and draws every panel for the window's present size. Call once between Dear ImGui's NewFrame and Render.
void draw_page(View& view);

}  // namespace inkgrad
