#include "web/app/state/app_state.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>

#include "engine/core/error.hpp"
#include "web/app/text.hpp"
#include "web/app/text/generalise.hpp"
#include "web/app/text/translate.hpp"

namespace inkgrad {
namespace {

constexpr double notice_seconds = 8;
constexpr double seconds_between_keeping = 5;  // of the model in training
constexpr std::size_t most_notices = 3;
// Of a frame's 16 ms, for what a lesson computes.
constexpr double lesson_ms = 4, lesson_ms_beside_training = 2;
constexpr std::string_view own_digits_lesson = "own-digits";
constexpr std::string_view patient_lesson = "generalise";  // the only one that stops runs early

}  // namespace

AppState::AppState(Link& link) : training(link), data(link), tuning(link, training), link_(link), lessons_(lesson_entries().size()) {
  training.on_model = [this](const std::vector<std::byte>& file) { return take_snapshot(file); };
}

void AppState::notify(Notice::Level level, std::string text) {
  std::erase_if(notices_, [&](const Notice& notice) { return notice.text == text; });
  if (notices_.size() == most_notices) notices_.erase(notices_.begin());
  notices_.push_back({level, std::move(text), now_ + notice_seconds});
}

bool AppState::load_model(std::string_view name, std::span<const std::byte> file, bool choose) {
  try {
    reader.load(name, file, choose);
  } catch (const Error& error) {
    notify(Notice::Level::error, error.what());
    return false;
  }
  for (std::size_t i = 0; choose && i < reader.models().size(); ++i) {
    if (reader.models()[i].name == name) reader.choose(i);
  }
  return true;
}

void AppState::add_own(std::vector<OwnDigit> digits) {
  if (digits.empty()) return;
  const auto count = static_cast<int>(digits.size());
  const bool unlabelled = std::any_of(digits.begin(), digits.end(), [](const OwnDigit& digit) { return !digit.label; });
  try {
    own_digits.add(std::move(digits));
  } catch (const Error& error) {
    return notify(Notice::Level::error, error.what());
  }
  open_lesson(lesson_index(own_digits_lesson));
  char line[160];
  std::snprintf(line, sizeof line, text::tr(text::own_added), count);
  std::string said = count == 1 ? text::tr(text::own_added_one) : line;
  if (unlabelled) said += std::string(" ") + text::tr(text::own_unlabelled);
  notify(Notice::Level::info, std::move(said));
}

void AppState::open_own_files(std::span<const OwnFile> files) {
  OwnFiles read = read_own_files(files);
  for (std::string& problem : read.problems) notify(Notice::Level::error, std::move(problem));
  add_own(std::move(read.digits));
}

void AppState::open_own_picture(std::string_view name, const GrayImage& picture) {
  try {
    std::vector<OwnDigit> digits{own_picture(picture, name)};
    add_own(std::move(digits));
  } catch (const Error& error) {
    notify(Notice::Level::error, error.what());
  }
}

void AppState::restore_own_digits(std::string_view kept) {
  const bool changed = kept_own_ != own_digits.revision();
  own_digits.restore(kept);
  if (!changed) kept_own_ = own_digits.revision();
}

bool AppState::take_snapshot(const std::vector<std::byte>& file) {
  try {
    reader.set_live(text::live_model, parse_model(file, text::live_model));
  } catch (const Error&) {
    return false;  // weights that are no numbers any more: the divergence that follows says so
  }
  if (follow_training_) reader.choose_live();
  follow_training_ = false;
  model_unkept_ = training.step_count() > 0;
  return true;
}

// Now and then while it learns, and once it rests.
void AppState::keep_live_model() {
  if (!model_unkept_ || !outside.keep_model || (training.running() && now_ - model_kept_at_ < seconds_between_keeping)) return;
  model_unkept_ = false;
  model_kept_at_ = now_;
  for (const LoadedModel& loaded : reader.models()) {
    if (!loaded.live) continue;
    char name[160];
    std::snprintf(name, sizeof name, text::tr(text::kept_model), loaded.model.spec.text.c_str());
    // What an earlier visit has trained is not overwritten by the first steps of this one's.
    std::string free = name;
    for (int number = 2; restored_.contains(free); ++number) free = name + (" " + std::to_string(number));
    outside.keep_model(free, serialise_model(loaded.model));
    keeps_models_ = true;
  }
}

void AppState::restore_model(std::string_view name, std::span<const std::byte> kept) {
  try {
    reader.load(name, kept, true);
    restored_.emplace(name);
    keeps_models_ = true;
  } catch (const Error&) {
    return;  // another version's, or damaged: as if it had not been kept
  }
}

void AppState::forget_models() {
  if (outside.forget_models) outside.forget_models();
  restored_.clear();
  keeps_models_ = false;
  notify(Notice::Level::info, text::models_forgotten);
}

void AppState::start_training(int epochs, std::int64_t steps, bool trace) {
  follow_training_ = true;
  if (lesson_ != lesson_index(patient_lesson)) training.patience = 0;
  training.start(epochs, steps, trace);
}

void AppState::fine_tune(std::size_t model, const FineTuning& how) {
  follow_training_ = true;
  const LoadedModel& from = reader.models()[model];
  tuning.start(from.name, from.model, own_digits.labelled(), how);
}

void AppState::step_training() {
  follow_training_ = true;
  training.step();
}

void AppState::receive(double now) {
  now_ = now;
  const bool had_stopped = training.early_stop().has_value();
  for (const Message& event : link_.poll()) {
    if (data.handle(event)) continue;
    training.handle(event);
    tuning.handle(event);
  }
  // Its lesson has a panel for it.
  if (!had_stopped && training.early_stop() && lesson_ != lesson_index(patient_lesson)) {
    char line[160];
    std::snprintf(line, sizeof line, text::tr(text::generalise::stopped_notice), training.early_stop()->epoch, training.early_stop()->best_epoch);
    notify(Notice::Level::info, line);
  }
  training.ask_for_snapshot(now);
  std::erase_if(notices_, [&](const Notice& notice) { return notice.until <= now; });
}

void AppState::open_lesson(int lesson) {
  // What was said about the lesson before would lie over this one.
  const bool elsewhere = lesson != lesson_;
  if (elsewhere) std::erase_if(notices_, [](const Notice& notice) { return notice.level == Notice::Level::info; });
  lesson_ = lesson >= 0 && lesson < static_cast<int>(lessons_.size()) ? lesson : -1;
  if (lesson_ < 0) return;
  const LessonEntry& entry = lesson_entries()[static_cast<std::size_t>(lesson_)];
  std::unique_ptr<LessonState>& state = lessons_[static_cast<std::size_t>(lesson_)];
  if (!state) state = entry.make();
  if (entry.data) data.want();
  if (elsewhere) state->opened(*this);
}

bool AppState::training_in_sight() const {
  if (lesson_ < 0 || training.running()) return true;
  const LessonEntry& entry = lesson_entries()[static_cast<std::size_t>(lesson_)];
  return entry.training || entry.tool;
}

LessonState* AppState::lesson_state(int lesson) const {
  return lesson >= 0 && lesson < static_cast<int>(lessons_.size()) ? lessons_[static_cast<std::size_t>(lesson)].get() : nullptr;
}

bool AppState::update(bool lesson_too) {
  if (seen_drawing_ != drawing.revision()) {
    seen_drawing_ = drawing.revision();
    drawn_in_ = lesson_;
    seen_models_ = ~0ull;
    image_ = drawing.image();
    ++image_revision_;
  }
  if (seen_models_ != reader.revision()) {
    seen_models_ = reader.revision();
    reader.read(image_, drawing.empty());
  }
  if (kept_own_ != own_digits.revision()) {
    kept_own_ = own_digits.revision();
    if (outside.keep_own_digits) outside.keep_own_digits(own_digits.save());
  }
  keep_live_model();
  // After a pause without frames the first step of a movement is a usual one.
  const double passed = std::min(now_ - last_update_, 1.0 / 30);
  last_update_ = now_;
  if (lesson_ < 0) lesson_works_ = false;
  else if (lesson_too) lesson_works_ = lesson_state(lesson_)->update(*this, training.running() ? lesson_ms_beside_training : lesson_ms);
  return reader.advance(passed, !reduced_motion) || lesson_works_;
}

double AppState::next_change() const {
  double next = std::numeric_limits<double>::infinity();
  for (const Notice& notice : notices_) next = std::min(next, notice.until - now_);
  return next;
}

}  // namespace inkgrad
