#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace inkgrad {

/// A place of the pen: x to the right, y down, in any unit.
struct Point {
  double x = 0;
  double y = 0;
};

/// What the pen drew between touching down and lifting, in order. One point is a tap.
using Stroke = std::vector<Point>;
using Strokes = std::vector<Stroke>;

/// One drawn digit and, where it is known, what it is.
struct LabelledStrokes {
  std::optional<int> label;  ///< 0 to 9
  Strokes strokes;
};

/// The most points, and the most strokes, that one digit may have.
inline constexpr std::size_t max_points_per_digit = 100'000;

/// The largest coordinate, either way from 0: differences and squares of such stay far inside a double.
inline constexpr double max_coordinate = 1e9;

/// Reads one digit, `{"label":7,"strokes":[[[x,y],...],...]}`. "label" may be missing or null; other keys are
/// passed over. `where` begins every error. Throws Error (Input) if the text is not such an object.
LabelledStrokes parse_strokes(std::string_view json, std::string_view where = "strokes");

/// Reads JSON lines, one digit a line, raw or gzip'd; empty lines are passed over. Throws Error (Input) that
/// names the file and the line.
std::vector<LabelledStrokes> read_strokes_file(const std::filesystem::path& path);

/// The same from memory; `name` is what errors call the file.
std::vector<LabelledStrokes> parse_strokes_lines(std::string_view text, std::string_view name);

}  // namespace inkgrad
