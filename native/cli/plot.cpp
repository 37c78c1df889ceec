#include "native/cli/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace inkgrad::cli {

namespace {

constexpr int columns = 72, rows = 15;
constexpr std::string_view marks = "*o+x#@%";

std::string padded(double value, int width) {
  std::array<char, 128> text{};
  std::snprintf(text.data(), text.size(), "%*.4g", width, value);
  return text.data();
}

/// y at a place between those of x, on the straight line between its neighbours.
double at(double place, const std::vector<double>& x, const std::vector<double>& y) {
  const auto next = static_cast<std::size_t>(std::upper_bound(x.begin() + 1, x.end() - 1, place) - x.begin());
  const double part = (place - x[next - 1]) / (x[next] - x[next - 1]);
  return y[next - 1] + (y[next] - y[next - 1]) * part;
}

}  // namespace

std::string plot(const std::vector<double>& x, const std::vector<Line>& lines, bool logarithmic) {
  double least = INFINITY, most = -INFINITY;
  std::vector<std::vector<double>> heights;
  for (const Line& line : lines) {
    std::vector<double>& y = heights.emplace_back();
    for (const double value : line.y) {
      const double height = logarithmic ? std::log10(value) : value;
      y.push_back(std::isfinite(height) ? height : NAN);
      least = std::fmin(least, y.back());
      most = std::fmax(most, y.back());
    }
  }
  if (x.size() < 2 || !(least <= most)) return "    nothing to draw\n";
  if (least == most) most = least + 1;

  std::vector<std::string> canvas(rows, std::string(columns, ' '));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (int column = 0; column < columns; ++column) {
      const double height = at(x.front() + (x.back() - x.front()) * column / (columns - 1), x, heights[i]);
      if (!std::isfinite(height)) continue;
      const auto row = static_cast<std::size_t>(std::lround((most - height) / (most - least) * (rows - 1)));
      canvas[row][static_cast<std::size_t>(column)] = marks[i % marks.size()];
    }
  }

  std::string text;
  for (int row = 0; row < rows; ++row) {
    const double height = most + (least - most) * row / (rows - 1);
    const bool labelled = row == 0 || row == rows / 2 || row == rows - 1;
    text += (labelled ? padded(logarithmic ? std::pow(10, height) : height, 12) : std::string(12, ' ')) + " |" +
            canvas[static_cast<std::size_t>(row)] + "\n";
  }
  text += std::string(13, ' ') + "+" + std::string(columns, '-') + "\n" + std::string(14, ' ') + padded(x.front(), 12 - columns) +
          padded(x.back(), 12) + "\n" + std::string(14, ' ');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += std::string(i == 0 ? "" : "   ") + marks[i % marks.size()] + " " + lines[i].name;
  }
  return text + "\n";
}

}  // namespace inkgrad::cli
