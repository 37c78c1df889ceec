#include "engine/train/trainer.hpp"

#include <array>
#include <cmath>
#include <cstring>

#include "engine/autograd/functional.hpp"
#include "engine/core/number.hpp"
#include "engine/data/slashed_zeros.hpp"
#include "engine/train/batch_plan.hpp"

namespace inkgrad {

namespace {

constexpr std::string_view checkpoint_prefix = "checkpoint.";

}  // namespace

struct Trainer::Impl {
  TrainOptions options;
  Model model;
  ParameterArena arena;
  std::unique_ptr<Optimizer> optimizer;
  DeviceData data;
  std::unique_ptr<Schedule> schedule;  // null: a constant learning rate
  RunningMetrics metrics;
  std::map<std::int64_t, BatchPlan> plans;  // by batch size: the full one and the last of an epoch
  int epoch = 0;                   // finished
  std::int64_t step_in_epoch = 0;  // done
  Metrics finished;                // running metrics of the finished epoch

  Impl(const TrainOptions& options_, Model model_, const Dataset& train)
      : options(options_),
        model(std::move(model_)),
        arena(model.network.parameters()),
        optimizer(make_optimizer(options, arena.values())),
        data(on_device(train, options)),
        schedule(make_schedule(options, *optimizer, steps_per_epoch())),
        metrics(options.device) {
    if (data.count() < 1) input_error("there are no images to train on");
    const Backend& device = backend(options.device);
    if (const std::string why_not = device.why_not(precision_of(options)); !why_not.empty()) {
      unsupported("the precision ", options.precision, " is not for ", device.description(), ": ", why_not,
                  "; take float32 or another device");
    }
    if (model.spec.has(LayerSpec::Kind::batch_norm) && (options.batch == 1 || data.count() % options.batch == 1)) {
      input_error("batch norm needs two images a batch, and ", data.count(), " images in batches of ", options.batch,
                  " leave one alone; choose another batch size");
    }
  }

  static DeviceData on_device(const Dataset& train, const TrainOptions& options) {
    if (options.slashed_zeros == 0) return {train, options.device};
    return {slash_zeros(train, options.slashed_zeros, options.seed), options.device};
  }

  std::int64_t steps_per_epoch() const { return (data.count() + options.batch - 1) / options.batch; }

  BatchPlan& plan_of(std::int64_t batch) {
    const auto found = plans.find(batch);
    if (found != plans.end()) return found->second;
    return plans.emplace(batch, BatchPlan(model, data, metrics, batch, training())).first->second;
  }

  BatchPlan::Training training() const {
    return {&arena, optimizer.get(), options.augmentation, options.seed, precision_of(options)};
  }

  std::int64_t steps(std::int64_t most) {
    most = std::min({most, BatchPlan::most_batches, steps_per_epoch() - step_in_epoch});
    const auto first_of = [&](std::int64_t step) { return step * options.batch; };
    const auto size_of = [&](std::int64_t step) { return std::min<std::int64_t>(options.batch, data.count() - first_of(step)); };
    if (most < 1) return 0;
    BatchPlan& plan = plan_of(size_of(step_in_epoch));
    std::vector<BatchPlan::Batch> batches;
    for (std::int64_t step = step_in_epoch; step < step_in_epoch + most && size_of(step) == size_of(step_in_epoch); ++step) {
      batches.push_back({epoch, first_of(step), optimizer->advance()});
      if (schedule) schedule->step();
    }
    plan.run(batches);
    const auto count = static_cast<std::int64_t>(batches.size());
    step_in_epoch += count;
    if (step_in_epoch == steps_per_epoch()) {
      finished = metrics.read(data.count());
      metrics.clear();
      step_in_epoch = 0;
      ++epoch;
    }
    return count;
  }

  Metrics running() const {
    if (step_in_epoch == 0) return finished;
    return metrics.read(std::min(step_in_epoch * options.batch, data.count()));
  }

