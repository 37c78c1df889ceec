#pragma once

#include <imgui.h>

namespace inkgrad {

enum class Icon { none, play, pause, step, reset, undo, clear, help, sun, moon, contrast, down, close, draw, learn, train, inside, minus, plus, sliders, previous, next, share, save };

/// Draws an icon in a square of `size` CSS pixels around `centre`, in one colour.
void draw_icon(ImDrawList* list, Icon icon, ImVec2 centre, float size, ImU32 colour);

}  // namespace inkgrad
