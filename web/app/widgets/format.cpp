#include "web/app/widgets/format.hpp"

#include <cctype>
#include <cstdio>

namespace inkgrad {

std::string with_commas(std::int64_t number) {
  std::string text = std::to_string(number);
  for (int at = static_cast<int>(text.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

std::string short_number(double number, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*g", digits, number);
  return text;
}

std::string with_minus_signs(std::string text) {
  const auto is_digit = [&](std::size_t i) { return i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0; };
  const auto is_word = [&](std::size_t i) { return std::isalnum(static_cast<unsigned char>(text[i])) != 0; };
  for (std::size_t at = text.find('-'); at != std::string::npos; at = text.find('-', at + 1)) {
    const bool exponent = at >= 2 && text[at - 1] == 'e' && is_digit(at - 2);
    const bool begins_number = is_digit(at + 1) || (at + 1 < text.size() && text[at + 1] == '.' && is_digit(at + 2));
    if (begins_number && (at == 0 || exponent || !is_word(at - 1))) text.replace(at, 1, "−");
  }
  return text;
}

}  // namespace inkgrad
