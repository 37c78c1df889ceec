#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/nn/spec.hpp"
#include "web/app/state/link.hpp"

namespace inkgrad {

inline constexpr double lowest_rate = 1e-5, highest_rate = 1;
inline constexpr int largest_batch = 4096;

/// What the training panel shows and edits; it takes effect as the controls say.
struct Draft {
  std::string spec = "784-128r-10";
  int batch = 64;
  double lr = 0.001;
  std::string optimizer = "adam";
  double momentum = 0;
  double weight_decay = 0;
  std::uint64_t seed = 1;
  std::int64_t images = 0;  ///< train on the first so many only; 0: all there are
  double label_noise = 0;   ///< the share of training labels that are replaced by another digit

  bool operator==(const Draft&) const = default;
};

/// A spec as it is typed: what it describes, or why it describes nothing.
struct SpecCheck {
  std::optional<ModelSpec> spec;
  std::string error;
  int position = 0;  ///< of the error in the text, from 1; 0 if it has none
};
SpecCheck check_spec(const std::string& text);

struct CurvePoint {
  double step;
  double value;
};

/// One training from random weights, as its curves remember it.
struct Run {
  Draft settings;
  int colour = 0;  ///< kept everywhere the run is shown
  std::int64_t steps_per_epoch = 0;
  std::vector<CurvePoint> loss;            ///< mean of the steps since the point before
  std::vector<CurvePoint> train_accuracy;  ///< likewise
  std::vector<CurvePoint> accuracy;        ///< on the validation images, once an epoch
  /// Once an epoch likewise, not by steps but by epochs: means over the epoch's training images, as it went, and over the
  /// validation images after it.
  struct {
    std::vector<CurvePoint> train_loss, train_accuracy, loss, accuracy;
  } epochs;

  /// Whether any loss was a number: a run may diverge before.
  bool has_curve() const;
};

/// How a model's training continues on own digits.
struct FineTuning {
  double share = 1;  ///< of own digits among the images trained on, above 0 to 1; the rest are MNIST's
  double lr = 0.001;
  int epochs = 20;
  int batch = 16;
};

/// Why a run stopped itself.
struct Divergence {
  std::int64_t step = 0;
  double loss = 0;
  std::string reason;
};

/// Why a run was stopped early: the validation loss has had no new best for a while.
struct EarlyStop {
  int epoch = 0;       ///< when it stopped
  int best_epoch = 0;  ///< after which the loss was lowest
  double best_loss = 0;
};

/// The training beside the page: sends a Session its commands and keeps what its events tell.
class Training {
 public:
  /// Keeps a reference to `link`.
  explicit Training(Link& link) : link_(link) {}

  Draft draft;
  /// The draft's spec, parsed anew when it has changed.
  const SpecCheck& spec();
  /// The run pauses once the validation loss has had no new best for so many epochs; 0: never, as for every new run.
  int patience = 0;
  /// Why the training cannot start now.
  enum class Obstacle { none, no_data, bad_spec };
  Obstacle obstacle();

  /// Goes on, or begins a new run when settings that need one have changed. `epochs`, `steps`: stop after so many (0: never);
  /// `trace`: keep every step's loss.
  void start(int epochs = 0, std::int64_t steps = 0, bool trace = false);
  void pause();
  void toggle() { running_ ? pause() : start(); }
  void step();
  /// A new run from random weights with the draft's settings.
  void reset();
  void set_lr(double lr);
  /// A new run from the weights of a model file of `spec`, by Adam, on the own digits that the Session has. It begins with start()
  /// once the Session has answered `configured` with the id.
  void fine_tune(const std::string& spec, std::vector<std::byte> model, const FineTuning& how, const std::string& id);
  /// After a divergence: back to the best weights of this run (random ones if there are none) at a tenth of the learning rate,
  /// or the highest rate that the page offers if that is less.
  void go_back();

  /// After an early stop: back to the weights of the lowest validation loss, which read and can be trained on.
  void take_best();

  /// Whether the draft asks for another run than the current one.
  bool draft_needs_new_run() const { return configured_ && !same_run(draft, runs_.back().settings); }

  /// Takes one event.
  void handle(const Message& event);
  /// Called with every snapshot, a model file. False if it is no good.
  std::function<bool(const std::vector<std::byte>& file)> on_model;
  /// Asks for a snapshot when a newer one can be had, a few times a second.
  void ask_for_snapshot(double now);

  bool running() const { return running_; }
  bool configured() const { return configured_; }
  /// How many runs have begun: another number, another run.
  std::uint64_t run_number() const { return run_number_; }
  std::int64_t step_count() const { return step_; }
  /// The step that the last snapshot's weights are of, -1 before the first.
  std::int64_t snapshot_step() const { return snapshot_step_; }
  int epoch() const { return epoch_; }
  double loss() const { return loss_; }
  double train_accuracy() const { return train_accuracy_; }
  std::optional<double> accuracy() const { return accuracy_; }
  double images_per_second() const { return images_per_second_; }
  std::int64_t train_images() const { return train_images_; }
  std::int64_t validation_images() const { return validation_images_; }
  const std::vector<Run>& runs() const { return runs_; }
  const std::vector<float>& trace() const { return trace_; }
  const std::optional<Divergence>& divergence() const { return divergence_; }
  /// Whether there are weights that go_back() can go back to.
  bool has_way_back() const { return !best_model_.empty(); }
  const std::optional<EarlyStop>& early_stop() const { return early_stop_; }
  /// Whether the best weights by validation loss are here and have not been taken yet.
  bool has_best() const { return !best_validated_.empty(); }
  const std::string& error() const { return error_; }
  void dismiss_error() { error_.clear(); }
  /// Grows whenever a curve does.
  std::uint64_t revision() const { return revision_; }

 private:
  static bool same_run(const Draft& a, Draft b);
  void configure();
  void load(std::vector<std::byte> weights, std::int64_t step, int epoch);
  void judge_epoch(std::int64_t step, const std::vector<std::byte>& weights);
  void begin_run();
  void post(const std::string& head, std::vector<std::byte> body = {});

  Link& link_;
  std::string checked_text_;
  SpecCheck check_;
  bool checked_ = false;
  bool configured_ = false;
  std::uint64_t run_number_ = 0;
  int awaited_ = 0;  ///< `configure` commands not answered yet: events until then are of the run before
  bool running_ = false;
  std::int64_t step_ = 0;
  int epoch_ = 0;
  double loss_ = 0;
  double train_accuracy_ = 0;
  std::optional<double> accuracy_;
  double images_per_second_ = 0;
  std::int64_t train_images_ = 0;
  std::int64_t validation_images_ = 0;
  std::vector<Run> runs_;
  int next_colour_ = 0;
  std::vector<float> trace_;
  std::optional<Divergence> divergence_;
  std::string error_;
  std::uint64_t revision_ = 0;

  bool snapshot_asked_ = false;
  std::int64_t snapshot_step_ = -1;
  double snapshot_time_ = -1;
  std::vector<std::byte> best_model_;
  double best_loss_ = 0;
  std::int64_t best_step_ = 0;
  int best_epoch_ = 0;
  std::int64_t loaded_step_ = 0;  ///< of the weights that the Session has been given: it counts from 0 again
  int loaded_epoch_ = 0;

  std::optional<EarlyStop> early_stop_;
  std::size_t patient_from_ = 0;  ///< epochs of the run before this one do not count
  std::vector<std::byte> best_validated_;
  std::int64_t best_validated_step_ = 0;
  int best_validated_epoch_ = 0;
};

}  // namespace inkgrad
