#include "engine/train/options.hpp"

#include <array>
#include <cmath>

#include "engine/core/number.hpp"

namespace inkgrad {

namespace {

struct Amount {
  std::string_view name;
  double Augmentation::*value;
  double most;
};
constexpr std::array<Amount, 5> amounts = {{
    {"shift", &Augmentation::shift, 28},
    {"rotate", &Augmentation::rotate, 90},
    {"scale", &Augmentation::scale, 0.9},
    {"thickness", &Augmentation::thickness, 1},
    {"elastic", &Augmentation::elastic, 28},
}};

constexpr std::array<std::string_view, 3> precisions = {"float32", "tf32", "bf16"};  // in the order of Precision
constexpr std::array<std::string_view, 4> schedules = {"constant", "step", "cosine", "onecycle"};

}  // namespace

void check(const TrainOptions& options) {
  if (options.batch < 1 || options.batch > most_batch) {
    input_error("the batch size must be 1 to ", most_batch, ", got ", options.batch);
  }
  if (!(options.lr > 0) || !std::isfinite(options.lr)) input_error("the learning rate must be above 0, got ", options.lr);
  if (options.optimizer != "adam" && options.optimizer != "adamw" && options.optimizer != "sgd") {
    input_error("the optimizer must be adam, adamw or sgd, got \"", options.optimizer, "\"");
  }
  if (!(options.momentum >= 0 && options.momentum < 1)) input_error("the momentum must be 0 to 1, got ", options.momentum);
  if (options.optimizer != "sgd" && options.momentum != 0) input_error("the momentum is sgd's; ", options.optimizer, " takes none");
  if (options.nesterov && options.momentum == 0) input_error("nesterov needs sgd with a momentum");
  if (!(options.weight_decay >= 0) || !std::isfinite(options.weight_decay)) {
    input_error("the weight decay must be 0 or more, got ", options.weight_decay);
  }
  bool known = false;
  for (const std::string_view schedule : schedules) known = known || options.schedule == schedule;
  if (!known) input_error("the schedule must be constant, step, cosine or onecycle, got \"", options.schedule, "\"");
  if (options.schedule != "constant" && options.schedule_epochs < 1) {
    input_error("the schedule ", options.schedule, " needs to know how many epochs it is for");
  }
  for (const Amount& amount : amounts) {
    const double value = options.augmentation.*amount.value;
    if (!(value >= 0 && value <= amount.most)) input_error("augmentation: ", amount.name, " must be 0 to ", amount.most, ", got ", value);
  }
  if (!(options.slashed_zeros >= 0 && options.slashed_zeros <= 1)) {
    input_error("the share of slashed zeros must be 0 to 1, got ", options.slashed_zeros);
  }
  precision_of(options);
}

Precision precision_of(const TrainOptions& options) {
  for (std::size_t i = 0; i < precisions.size(); ++i) {
    if (options.precision == precisions[i]) return static_cast<Precision>(i);
  }
  input_error("the precision must be float32, tf32 or bf16, got \"", options.precision, "\"");
}

std::unique_ptr<Optimizer> make_optimizer(const TrainOptions& options, const Tensor& parameters) {
  const std::vector all{parameters};
  if (options.optimizer == "sgd") {
    return std::make_unique<SGD>(all, options.lr, options.momentum, options.weight_decay, options.nesterov);
  }
  if (options.optimizer == "adamw") return std::make_unique<AdamW>(all, options.lr, 0.9, 0.999, 1e-8, options.weight_decay);
  return std::make_unique<Adam>(all, options.lr, 0.9, 0.999, 1e-8, options.weight_decay);
}

std::unique_ptr<Schedule> make_schedule(const TrainOptions& options, Optimizer& optimizer, std::int64_t steps_per_epoch) {
  const std::int64_t steps = steps_per_epoch * options.schedule_epochs;
  if (options.schedule == "step") return std::make_unique<StepLR>(optimizer, std::max<std::int64_t>(1, (steps + 2) / 3));
  if (options.schedule == "cosine") return std::make_unique<CosineAnnealingLR>(optimizer, steps);
  if (options.schedule == "onecycle") return std::make_unique<OneCycleLR>(optimizer, options.lr, steps);
  return nullptr;
}

std::map<std::string, std::string> to_record(const TrainOptions& options) {
  std::map<std::string, std::string> record = {{"batch", std::to_string(options.batch)},
                                               {"lr", to_text(options.lr)},
                                               {"optimizer", options.optimizer},
                                               {"momentum", to_text(options.momentum)},
                                               {"weight_decay", to_text(options.weight_decay)},
                                               {"seed", std::to_string(options.seed)}};
  if (options.nesterov) record["nesterov"] = "true";
  if (options.schedule != "constant") {
    record["schedule"] = options.schedule;
    record["schedule_epochs"] = std::to_string(options.schedule_epochs);
  }
  if (options.augmentation.any()) record["augment"] = to_text(options.augmentation);
  if (options.slashed_zeros != 0) record["slashed_zeros"] = to_text(options.slashed_zeros);
  if (options.precision != "float32") record["precision"] = options.precision;
  return record;
}

TrainOptions from_record(const std::map<std::string, std::string>& record, std::string_view name) {
  const auto find = [&](const char* key) {
    const auto found = record.find(key);
    return found == record.end() ? nullptr : &found->second;
  };
  const auto where = [&](const char* key) { return concatenate(name, ": ", key); };
  const auto number = [&](const char* key, double& value) {
    if (const std::string* text = find(key)) value = to_double(*text, where(key));
  };
  const auto count = [&](const char* key, int most, int& value) {
    const std::string* text = find(key);
    if (text == nullptr) return;
    const std::uint64_t read = to_count(*text, where(key));
    if (read > static_cast<std::uint64_t>(most)) input_error(where(key), " is ", read, ", expected at most ", most);
    value = static_cast<int>(read);
  };
  TrainOptions options;
  count("batch", most_batch, options.batch);
  number("lr", options.lr);
  number("momentum", options.momentum);
  number("weight_decay", options.weight_decay);
  number("slashed_zeros", options.slashed_zeros);
  count("schedule_epochs", 1'000'000, options.schedule_epochs);
  if (const std::string* text = find("seed")) options.seed = to_count(*text, where("seed"));
  if (const std::string* text = find("spec")) options.spec = *text;
  if (const std::string* text = find("optimizer")) options.optimizer = *text;
  if (const std::string* text = find("schedule")) options.schedule = *text;
  if (const std::string* text = find("precision")) options.precision = *text;
  if (const std::string* text = find("nesterov")) options.nesterov = *text == "true";
  if (const std::string* text = find("augment")) options.augmentation = parse_augmentation(*text, where("augment"));
  check(options);
  return options;
}

std::string to_text(const Augmentation& augmentation) {
  std::string text;
  for (const Amount& amount : amounts) {
    const double value = augmentation.*amount.value;
    if (value != 0) text += (text.empty() ? "" : ",") + std::string(amount.name) + "=" + to_text(value);
  }
  return text;
}

Augmentation parse_augmentation(std::string_view text, std::string_view what) {
  Augmentation augmentation;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view part = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const std::size_t equals = part.find('=');
    const Amount* found = nullptr;
    for (const Amount& amount : amounts) {
      if (equals != std::string_view::npos && part.substr(0, equals) == amount.name) found = &amount;
    }
    if (found == nullptr) {
      input_error(what, ": \"", part, "\" is none of shift=PIXELS, rotate=DEGREES, scale=SHARE, thickness=SHARE, elastic=PIXELS, joined by ','");
    }
    augmentation.*found->value = to_double(std::string(part.substr(equals + 1)), concatenate(what, ": ", found->name));
  }
  return augmentation;
}

}  // namespace inkgrad
