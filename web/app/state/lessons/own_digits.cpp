#include "web/app/state/lessons/own_digits.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "engine/core/error.hpp"
#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

using Clock = std::chrono::steady_clock;

// Digits that a model reads at once: a convolutional network takes some milliseconds for so many.
constexpr std::size_t at_once = 8;
// Points of the pad are kept to a ten-thousandth of its side, finer than any screen.
constexpr double kept_digits = 1e4;

Strokes rounded(Strokes strokes) {
  for (Stroke& stroke : strokes) {
    for (Point& p : stroke) p = {std::round(p.x * kept_digits) / kept_digits, std::round(p.y * kept_digits) / kept_digits};
  }
  return strokes;
}

double or_none(const std::optional<double>& value) { return value.value_or(-1); }

}  // namespace

void OwnDigitsLesson::set_filter(int filter) {
  filter_ = filter;
  page_ = 0;
  touch();
}

void OwnDigitsLesson::turn(int by) {
  page_ = std::clamp(page_ + by, 0, pages_ - 1);
  touch();
}

std::optional<int> OwnDigitsLesson::reading(const OwnDigit& digit) const {
  const auto model = readings_.find(chosen_);
  if (model == readings_.end()) return std::nullopt;
  const auto found = model->second.digits.find(digit.id);
  return found == model->second.digits.end() ? std::nullopt : std::optional(found->second);
}

int OwnDigitsLesson::selected(const AppState& app) const {
  const OwnDigits::List& digits = app.own_digits.digits();
  const auto found = std::find_if(digits.begin(), digits.end(), [&](const auto& digit) { return digit->id == selected_; });
  return found == digits.end() ? -1 : static_cast<int>(found - digits.begin());
}

void OwnDigitsLesson::select(const AppState& app, int place) {
  selected_ = place >= 0 ? app.own_digits.digits()[static_cast<std::size_t>(place)]->id : 0;
  touch();
}

void OwnDigitsLesson::label(AppState& app, int digit) {
  if (app.drawing.empty()) {
    if (const int place = selected(app); place >= 0) app.own_digits.set_label(static_cast<std::size_t>(place), digit);
    return;
  }
  app.drawing.end();
  try {
    const bool drawn = app.drawing.picture() == nullptr;
    std::vector<OwnDigit> one{drawn ? own_drawing(rounded(app.drawing.strokes()), digit) : OwnDigit{.label = digit, .image = app.drawing.image()}};
    app.own_digits.add(std::move(one));
  } catch (const Error& error) {
    app.notify(Notice::Level::error, error.what());
    return;
  }
  app.drawing.clear();
  selected_ = 0;
  page_ = 0;
}

void OwnDigitsLesson::remove_selected(AppState& app) {
  const int place = selected(app);
  if (place >= 0) app.own_digits.remove(static_cast<std::size_t>(place));
}

bool OwnDigitsLesson::key(AppState& app, char typed) {
  if (typed < '0' || typed > '9') return false;
  label(app, typed - '0');
  return true;
}

int OwnDigitsLesson::start(const AppState& app) const {
  const std::vector<LoadedModel>& models = app.reader.models();
  const auto found = std::find_if(models.begin(), models.end(), [&](const LoadedModel& model) { return model.name == start_; });
  if (found != models.end()) return static_cast<int>(found - models.begin());
  return models.empty() ? -1 : static_cast<int>(app.reader.chosen_index());
}

OwnDigitsLesson::Obstacle OwnDigitsLesson::obstacle(const AppState& app) const {
  if (app.tuning.phase() != Tuning::Phase::idle) return Obstacle::running;
  if (start(app) < 0) return Obstacle::no_model;
  if (app.own_digits.labelled_count() == 0) return Obstacle::no_digits;
  return app.training.validation_images() == 0 || app.data_progress < 1 ? Obstacle::no_data : Obstacle::none;
}

void OwnDigitsLesson::fine_tune(AppState& app) {
  if (obstacle(app) != Obstacle::none) return;
  const auto from = static_cast<std::size_t>(start(app));
  start_ = app.reader.models()[from].name;
  app.fine_tune(from, how);
  touch();
}

// Lets models read what they have not read yet, the chosen one first. True while there is more.
bool OwnDigitsLesson::read_some(const AppState& app, double milliseconds) {
  const Clock::time_point begin = Clock::now();
  const std::vector<LoadedModel>& models = app.reader.models();
  std::vector<std::size_t> order;
  if (!models.empty()) order.push_back(app.reader.chosen_index());
  for (std::size_t i = 0; i < models.size(); ++i) {
    if (i != app.reader.chosen_index()) order.push_back(i);
  }
  for (const std::size_t i : order) {
    Readings& readings = readings_[models[i].name];
    if (readings.version != models[i].version) readings = {.version = models[i].version, .digits = {}};
    std::vector<std::uint64_t> ids;
    std::vector<std::uint8_t> images;
    const auto read = [&] {
      const std::vector<Reading> said = predict(models[i].model, images);
      for (std::size_t k = 0; k < ids.size(); ++k) readings.digits[ids[k]] = said[k].digit;
      ids.clear();
      images.clear();
    };
    for (const auto& digit : app.own_digits.digits()) {
      if (readings.digits.contains(digit->id)) continue;
      ids.push_back(digit->id);
      images.insert(images.end(), digit->image.pixels.begin(), digit->image.pixels.end());
      if (ids.size() < at_once) continue;
      read();
      if (std::chrono::duration<double, std::milli>(Clock::now() - begin).count() > milliseconds) return true;
    }
    if (!ids.empty()) read();
  }
  return false;
}

