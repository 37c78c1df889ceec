#pragma once

#include <string>
#include <string_view>

namespace inkgrad {

/// The shortest decimal text that reads back as the same double, the same on every machine.
std::string to_text(double value);

/// The number that the whole of `text` spells. Throws Error naming `what` if it is none or not finite.
double to_double(std::string_view text, std::string_view what);
/// Likewise for a whole number of 0 or more.
unsigned long long to_count(std::string_view text, std::string_view what);

}  // namespace inkgrad
