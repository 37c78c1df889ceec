#include "web/app/lessons/number_table.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "engine/autograd/functional.hpp"
#include "web/app/text.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"

namespace inkgrad::kit {
namespace {

constexpr float cell_high = 26, block_gap = 8;

float cell_width(const NumberTable& table, float width) {
  float widest = 18;
  for (const double value : table.values) widest = std::max(widest, ui::text_size(Type::caption, written(value).c_str()).x);
  return std::min(std::ceil(widest) + 12, std::floor(width / static_cast<float>(table.columns)));
}

float top_of(const NumberTable& table, int row) {
  return static_cast<float>(row) * cell_high + static_cast<float>(row / table.block) * block_gap;
}

// The numbers for those who read them. Gives the cell that was pressed.
int note(const NumberTable& table) {
  if (!ui::outline_table(table.title, table.pickable ? ui::Picks::cells : ui::Picks::none)) return -1;
  const int picked = ui::outline_picked();
  ui::TableText text(table.values.size(), table.values.size());
  text.cell(text::picture_row);
  text.count(table.columns);
  for (int row = 0; row < table.rows; ++row) {
    text.row();
    text.cell(std::int64_t{row});
    for (int column = 0; column < table.columns; ++column) {
      text.cell(written(table.values[static_cast<std::size_t>(row * table.columns + column)]));
    }
  }
  return picked;
}

}  // namespace

std::string written(double number) {
  const double size = std::abs(number);
  const std::string text = size == std::floor(size) && size < 1e9 ? print("%.0f", size) : short_number(size);
  return number < 0 && text != "0" ? "−" + text : text;
}

std::string written(std::span<const double> numbers) {
  std::string text;
  for (const double number : numbers) text += (text.empty() ? "" : ", ") + written(number);
  return text;
}

std::string written(const Tensor& tensor) {
  const std::vector<double> numbers = to(tensor.detach(), DType::float64).to_vector<double>();
  return written(numbers);
}

NumberTable number_table(const Tensor& tensor) {
  NumberTable table;
  table.values = to(tensor.detach(), DType::float64).to_vector<double>();
  table.columns = tensor.ndim() > 0 ? static_cast<int>(tensor.size(-1)) : 1;
  table.rows = std::max(1, static_cast<int>(tensor.numel()) / std::max(1, table.columns));
  table.block = tensor.ndim() > 1 ? static_cast<int>(tensor.size(-2)) : 1;
  return table;
}

ImVec2 number_table_size(const NumberTable& table, float width) {
  return {cell_width(table, width) * static_cast<float>(table.columns), top_of(table, table.rows - 1) + cell_high};
}

int draw_number_table(View& view, const char* name, ImVec2 at, float width, const NumberTable& table) {
  const ui::Untold untold;
  const Theme& t = theme();
  const float wide = cell_width(table, width);
  const ImVec2 extent = number_table_size(table, width);
  ImGui::SetCursorScreenPos(at);
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  ImGui::InvisibleButton(name, extent);
  ImGui::PopItemFlag();
  view.remember(name);
  const bool over = ImGui::IsItemHovered();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  int hit = note(table);
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (int row = 0; row < table.rows; ++row) {
    for (int column = 0; column < table.columns; ++column) {
      const int cell = row * table.columns + column;
      const ImVec2 from{at.x + wide * static_cast<float>(column), at.y + top_of(table, row)},
          to{from.x + wide, from.y + cell_high};
      const bool faint = !table.faint.empty() && table.faint[static_cast<std::size_t>(cell)];
      const bool marked = cell == table.marked || row == table.marked_row || column == table.marked_column;
      if (marked) list->AddRectFilled(from, to, faded(t.accent, 0.18f));
      list->AddRect(from, {to.x + 1, to.y + 1}, t.line);
      if (cell == table.marked) list->AddRect({from.x + 1, from.y + 1}, {to.x, to.y}, t.accent, 0, 0, 2);
      const std::string text = written(table.values[static_cast<std::size_t>(cell)]);
      ui::text_centred({(from.x + to.x) / 2, (from.y + to.y) / 2}, Type::caption, faint ? faded(t.quiet, 0.75f) : t.ink,
                       text.c_str());
      if (over && mouse.x >= from.x && mouse.x < to.x && mouse.y >= from.y && mouse.y < to.y) hit = cell;
    }
  }
  return hit;
}

}  // namespace inkgrad::kit
