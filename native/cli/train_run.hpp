#pragma once

#include <filesystem>
#include <string>

#include "engine/train/early_stopping.hpp"
#include "engine/train/trainer.hpp"
#include "native/cli/goals.hpp"
#include "native/cli/progress.hpp"

namespace inkgrad::cli {

/// One run of `inkgrad train`: steps until a goal is met or a signal comes, reports, and files.
class TrainRun {
 public:
  struct Setup {
    Goals goals{};
    std::filesystem::path out{};
    std::string again{};  ///< options that a resumed run needs again: " --data DIR", ...
    bool trace = false;
    bool json = false;
  };

  /// Measures after each epoch on `validation`, and once at the end on `test`; on `test` each time if there is no validation set.
  TrainRun(Setup setup, Trainer trainer, const Dataset& validation, const Dataset& test);

  /// Trains, reports and saves. The program's exit status.
  int run();

  /// Where a run that is interrupted leaves its checkpoint: out with ".resume" before its extension.
  static std::filesystem::path checkpoint_path(const std::filesystem::path& out);

 private:
  bool steps_left() const;
  /// Steps up to the end of the epoch or to what ends the run. Seconds and images are added to the members.
  void train_epoch();
  void show_progress(double seconds);
  /// Measures a model on images; false if a signal came before the end.
  bool evaluate_model(const Model& model, const Dataset& images, Metrics& metrics);
  /// Whether training further would no longer help; keeps the best model so far.
  bool is_exhausted(const Metrics& measured);
  void report(const Metrics& measured);
  void report_test(std::span<const std::byte> model);
  /// How many steps to ask for at once.
  std::int64_t most_steps() const;
  void print_step(double loss) const;
  /// Throws Error (Failure) if the model no longer holds, or gives, numbers.
  void expect_finite(double loss);
  int save_interrupted();
  int save_finished(bool target_met);

  Setup setup_;
  Trainer trainer_;
  const Dataset& validation_;  // no images if there is none
  const Dataset& test_;
  std::optional<EarlyStopping> early_stopping_;
  std::vector<std::byte> best_;  // file of the model with the best validation loss, if early stopping is asked for
  int best_epoch_ = 0;
  Progress progress_;
  std::int64_t steps_at_start_ = 0;
  double seconds_ = 0;       ///< spent in the epoch's steps
  std::int64_t images_ = 0;  ///< trained on in those
};

}  // namespace inkgrad::cli
