#pragma once

#include <imgui.h>

#include <span>

namespace inkgrad::kit {

/// Lines of equal value over a picture of rows x columns cells, `cell` large, whose upper left corner is at `corner`: for each of
/// `levels` where the values, taken at the middle of their cells and joined straight, reach it (marching squares).
void contours(ImDrawList* list, ImVec2 corner, float cell, std::span<const float> values, int columns, int rows,
              std::span<const float> levels, ImU32 colour);

}  // namespace inkgrad::kit
