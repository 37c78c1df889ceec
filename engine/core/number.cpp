#include "engine/core/number.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "engine/core/error.hpp"

namespace inkgrad {

std::string to_text(double value) {
  std::array<char, 32> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), result.ptr};
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
