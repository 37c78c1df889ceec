#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/app/state/curve_view.hpp"
#include "web/app/state/drawing.hpp"
#include "web/app/state/gpu.hpp"
#include "web/app/state/lessons/lessons.hpp"
#include "web/app/state/link.hpp"
#include "web/app/state/own_digits.hpp"
#include "web/app/state/page_data.hpp"
#include "web/app/state/reader.hpp"
#include "web/app/state/training.hpp"
#include "web/app/state/tuning.hpp"

namespace inkgrad {

/// A sentence that floats for a while.
struct Notice {
  enum class Level { info, warning, error };
  Level level;
  std::string text;
  double until;  ///< on the clock of AppState::now
};

/// A rectangle on the page in CSS pixels.
struct Area {
  float x = 0, y = 0, width = 0, height = 0;
};

enum class ThemeName { light, dark, contrast };

/// What only the surroundings of the window can do; each may be missing.
struct Outside {
  std::function<void()> share;                                                           ///< gives away a link to the view
  std::function<void(const std::string& name, std::span<const std::byte> file)> save;    ///< keeps a file for the user
  std::function<void(const std::string& name, std::span<const OwnFile> files)> save_together;  ///< the same for a folder of files, their names with '/'
  std::function<void(const std::string& name, const Area& area)> save_picture;           ///< keeps what the window shows there
  std::function<void()> open;                                                            ///< lets the user choose files, which come by load_model and open_own_files
  std::function<void(const std::string& text)> keep_own_digits;                          ///< until the next visit
  std::function<void(const char* tag)> set_language;                                     ///< has text::set_language called, with the catalogue
  std::function<void(const std::string& name, std::span<const std::byte> file)> keep_model;  ///< likewise, in place of one of that name
  std::function<void()> forget_models;                                                   ///< those that keep_model has kept
};

/// Everything the playground knows, free of the user interface: what panels read and controls change.
class AppState {
 public:
  /// Keeps a reference to `link`.
  explicit AppState(Link& link);

  Drawing drawing;
  Reader reader;
  Training training;
  CurveView curves;
  PageData data;
  OwnDigits own_digits;
  Tuning tuning;

  Outside outside;
  /// The browser's GPU; null where there is no browser.
  Gpu* gpu = nullptr;

  ThemeName theme = ThemeName::light;
  bool reduced_motion = false;
  /// Parts of the window that whoever embeds it wants out of sight: names of `hideable`.
  std::set<std::string, std::less<>> hidden;
  static constexpr std::string_view hideable[] = {"top", "lessons", "curves", "tabs"};

  /// How far the data has arrived, 0 to 1, and what is coming. 1: all of it.
  double data_progress = 1;
  std::string data_text;

  /// The open lesson's place in lesson_entries(); -1: none, the whole bench.
  int lesson() const { return lesson_; }
  /// Opens a lesson, as it was left; -1 closes.
  void open_lesson(int lesson);
  /// The state of a lesson that has been open, or null.
  /// Whether what is open has to do with the training in the worker: the bench, lessons and tools that follow it, and all while it runs.
  bool training_in_sight() const;
  LessonState* lesson_state(int lesson) const;
  /// Whether the open lesson's numbers are still to follow what was chosen.
  bool lesson_busy() const { return lesson_works_ || (lesson_ >= 0 && lesson_state(lesson_)->stale()); }
  /// Whether all of MNIST is here, on the page's side. Only a lesson that needs it asks for it.
  bool data_here() const { return data.complete(training.train_images(), training.validation_images()) && data_progress >= 1; }

  /// What the window says of itself, for tests: places of controls by name, frames, the time from pointer to bars.
  std::map<std::string, Area, std::less<>> places;
  std::uint64_t frames = 0;
  double draw_to_reading_ms = 0;
  float width = 0, height = 0, device_ratio = 1;

