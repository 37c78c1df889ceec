#pragma once

#include <imgui.h>

/// What controls are made of; panels use widgets.hpp.
namespace inkgrad::ui {

/// An area that can be pressed and focused, and how things stand with it this frame.
struct Item {
  ImVec2 from, to;
  bool hovered = false, held = false, pressed = false;
  bool focused = false;  ///< and the focus is to be seen
};
Item interact(const char* id, ImVec2 size, bool disabled);
void focus_ring(const Item& item, float corner);
/// The drag that goes on is the control's own: no region may scroll with it.
void keep_drag();
/// Another frame is due: something moves.
void want_frame();
/// Undoes what begin_select has pushed.
void end_list();

}  // namespace inkgrad::ui