  /// What a model file says of its training. No time, speed, host or path, so that equal trainings give equal files.
  void write_record() {
    model.record = to_record(options);
    model.record["images"] = std::to_string(data.count());
    model.record["steps"] = std::to_string(optimizer->steps_done);
    model.record["epochs"] = std::to_string(epoch);
    model.record["train_loss"] = to_text(finished.loss);
    model.record["train_accuracy"] = to_text(finished.accuracy);
  }
};

Trainer::Trainer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Trainer::~Trainer() = default;
Trainer::Trainer(Trainer&&) noexcept = default;
Trainer& Trainer::operator=(Trainer&&) noexcept = default;

Trainer::Trainer(const TrainOptions& options, const Dataset& train, double mean, double std) {
  check(options);
  if (!(std > 0)) input_error("the training images are all of one grey, of standard deviation ", std, ": there is nothing to learn from");
  Model model = make_model(options.spec, options.seed, options.device);
  model.mean = mean;
  model.std = std;
  impl_ = std::make_unique<Impl>(options, std::move(model), train);
}

Trainer::Trainer(const TrainOptions& options, const Dataset& train, const Model& start) {
  check(options);
  TrainOptions with_spec = options;
  with_spec.spec = start.spec.text;
  const SafeTensors copy = to_safetensors(start);
  impl_ = std::make_unique<Impl>(with_spec, from_safetensors(copy, "the model to start from", options.device, options.seed), train);
}

void Trainer::step() { impl_->steps(1); }
std::int64_t Trainer::steps(std::int64_t most) { return impl_->steps(most); }
std::int64_t Trainer::steps_done() const { return impl_->optimizer->steps_done; }
std::int64_t Trainer::steps_per_epoch() const { return impl_->steps_per_epoch(); }
int Trainer::epoch() const { return impl_->epoch; }
bool Trainer::at_epoch_start() const { return impl_->step_in_epoch == 0; }
double Trainer::last_loss() const { return impl_->metrics.last_loss(); }
Metrics Trainer::running() const { return impl_->running(); }
const TrainOptions& Trainer::options() const { return impl_->options; }
const Model& Trainer::model() const { return impl_->model; }

void Trainer::set_lr(double lr) {
  if (!(lr > 0) || !std::isfinite(lr)) input_error("the learning rate must be above 0, got ", lr);
  if (impl_->schedule) input_error("the schedule ", impl_->options.schedule, " decides the learning rate");
  impl_->options.lr = lr;
  impl_->optimizer->lr = lr;
}

void Trainer::set_train_data(const Dataset& train) {
  if (!at_epoch_start()) failure("the training data can change between epochs only");
  impl_->plans.clear();
  if (impl_->schedule) failure("a schedule is made for one length of the training data");
  impl_->data = Impl::on_device(train, impl_->options);
}

std::vector<std::byte> Trainer::save_model() const {
  impl_->write_record();
  return serialise_model(impl_->model);
}

std::vector<std::byte> Trainer::save_checkpoint() const {
  impl_->write_record();
  SafeTensors file = to_safetensors(impl_->model);
  file.metadata["format"] = "inkgrad-checkpoint";
  const auto put = [&](const char* key, const std::string& value) {
    file.metadata[std::string(checkpoint_prefix) + key] = value;
  };
  const RunningMetrics::Sums sums = impl_->metrics.sums();
  put("step_in_epoch", std::to_string(impl_->step_in_epoch));
  put("last_loss", to_text(sums[0]));
  put("loss_sum", to_text(sums[1]));
  put("correct_sum", to_text(sums[2]));
  for (const auto& [name, counter] : impl_->model.network.named_counters()) put(name.c_str(), to_text(counter.item()));
  for (const auto& [name, tensor] : impl_->optimizer->state()) {
    file.tensors.emplace_back(std::string(checkpoint_prefix) + name, to_safetensor(tensor));
  }
  return serialise(file);
}

Trainer Trainer::resume(std::span<const std::byte> checkpoint, std::string_view name, const Dataset& train, Device device) {
  SafeTensors file = parse_safetensors(checkpoint, name);
  const auto metadata = [&](const std::string& key) {
    const auto found = file.metadata.find(key);
    if (found == file.metadata.end()) input_error(name, ": its metadata has no \"", key, "\"; expected a checkpoint written by inkgrad");
    return found->second;
  };
  const auto number = [&](const std::string& key) { return to_double(metadata(key), concatenate(name, ": ", key)); };
  const auto count = [&](const std::string& key) {
    return static_cast<std::int64_t>(to_count(metadata(key), concatenate(name, ": ", key)));
  };
  if (metadata("format") != "inkgrad-checkpoint") {
    input_error(name, ": its format is \"", metadata("format"), "\"; resume needs the checkpoint that an interrupted training saved");
  }
  for (const char* key : {"spec", "batch", "lr", "optimizer", "momentum", "weight_decay", "seed"}) metadata(key);
  TrainOptions options = from_record(file.metadata, name);
  options.device = device;
  if (count("images") != train.count()) {
    input_error(name, ": was made with ", count("images"), " training images, these are ", train.count());
  }
  const std::string prefix(checkpoint_prefix);
  SafeTensors model_file{.metadata = file.metadata, .tensors = {}};
  model_file.metadata["format"] = "inkgrad";
  std::map<std::string, SafeTensor> state;
  for (auto& [key, tensor] : file.tensors) {
    if (key.starts_with(prefix)) state.emplace(key.substr(prefix.size()), std::move(tensor));
    else model_file.tensors.emplace_back(key, std::move(tensor));
  }
  auto impl = std::make_unique<Impl>(options, from_safetensors(model_file, name, device, options.seed), train);
  for (const auto& [key, tensor] : impl->optimizer->state()) {
    const auto found = state.find(key);
    if (found == state.end()) input_error(name, ": the optimizer's \"", key, "\" is missing");
    load_safetensor(found->second, tensor, prefix + key, name);
  }
  impl->optimizer->steps_done = count("steps");
  for (const auto& [key, counter] : impl->model.network.named_counters()) {
    const Tensor stored = Tensor::from_values<double>({number(prefix + key)}, {1}, device);
    apply_into(Op::copy, {{stored}}, {{counter}});
  }
  if (impl->schedule) impl->schedule->go_to(impl->optimizer->steps_done);
  impl->epoch = static_cast<int>(count("epochs"));
  impl->step_in_epoch = count(prefix + "step_in_epoch");
  if (impl->step_in_epoch >= impl->steps_per_epoch()) {
    input_error(name, ": it is at step ", impl->step_in_epoch, " of an epoch of ", impl->steps_per_epoch());
  }
  impl->finished = {number("train_loss"), number("train_accuracy"), train.count()};
  impl->metrics.set({number(prefix + "last_loss"), number(prefix + "loss_sum"), number(prefix + "correct_sum")});
  return Trainer(std::move(impl));
}

struct Evaluation::Impl {
  static constexpr std::int64_t images_at_once = 500;

