#include "engine/lessons/questionnaire.hpp"

#include <cstdlib>
#include <questionnaire_text.hpp>
#include <string_view>

namespace inkgrad::lessons {
namespace {

constexpr std::string_view sight_begins = "Seen in ";

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return line;
}

// Numbers that follow each other behind a step's name: up to what is none.
std::vector<std::string> numbers_at(std::string_view text) {
  std::vector<std::string> numbers;
  while (text.starts_with(' ')) {
    std::size_t end = 1;
    while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.' || text[end] == '-')) ++end;
    std::string_view number = text.substr(1, end - 1);
    if (number.ends_with('.')) number.remove_suffix(1);  // the sentence's
    if (number.empty()) break;
    numbers.emplace_back(number);
    text.remove_prefix(end);
  }
  return numbers;
}

// "Seen in `lesson pixels`: `threes` 6131, `rank` 3; `lesson loss`: ..."
void add_sights(Question& question, std::string_view line) {
  constexpr std::string_view lesson_begins = "lesson ";
  std::string lesson;
  bool told = true;  // a step of the lesson
  const auto whole = [&] {
    if (!told) question.sights.push_back({lesson, "", {}});
  };
  for (std::size_t open = line.find('`'); open != std::string_view::npos; open = line.find('`', open)) {
    const std::size_t close = line.find('`', open + 1);
    if (close == std::string_view::npos) break;
    const std::string_view name = line.substr(open + 1, close - open - 1);
    if (name.starts_with(lesson_begins)) {
      whole();
      lesson = name.substr(lesson_begins.size());
      told = false;
    } else {
      question.sights.push_back({lesson, std::string(name), numbers_at(line.substr(close + 1))});
      told = true;
    }
    open = close + 1;
  }
  whole();
}

// Lines of words become one line, those of code stay lines. An empty line before this one begins another paragraph.
void add_line(Question& question, std::string_view line, bool after_empty) {
  const bool code = line.starts_with("    ");
  const std::string text(code ? line.substr(4) : line);
  if (!question.answer.empty() && question.answer.back().code == code && !after_empty) {
    question.answer.back().text += (code ? "\n" : " ") + text;
  } else {
    question.answer.push_back({text, code});
  }
}

std::vector<Question> parse(std::string_view text) {
  std::vector<Question> questions;
  bool heading = false, after_empty = true;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.starts_with("**")) {
      Question question;
      question.number = std::atoi(std::string(line.substr(2)).c_str());
      question.text = line.substr(line.find(". ") + 2);
      questions.push_back(std::move(question));
      heading = true;
    } else if (questions.empty()) {
      continue;  // the page's own heading
    } else if (heading) {
      questions.back().text += " " + std::string(line);  // a question of two lines
    } else if (line.starts_with(sight_begins)) {
      add_sights(questions.back(), line);
    } else if (!line.empty()) {
      add_line(questions.back(), line, after_empty);
    }
    if (heading && questions.back().text.ends_with("**")) {
      questions.back().text.resize(questions.back().text.size() - 2);
      heading = false;
    }
    after_empty = line.empty();
  }
  return questions;
}

}  // namespace

std::span<const Question> questionnaire() {
  static const std::vector<Question> questions = parse(QUESTIONNAIRE_md);
  return questions;
}

}  // namespace inkgrad::lessons
