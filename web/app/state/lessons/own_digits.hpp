#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "web/app/state/lessons/lesson_state.hpp"
#include "web/app/state/own_digits.hpp"
#include "web/app/state/tuning.hpp"

namespace inkgrad {

/// Own digits: labelled, shown with what models read in them, and trained on. The collection itself is AppState::own_digits, the
/// training AppState::tuning.
class OwnDigitsLesson : public LessonState {
 public:
  enum Filter { everything, errors, unlabelled };
  static constexpr int a_page = 20;
  /// For "try this".
  static constexpr std::int64_t enough = 10;

  /// How a model reads the labelled digits, as far as it has read them.
  struct Score {
    std::string model;
    std::int64_t right = 0, labelled = 0;
    bool chosen = false;  ///< the one whose readings the gallery shows
  };

  /// What is on the page of the gallery: places in the collection, the newest first.
  const std::vector<std::size_t>& shown() const { return shown_; }
  int filter() const { return filter_; }
  void set_filter(int filter);
  int page() const { return page_; }
  int pages() const { return pages_; }
  void turn(int by);
  /// What the chosen model reads in a digit; nothing before it has.
  std::optional<int> reading(const OwnDigit& digit) const;
  const std::vector<Score>& scores() const { return scores_; }
  /// Of labelled digits, those that the chosen model misreads.
  std::int64_t misread() const { return misread_; }

  /// The place of the digit that is selected; -1: none.
  int selected(const AppState& app) const;
  void select(const AppState& app, int place);
  /// Labels the drawing and takes it into the collection; with an empty pad the selected digit gets the label.
  void label(AppState& app, int digit);
  void remove_selected(AppState& app);

  FineTuning how;
  /// The model that fine-tuning begins with, by name: a place in Reader::models(), -1 without any.
  int start(const AppState& app) const;
  void set_start(std::string name) { start_ = std::move(name); }
  /// Why it cannot begin now.
  enum class Obstacle { none, no_model, no_digits, no_data, running };
  Obstacle obstacle(const AppState& app) const;
  void fine_tune(AppState& app);

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;
  bool key(AppState& app, char typed) override;

 private:
  /// What one model reads, by the digits' ids.
  struct Readings {
    std::uint64_t version = 0;  // of the model
    std::map<std::uint64_t, int> digits;
  };

  bool read_some(const AppState& app, double milliseconds);
  void follow(const AppState& app);

  int filter_ = everything, page_ = 0, pages_ = 1;
  std::uint64_t selected_ = 0;  // id; 0: none
  std::string start_;
  std::vector<std::size_t> shown_;
  std::map<std::string, Readings> readings_;  // by the model's name
  std::string chosen_;
  std::vector<Score> scores_;
  std::int64_t misread_ = 0;
  std::uint64_t seen_digits_ = ~0ull, seen_models_ = ~0ull, seen_tuning_ = ~0ull;
  bool all_read_ = false;
  Numbers numbers_;
};

}  // namespace inkgrad
