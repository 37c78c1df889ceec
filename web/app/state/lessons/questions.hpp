#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/lessons/questionnaire.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// Where on the page a question's answer is seen.
struct WhereSeen {
  struct Choice {
    std::string_view name, value;
  };
  std::string_view lesson;                ///< its id
  std::vector<Choice> choices{};          ///< that are made there
};

/// One for each question of lessons::questionnaire(), in its order.
std::span<const WhereSeen> where_seen();

/// The notes' questions: answered for oneself, then opened, marked as known, and looked up in the lesson that shows the answer.
class QuestionsLesson : public LessonState {
 public:
  /// For "try this".
  static constexpr int enough = 3;

  std::span<const lessons::Question> questions() const { return lessons::questionnaire(); }
  /// Of the question whose answer is open, from 1; 0: none is.
  int open() const { return open_; }
  void set_open(int question);
  bool known(int question) const { return known_[static_cast<std::size_t>(question - 1)] == '1'; }
  void set_known(int question, bool known);
  int known_count() const;
  /// The place in lesson_entries() of the lesson where its answer is seen; -1: it is not on this page.
  int lesson_of(int question) const;
  /// Opens that lesson, with the choices that show the answer.
  void look(AppState& app, int question);

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  int open_ = 0;
  std::string known_ = std::string(lessons::questionnaire().size(), '0');  // '1': known
  bool looked_ = false;
};

}  // namespace inkgrad
