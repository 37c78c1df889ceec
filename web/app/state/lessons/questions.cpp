#include "web/app/state/lessons/questions.hpp"

#include <algorithm>
#include <cstdlib>

#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

const std::vector<WhereSeen> table = {
    {"pixels"},                                                    // 1: a grey image, a coloured one
    {"pixels", {{"digit", "3"}}},                                  // 2: how the data is laid out
    {"distance", {{"means", "0"}}},                                // 3: pixel similarity
    {"mini-batches"},                                              // 4: doubling odd numbers
    {"pixels", {{"digit", "10"}, {"index", "[:9]"}}},              // 5: a rank-3 tensor
    {"pixels", {{"digit", "10"}, {"index", "[0, 14]"}}},           // 6: rank and shape
    {"distance", {{"measure", "1"}}},                              // 7: RMSE and L1
    {"speed"},                                                     // 8: thousands of numbers at once
    {"pixels"},                                                    // 9: 1 to 9, doubled
    {"broadcasting"},                                              // 10
    {"generalise"},                                                // 11: which set a metric is taken on
    {"stepping"},                                                  // 12: SGD
    {"mini-batches"},                                              // 13
    {"training-loop"},                                             // 14: the seven steps
    {"training-loop"},                                             // 15: initial weights
    {"loss"},                                                      // 16
    {"stepping", {{"lr", "1"}}},                                   // 17: a high learning rate
    {"gradients"},                                                 // 18
    {"gradients"},                                                 // 19: by oneself
    {"loss"},                                                      // 20: accuracy is no loss
    {"loss", {{"squeezed", "true"}}},                              // 21: the sigmoid
    {"loss"},                                                      // 22: loss and metric
    {"optimizers"},                                                // 23: new weights
    {"mini-batches"},                                              // 24: the DataLoader
    {"training-loop"},                                             // 25: an epoch
    {"mini-batches"},                                              // 26: zip
    {"training-loop"},                                             // 27: view
    {"ten-digits"},                                                // 28: biases
    {"broadcasting", {{"product", "0"}}},                          // 29: the matrix product
    {"gradients"},                                                 // 30: backward
    {"gradients"},                                                 // 31: zeroing
    {"optimizers"},                                                // 32: a Learner
    {"training-loop"},                                             // 33
    {"hidden-layers"},                                             // 34: ReLU
    {"hidden-layers"},                                             // 35: activation functions
    {"hidden-layers"},                                             // 36: F.relu, nn.ReLU
    {"hidden-layers"},                                             // 37: why more than one
};

/// Makes choices in a lesson. What the lesson does not know, or would not take, stays.
class Make : public Choices {
 public:
  explicit Make(std::span<const WhereSeen::Choice> all) : all_(all) {}
  void whole(const char* name, int& value, int low, int high) override {
    if (const WhereSeen::Choice* choice = find(name)) value = std::clamp(std::atoi(std::string(choice->value).c_str()), low, high);
  }
  void number(const char* name, double& value, double low, double high) override {
    if (const WhereSeen::Choice* choice = find(name)) value = std::clamp(std::atof(std::string(choice->value).c_str()), low, high);
  }
  void flag(const char* name, bool& value) override {
    if (const WhereSeen::Choice* choice = find(name)) value = choice->value == "true";
  }
  void text(const char* name, std::string& value) override {
    if (const WhereSeen::Choice* choice = find(name)) value = choice->value;
  }

 private:
  const WhereSeen::Choice* find(std::string_view name) const {
    const auto found = std::find_if(all_.begin(), all_.end(), [&](const WhereSeen::Choice& choice) { return choice.name == name; });
    return found == all_.end() ? nullptr : &*found;
  }
  std::span<const WhereSeen::Choice> all_;
};

}  // namespace

std::span<const WhereSeen> where_seen() { return table; }

void QuestionsLesson::set_open(int question) {
  open_ = question;
  touch();
}

void QuestionsLesson::set_known(int question, bool known) {
  known_[static_cast<std::size_t>(question - 1)] = known ? '1' : '0';
  touch();
}

int QuestionsLesson::known_count() const { return static_cast<int>(std::count(known_.begin(), known_.end(), '1')); }

int QuestionsLesson::lesson_of(int question) const { return lesson_index(table[static_cast<std::size_t>(question - 1)].lesson); }

void QuestionsLesson::look(AppState& app, int question) {
  const int lesson = lesson_of(question);
  if (lesson < 0) return;
  looked_ = true;
  touch();
  update(app, 0);  // another lesson is open from here on
  app.open_lesson(lesson);
  Make make(table[static_cast<std::size_t>(question - 1)].choices);
  app.lesson_state(lesson)->choices(make);
  app.lesson_state(lesson)->touch();
}

bool QuestionsLesson::update(AppState&, double) {
  if (!stale_) return false;
  stale_ = false;
  ++revision_;
  // A link may bring a text of another length.
  known_.resize(questions().size(), '0');
  done_ = done_ || (looked_ && known_count() >= enough);
  return false;
}

void QuestionsLesson::choices(Choices& choices) {
  choices.whole("open", open_, 0, static_cast<int>(questions().size()));
  choices.text("known", known_);
}

Numbers QuestionsLesson::numbers() const {
  Numbers numbers;
  numbers.add("questions", static_cast<double>(questions().size()));
  numbers.add("known", known_count());
  std::vector<double> lessons;
  for (const lessons::Question& question : questions()) lessons.push_back(lesson_of(question.number));
  numbers.add("lessons", std::move(lessons));
  return numbers;
}

}  // namespace inkgrad
