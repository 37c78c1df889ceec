#include "engine/data/strokes.hpp"

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/data/gzip.hpp"
#include "engine/io/files.hpp"

namespace inkgrad {
namespace {

// Unpacked; some ninety thousand digits.
constexpr std::size_t max_strokes_file = std::size_t{64} << 20;

// A digit needs four levels; what is passed over may nest, but not without end.
constexpr int max_depth = 64;

/// Receives a digit's JSON piece by piece, so that no tree is built of what a hostile file holds.
class StrokesReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  LabelledStrokes take() && { return std::move(result_); }
  const std::string& problem() const { return problem_; }

  bool start_object(std::size_t) override {
    if (depth_ > 0 && reading_ != Reading::nothing) return refuse_value("an object");
    return deeper();
  }
  bool end_object() override {
    if (--depth_ > 0) return true;
    return seen_strokes_ || refuse("there is no \"strokes\" in it");
  }
  bool key(string_t& name) override {
    if (depth_ != 1) return true;
    reading_ = Reading::nothing;
    if (name == "strokes") return begin(Reading::strokes, seen_strokes_, "strokes");
    if (name == "label") return begin(Reading::label, seen_label_, "label");
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ == 0) return refuse("it is an array, expected an object");
    if (reading_ == Reading::label) return refuse_value("an array");
    if (reading_ == Reading::strokes) {
      if (depth_ == 2) {
        if (result_.strokes.size() >= max_points_per_digit) return refuse_size("strokes");
        result_.strokes.emplace_back();
      }
      if (depth_ == 3) coordinates_ = 0;
      if (depth_ > 3) return refuse("a point is [x,y], two numbers, not arrays");
    }
    return deeper();
  }
  bool end_array() override {
    if (reading_ == Reading::strokes && depth_ == 4) {
      if (coordinates_ != 2) return refuse("a point is [x,y], two numbers");
      if (points_++ >= max_points_per_digit) return refuse_size("points");
      result_.strokes.back().push_back(point_);
    }
    --depth_;
    return true;
  }

  bool null() override { return reading_ == Reading::label && depth_ == 1 ? true : refuse_value("null"); }
  bool boolean(bool) override { return refuse_value("true or false"); }
  bool string(string_t&) override { return refuse_value("a text"); }
  bool binary(binary_t&) override { return refuse_value("binary data"); }
  bool number_integer(number_integer_t value) override {
    return reading_ == Reading::label ? label(value) : number(static_cast<double>(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (reading_ == Reading::label) return value <= 9 ? label(static_cast<std::int64_t>(value)) : label(-1);
    return number(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t&) override {
    return reading_ == Reading::label ? label(-1) : number(value);
  }
  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::detail::exception&) override {
    return refuse(
        concatenate("not JSON at character ", position, ", near \"", last_token.substr(0, 20), '"'));
  }

 private:
  enum class Reading { nothing, label, strokes };

  bool begin(Reading what, bool& seen, const char* name) {
    if (std::exchange(seen, true)) return refuse(concatenate("\"", name, "\" is there twice"));
    reading_ = what;
    return true;
  }
  bool deeper() {
    return ++depth_ <= max_depth || refuse(concatenate("nested more than ", max_depth, " deep"));
  }
  bool label(std::int64_t value) {
    if (value < 0 || value > 9) return refuse("\"label\" is not a digit 0 to 9");
    result_.label = static_cast<int>(value);
    return true;
  }
  bool number(double value) {
    if (reading_ != Reading::strokes) return refuse_value("a number");
    if (depth_ != 4) return refuse("\"strokes\" is not a list of lists of points [x,y]");
    if (!(std::abs(value) <= max_coordinate)) {
      return refuse(concatenate("a coordinate is beyond ", max_coordinate, " either way"));
    }
    if (coordinates_ < 2) (coordinates_ == 0 ? point_.x : point_.y) = value;
    ++coordinates_;
    return true;
  }
  /// A value that nobody asked for is passed over; one in the place of label or strokes is refused.
  bool refuse_value(const char* what) {
    if (depth_ == 0) return refuse(concatenate("it is ", what, ", expected an object"));
    if (reading_ == Reading::nothing) return true;
    const char* const expected = reading_ == Reading::label
                                     ? "\"label\" is not a digit 0 to 9"
                                     : "\"strokes\" is not a list of lists of points [x,y]";
    return refuse(concatenate(expected, ", there is ", what));
  }
  bool refuse_size(const char* what) {
    return refuse(concatenate("more than ", max_points_per_digit, " ", what, " in one digit"));
  }
  bool refuse(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  LabelledStrokes result_;
  std::string problem_;
  Reading reading_ = Reading::nothing;
  bool seen_label_ = false;
  bool seen_strokes_ = false;
  int depth_ = 0;  // inside "strokes": 2 a list of strokes, 3 a stroke, 4 a point
  int coordinates_ = 0;
  std::size_t points_ = 0;
  Point point_;
};

}  // namespace

LabelledStrokes parse_strokes(std::string_view json, std::string_view where) {
  StrokesReader reader;
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &reader)) {
    input_error(where, ": ", reader.problem(), "; expected {\"label\":7,\"strokes\":[[[x,y],...],...]}");
  }
  return std::move(reader).take();
}

std::vector<LabelledStrokes> parse_strokes_lines(std::string_view text, std::string_view name) {
  std::vector<LabelledStrokes> digits;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    const std::string_view json = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (json.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    digits.push_back(parse_strokes(json, concatenate(name, ", line ", line)));
  }
  return digits;
}

std::vector<LabelledStrokes> read_strokes_file(const std::filesystem::path& path) {
  std::vector<std::byte> bytes = read_file(path, max_strokes_file);
  if (is_gzip(bytes)) bytes = gunzip(bytes, max_strokes_file, path.string());
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::vector<LabelledStrokes> digits = parse_strokes_lines(text, path.string());
  if (digits.empty()) input_error(path.string(), ": holds no digits, expected one JSON object a line");
  return digits;
}

}  // namespace inkgrad
