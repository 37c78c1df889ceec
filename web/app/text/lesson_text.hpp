#pragma once

namespace inkgrad::text {

inline constexpr int formula_columns = 33;

/// The words beside a lesson's panels.
struct LessonText {
  const char* short_title;  ///< in the list of lessons
  const char* title;
  const char* body;      ///< paragraphs, an empty line between two
  const char* formula;   ///< lines of `formula_columns` characters at most: what a phone has room for
  const char* try_this;  ///< what the page notices when it has been done
};

}  // namespace inkgrad::text
