#pragma once

#include <string>
#include <vector>

namespace inkgrad::cli {

/// Numbers over the places of a plot, joined to a line.
struct Line {
  std::string name;
  std::vector<double> y;
};

/// Lines as text, with a mark for each, both axes' ends in numbers, and the marks' names below. `x` is ascending, each `y` as long.
/// What is not finite, or on a logarithmic scale not above 0, is left out.
std::string plot(const std::vector<double>& x, const std::vector<Line>& lines, bool logarithmic);

}  // namespace inkgrad::cli
