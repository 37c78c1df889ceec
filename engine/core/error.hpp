#pragma once

#include <concepts>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace inkgrad {

/// The one exception the engine throws. Its message is a single line that says what is wrong, where, what was
/// expected and, where it helps, what to do.
class Error : public std::runtime_error {
 public:
  enum class Kind {
    Input,        ///< what the caller gave is wrong: arguments, a file's contents, a shape (exit status 2)
    Failure,      ///< the work itself failed: a disk is full, a device stopped answering (exit status 1)
    DeviceLost,   ///< the same, and all that the device held is gone for good (exit status 1)
    Unsupported,  ///< asked of a device or build that cannot do it; known before the work starts (exit status
                  ///< 2)
  };

  Error(Kind kind, std::string message) : std::runtime_error(one_line(std::move(message))), kind_(kind) {}

  Kind kind() const noexcept { return kind_; }

 private:
  // Messages quote file names and other people's parsers, either of which may hold a line break.
  static std::string one_line(std::string text) {
    for (char& c : text) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    return text;
  }

  Kind kind_;
};

// Not a stream: the standard library's streams and locales would be a tenth of the engine that a page loads.
inline void append(std::string& text, std::string_view part) { text += part; }
inline void append(std::string& text, char part) { text += part; }
inline void append(std::string& text, std::integral auto part) { text += std::to_string(part); }
inline void append(std::string& text, std::floating_point auto part) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%g", static_cast<double>(part));
  text += digits;
}

/// The parts written one after the other; numbers that are not whole with six digits.
template <class... P>
std::string concatenate(const P&... parts) {
  std::string text;
  (append(text, parts), ...);
  return text;
}

/// Throws Error of kind Input; the message is the parts in a row.
template <class... P>
[[noreturn]] void input_error(const P&... parts) {
  throw Error(Error::Kind::Input, concatenate(parts...));
}

/// Throws Error of kind Failure; the message is the parts in a row.
template <class... P>
[[noreturn]] void failure(const P&... parts) {
  throw Error(Error::Kind::Failure, concatenate(parts...));
}

/// Throws Error of kind DeviceLost; the message is the parts in a row.
template <class... P>
[[noreturn]] void device_lost(const P&... parts) {
  throw Error(Error::Kind::DeviceLost, concatenate(parts...));
}

/// Throws Error of kind Unsupported; the message is the parts in a row.
template <class... P>
[[noreturn]] void unsupported(const P&... parts) {
  throw Error(Error::Kind::Unsupported, concatenate(parts...));
}

}  // namespace inkgrad