void OwnDigitsLesson::follow(const AppState& app) {
  const OwnDigits::List& digits = app.own_digits.digits();
  const LoadedModel* chosen = app.reader.chosen();
  chosen_ = chosen != nullptr ? chosen->name : "";
  scores_.clear();
  for (const LoadedModel& model : app.reader.models()) {
    Score score{.model = model.name, .chosen = &model == chosen};
    const Readings& readings = readings_[model.name];
    for (const auto& digit : digits) {
      const auto read = readings.digits.find(digit->id);
      if (!digit->label || read == readings.digits.end()) continue;
      ++score.labelled;
      score.right += read->second == *digit->label;
    }
    scores_.push_back(std::move(score));
  }

  std::vector<std::size_t> all;
  misread_ = 0;
  for (std::size_t i = digits.size(); i-- > 0;) {
    const std::optional<int> read = reading(*digits[i]);
    const bool wrong = digits[i]->label && read && *read != *digits[i]->label;
    misread_ += wrong;
    if (filter_ == everything || (filter_ == errors && wrong) || (filter_ == unlabelled && !digits[i]->label)) all.push_back(i);
  }
  pages_ = std::max(1, (static_cast<int>(all.size()) + a_page - 1) / a_page);
  page_ = std::clamp(page_, 0, pages_ - 1);
  const auto first = static_cast<std::size_t>(page_ * a_page);
  shown_.assign(all.begin() + static_cast<std::ptrdiff_t>(std::min(first, all.size())),
                all.begin() + static_cast<std::ptrdiff_t>(std::min(first + a_page, all.size())));

  numbers_ = {};
  std::vector<double> labels, read;
  std::int64_t drawings = 0;
  for (const auto& digit : digits) {
    labels.push_back(digit->label.value_or(-1));
    read.push_back(reading(*digit).value_or(-1));
    drawings += digit->drawn();
  }
  numbers_.add("digits", static_cast<double>(digits.size()));
  numbers_.add("drawings", static_cast<double>(drawings));
  numbers_.add("labels", std::move(labels));
  numbers_.add("readings", std::move(read));
  numbers_.add("shown", std::vector<double>(shown_.begin(), shown_.end()));
  numbers_.add("misread", static_cast<double>(misread_));
  numbers_.add("selected", selected(app));
  std::vector<double> accuracies;
  for (const Score& score : scores_) {
    accuracies.push_back(score.labelled > 0 ? static_cast<double>(score.right) / static_cast<double>(score.labelled) : -1);
  }
  numbers_.add("accuracies", std::move(accuracies));
  const std::vector<Tuning::Result>& results = app.tuning.results();
  numbers_.add("tunings", static_cast<double>(results.size()));
  if (!results.empty()) {
    const Tuning::Result& last = results.back();
    numbers_.add("own", std::vector<double>{or_none(last.before.own), or_none(last.after.own)});
    numbers_.add("mnist", std::vector<double>{or_none(last.before.mnist), or_none(last.after.mnist)});
    numbers_.add("mnist-images", static_cast<double>(last.mnist_images));
    numbers_.add("share", last.how.share);
  }
  const auto with = [&](bool alone) {
    return std::any_of(results.begin(), results.end(),
                       [alone](const Tuning::Result& result) { return result.digits >= enough && (result.how.share == 1) == alone; });
  };
  done_ = done_ || (with(true) && with(false));
}

bool OwnDigitsLesson::update(AppState& app, double milliseconds) {
  const bool changed = seen_digits_ != app.own_digits.revision() || seen_models_ != app.reader.revision();
  if (!changed && all_read_ && !stale_ && seen_tuning_ == app.tuning.revision()) return false;
  if (changed) all_read_ = false;
  seen_digits_ = app.own_digits.revision();
  seen_models_ = app.reader.revision();
  seen_tuning_ = app.tuning.revision();
  if (!all_read_) all_read_ = !read_some(app, milliseconds);
  stale_ = false;
  ++revision_;
  follow(app);
  return !all_read_;
}

void OwnDigitsLesson::choices(Choices& choices) {
  choices.whole("filter", filter_, everything, unlabelled);
  choices.number("share", how.share, 0.01, 1);
  choices.number("lr", how.lr, lowest_rate, 0.1);
  choices.whole("epochs", how.epochs, 1, 100);
  choices.whole("batch", how.batch, 1, 64);
}

Numbers OwnDigitsLesson::numbers() const { return numbers_; }

}  // namespace inkgrad
