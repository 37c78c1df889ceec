#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/core/tensor.hpp"
#include "web/app/lessons/kit.hpp"

namespace inkgrad::kit {

/// A number as it is written in a lesson: three significant digits at most, whole ones with all of theirs, a minus and not a hyphen.
std::string written(double number);
/// Several with commas between.
std::string written(std::span<const double> numbers);
std::string written(const Tensor& tensor);

/// Numbers written out as a table, in rows along the tensor's last axis; a gap where an axis in front goes on.
struct NumberTable {
  std::vector<double> values{};
  int rows = 1, columns = 1;
  int block = 1;              ///< rows of the last axis but one: a gap behind so many
  std::vector<bool> faint{};  ///< cells that are only read again; empty: none
  int marked = -1;            ///< a cell, in row-major order
  int marked_row = -1, marked_column = -1;
  const char* title = "";    ///< of its table in the plain page
  bool pickable = false;     ///< a cell can be pressed there, too
};
NumberTable number_table(const Tensor& tensor);
/// How large it is drawn where there is room for `width`.
ImVec2 number_table_size(const NumberTable& table, float width);
/// Gives the cell under the pointer, or pressed in the plain page's table; -1 for none.
int draw_number_table(View& view, const char* name, ImVec2 at, float width, const NumberTable& table);

}  // namespace inkgrad::kit
