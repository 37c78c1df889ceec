#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// A lesson of the playground. To add one: a state here (its file in this folder, a line in lessons.cpp), a view in
/// web/app/lessons (a file, a line in views.cpp) and its words in web/app/text/.
struct LessonEntry {
  std::string_view id;    ///< in links and tests
  bool pad;               ///< it is about what is drawn
  bool training;          ///< it trains the page's model: training panel and curves stand beside it
  bool data;              ///< it needs MNIST on the page
  bool tool = false;      ///< it looks into the page's model rather than teach one thing: listed apart
  std::unique_ptr<LessonState> (*make)();
};

/// All lessons in their order.
std::span<const LessonEntry> lesson_entries();
/// The place of the lesson `id` in that order, -1 if there is none.
int lesson_index(std::string_view id);

}  // namespace inkgrad