  const Model& model;
  DeviceData data;
  RunningMetrics metrics;
  std::map<std::int64_t, BatchPlan> plans;
  std::int64_t done = 0;  // images so far

  Impl(const Model& model_, const Dataset& dataset)
      : model(model_), data(dataset, model_.device), metrics(model_.device) {}
};

Evaluation::Evaluation(const Model& model, const Dataset& data) : impl_(std::make_unique<Impl>(model, data)) {
  if (data.count() < 1) input_error("there are no images to evaluate on");
}
Evaluation::~Evaluation() = default;
Evaluation::Evaluation(Evaluation&&) noexcept = default;

bool Evaluation::step() {
  Impl& e = *impl_;
  if (e.done == e.data.count()) return false;
  const std::int64_t batch = std::min(Impl::images_at_once, e.data.count() - e.done);
  auto plan = e.plans.find(batch);
  if (plan == e.plans.end()) plan = e.plans.emplace(batch, BatchPlan(e.model, e.data, e.metrics, batch)).first;
  const BatchPlan::Batch images{0, e.done};
  plan->second.run(std::span(&images, 1));
  e.done += batch;
  return true;
}

Metrics Evaluation::metrics() const { return impl_->metrics.read(impl_->done); }

Metrics evaluate(const Model& model, const Dataset& data) {
  Evaluation evaluation(model, data);
  while (evaluation.step()) {
  }
  return evaluation.metrics();
}

}  // namespace inkgrad
