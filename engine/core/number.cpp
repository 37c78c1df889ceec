#include "engine/core/number.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "engine/core/error.hpp"

namespace inkgrad {

std::string to_text(double value) {
  // Not std::to_chars: its tables for doubles are a seventh of the engine that a page loads.
  std::array<char, 32> buffer;
  const bool whole = value == std::trunc(value) && std::abs(value) < 1e15;
  for (int digits = 1; digits <= 17; ++digits) {
    if (whole) {
      std::snprintf(buffer.data(), buffer.size(), "%.0f", value);
    } else {
      std::snprintf(buffer.data(), buffer.size(), "%.*g", digits, value);
    }
    if (std::strtod(buffer.data(), nullptr) == value) break;
  }
  return buffer.data();
}

double to_double(std::string_view text, std::string_view what) {
  const std::string copy(text);  // strtod wants a terminator; from_chars for doubles is missing in libc++
  char* end = nullptr;
  const double value = std::strtod(copy.c_str(), &end);
  if (copy.empty() || end != copy.c_str() + copy.size() || !std::isfinite(value)) {
    input_error(what, " should be a number, got \"", text, "\"");
  }
  return value;
}

unsigned long long to_count(std::string_view text, std::string_view what) {
  unsigned long long value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size()) {
    input_error(what, " should be a whole number, got \"", text, "\"");
  }
  return value;
}

}  // namespace inkgrad
