#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::questions {

inline constexpr LessonText lesson{
    "Questions",
    "What have you learnt?",
    "These are the questions at the end of the notes, all 37 of them. Answer each for yourself first, aloud or on paper; then "
    "open the answer and see whether you knew it.\n\n"
    "Each answer leads to the lesson where it can be seen: as numbers that you can change, which convince better than a sentence.",
    "question → your answer → ours\n         → the lesson",
    "Open questions you can answer, and mark three that you knew. Then pick one that you did not, and look at it in its lesson."};

inline constexpr const char* list = "The notes’ questions";
inline constexpr const char* known_line = "%d of %d known";
inline constexpr const char* open_tip = "Opens the answer; answer for yourself first.";
inline constexpr const char* numbered = "%d";
inline constexpr const char* seen = "In numbers:";
inline constexpr const char* look = "See it in: %s";
inline constexpr const char* look_tip = "Opens the lesson that shows it. The list of lessons leads back.";
inline constexpr const char* why_no_lesson = "This page does not have that lesson.";
inline constexpr const char* knew = "I knew it";
inline constexpr const char* known = "Known ✓";
inline constexpr const char* knew_tip = "Marks the question as known, or takes the mark away.";

}  // namespace inkgrad::text::questions
