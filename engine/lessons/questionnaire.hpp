#pragma once
// The notes' questions with their answers: QUESTIONNAIRE.md, which is compiled in.

#include <span>
#include <string>
#include <vector>

namespace inkgrad::lessons {

/// A part of an answer.
struct Paragraph {
  std::string text;   ///< code with its line breaks, words without
  bool code = false;
};

/// Where an answer is seen: a lesson's step, and the numbers that it is told with.
struct Sight {
  std::string lesson, step;          ///< step: empty if it is the whole lesson
  std::vector<std::string> numbers;  ///< as they are written
};

struct Question {
  int number = 0;  ///< from 1
  std::string text;
  std::vector<Paragraph> answer;
  std::vector<Sight> sights;
};

/// All of them in their order.
std::span<const Question> questionnaire();

}  // namespace inkgrad::lessons
