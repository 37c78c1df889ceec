#pragma once

#include <filesystem>
#include <string>

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

  TrainRun(Setup setup, Trainer trainer, const Dataset& test);

  /// Trains, reports and saves. The program's exit status.
  int run();

  /// Where a run that is interrupted leaves its checkpoint: out with ".resume" before its extension.
  static std::filesystem::path checkpoint_path(const std::filesystem::path& out);

 private:
  bool steps_left() const;
  /// Steps up to the end of the epoch or to what ends the run. Seconds and images are added to the members.
  void train_epoch();
  void show_progress(double seconds);
  /// Measures the model on the test images; false if a signal came before the end.
  bool evaluate_model(Metrics& metrics);
  void report(const Metrics& test);
  int save_interrupted();
  int save_finished(bool target_met);

  Setup setup_;
  Trainer trainer_;
  const Dataset& test_;
  Progress progress_;
  std::int64_t steps_at_start_ = 0;
  double seconds_ = 0;       ///< spent in the epoch's steps
  std::int64_t images_ = 0;  ///< trained on in those
};

}  // namespace inkgrad::cli
