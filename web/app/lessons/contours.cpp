#include "web/app/lessons/contours.hpp"

namespace inkgrad::kit {

void contours(ImDrawList* list, ImVec2 corner, float cell, std::span<const float> values, int columns, int rows,
              std::span<const float> levels, ImU32 colour) {
  const auto value = [&](int column, int row) { return values[static_cast<std::size_t>(row * columns + column)]; };
  const auto middle = [&](float column, float row) {
    return ImVec2(corner.x + cell * (column + 0.5f), corner.y + cell * (row + 0.5f));
  };
  for (const float level : levels) {
    for (int row = 0; row + 1 < rows; ++row) {
      for (int column = 0; column + 1 < columns; ++column) {
        // The corners of a square, around it; between two on different sides of the level the line crosses their edge.
        const float at[4] = {value(column, row), value(column + 1, row), value(column + 1, row + 1), value(column, row + 1)};
        constexpr int dx[] = {0, 1, 1, 0}, dy[] = {0, 0, 1, 1};
        ImVec2 crossings[4];
        int count = 0;
        for (int edge = 0; edge < 4; ++edge) {
          const int next = (edge + 1) % 4;
          if ((at[edge] < level) == (at[next] < level)) continue;
          const float part = (level - at[edge]) / (at[next] - at[edge]);
          crossings[count++] = middle(static_cast<float>(column + dx[edge]) + part * static_cast<float>(dx[next] - dx[edge]),
                                      static_cast<float>(row + dy[edge]) + part * static_cast<float>(dy[next] - dy[edge]));
        }
        for (int i = 0; i + 1 < count; i += 2) list->AddLine(crossings[i], crossings[i + 1], colour, 1.25f);
      }
    }
  }
}

}  // namespace inkgrad::kit
