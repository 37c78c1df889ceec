#pragma once

#include <cstdint>
#include <string>

namespace inkgrad {

/// 1234567 -> "1,234,567".
std::string with_commas(std::int64_t number);
/// A number in as few characters as tell it apart at `digits` significant ones: "0.001", "12.5".
std::string short_number(double number, int digits = 3);
/// Hyphens that stand for minus signs, before a number and in its exponent, as minus signs: for what is read. Others stay, as in
/// 784-128r-10; so does what is typed into fields.
std::string with_minus_signs(std::string text);

}  // namespace inkgrad