  double now() const { return now_; }
  const std::vector<Notice>& notices() const { return notices_; }
  void notify(Notice::Level level, std::string text);
  void dismiss(std::size_t index) { notices_.erase(notices_.begin() + static_cast<std::ptrdiff_t>(index)); }

  /// Keeps the model that reads as a file: safetensors, or ONNX for other programs. Shows what is in the way instead.
  void save_model();
  void export_onnx();
  /// Keeps the curves of all runs as a table: run, settings, curve, step, value.
  void save_curves();

  /// Whether anything here is the user's own: digits, models that were trained or opened here, strokes on the pad, curves.
  bool has_own() const;
  /// Keeps all of that as one ZIP file.
  void save_all();

  /// Loads a model file and chooses it, as the user's own if `choose`. Shows what is wrong with it instead, and returns false.
  bool load_model(std::string_view name, std::span<const std::byte> file, bool choose);

  /// Adds the digits in files to the own ones and opens their lesson. Says what is wrong with files that hold none.
  void open_own_files(std::span<const OwnFile> files);
  /// The same for one picture that the page has decoded.
  void open_own_picture(std::string_view name, const GrayImage& picture);
  /// What the surroundings have kept since the last visit.
  void restore_own_digits(std::string_view kept);
  /// A model that they have kept: one more to choose from. What is none is passed over.
  void restore_model(std::string_view name, std::span<const std::byte> kept);
  bool has_kept_models() const { return keeps_models_; }
  void forget_models();

  /// The pen touches the pad: a stroke more, or, where the drawing was made elsewhere (in another lesson), the first of a new one.
  void begin_stroke(Point at) { drawing.begin(at, drawn_in_ != lesson_); }

  /// The drawing as the model sees it, and its reading: both of the newest strokes.
  const InkImage& image() const { return image_; }
  /// Grows with every change of the image.
  std::uint64_t image_revision() const { return image_revision_; }

  /// Starts training and lets the model in training read as soon as there is one.
  void start_training(int epochs = 0, std::int64_t steps = 0, bool trace = false);
  /// Lets `model` (in Reader::models()) go on learning on the labelled own digits; the model in training reads from then on.
  void fine_tune(std::size_t model, const FineTuning& how);
  void toggle_training() { training.running() ? training.pause() : start_training(); }
  void step_training();

  /// First part of a frame: takes the events that have arrived. `now`: seconds on any steady clock.
  void receive(double now);
  /// Second part, after input: image and reading follow the drawing, bars move, the lesson works (`lesson_too` false: not this time).
  /// True while something still moves.
  bool update(bool lesson_too = true);
  /// Whether panels have changed what update() has not followed yet.
  bool needs_update() const {
    return lesson_busy() || kept_own_ != own_digits.revision() || seen_drawing_ != drawing.revision() || seen_models_ != reader.revision();
  }
  /// Seconds until something changes by itself (a notice goes); infinite if nothing does.
  double next_change() const;

 private:
  bool take_snapshot(const std::vector<std::byte>& file);
  void keep_live_model();
  void add_own(std::vector<OwnDigit> digits);

  Link& link_;
  int lesson_ = -1;
  std::vector<std::unique_ptr<LessonState>> lessons_;
  bool lesson_works_ = false;
  int drawn_in_ = -1;  ///< the lesson that was open when the drawing changed last
  InkImage image_;
  std::uint64_t image_revision_ = 0;
  std::uint64_t seen_drawing_ = ~0ull;
  std::uint64_t seen_models_ = ~0ull;
  std::uint64_t kept_own_ = 0;
  bool keeps_models_ = false;
  std::set<std::string, std::less<>> restored_;  ///< names of models that earlier visits have kept
  bool model_unkept_ = false;  ///< the model in training has weights that were not handed over to be kept
  double model_kept_at_ = -1e9;
  std::vector<Notice> notices_;
  bool follow_training_ = false;
  double now_ = 0;
  double last_update_ = 0;
};

}  // namespace inkgrad
