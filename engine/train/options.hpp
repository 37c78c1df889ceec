#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "engine/optim/schedule.hpp"

namespace inkgrad {

/// How to train. The defaults are those of `inkgrad train`.
struct TrainOptions {
  std::string spec = "784-128r-10";
  int batch = 64;
  double lr = 0.001;               ///< with a schedule the highest
  std::string optimizer = "adam";  ///< "adam", "adamw" or "sgd"
  double momentum = 0;             ///< sgd
  bool nesterov = false;           ///< sgd with momentum
  double weight_decay = 0;
  /// "constant"; "step": a tenth after each third of the run; "cosine": down to 0 along half a cosine; "onecycle": up from a 25th
  /// in the first 30%, then down to almost 0.
  std::string schedule = "constant";
  int schedule_epochs = 0;         ///< the run that the schedule is made for; needed unless it is constant
  Augmentation augmentation{};
  double slashed_zeros = 0;        ///< share of the training zeros that slash_zeros draws a slash through, 0 to 1
  std::uint64_t seed = 1;
  Device device = Device::cpu;
  std::string precision = "float32";  ///< of the linear layers' products: "float32", "tf32" or "bf16" (Precision)
};

inline constexpr int most_batch = 65536;

/// Throws Error (Input) that names the option if one makes no sense.
void check(const TrainOptions& options);

/// The precision by its name. Throws Error (Input) if there is none of that name.
Precision precision_of(const TrainOptions& options);

std::unique_ptr<Optimizer> make_optimizer(const TrainOptions& options, const Tensor& parameters);
/// The schedule of an optimizer, a step a training step; null if the learning rate is constant.
std::unique_ptr<Schedule> make_schedule(const TrainOptions& options, Optimizer& optimizer, std::int64_t steps_per_epoch);

/// The options as a model file's metadata says them, and back; what a file does not say is the default. `name` (of the file) begins
/// the message of an Error (Input).
std::map<std::string, std::string> to_record(const TrainOptions& options);
TrainOptions from_record(const std::map<std::string, std::string>& record, std::string_view name);

/// "shift=2,rotate=10": the amounts that are not 0, and back. Throws Error (Input) that begins with `what` and lists the names.
std::string to_text(const Augmentation& augmentation);
Augmentation parse_augmentation(std::string_view text, std::string_view what);

}  // namespace inkgrad
