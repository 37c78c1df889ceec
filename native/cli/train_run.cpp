#include "native/cli/train_run.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/io/files.hpp"
#include "native/cli/interrupt.hpp"
#include "native/cli/options.hpp"

namespace inkgrad::cli {

namespace {

using Json = nlohmann::ordered_json;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TrainRun::TrainRun(Setup setup, Trainer trainer, const Dataset& validation, const Dataset& test)
    : setup_(std::move(setup)),
      trainer_(std::move(trainer)),
      validation_(validation),
      test_(test),
      steps_at_start_(trainer_.steps_done()) {
  if (setup_.goals.patience > 0) early_stopping_.emplace(setup_.goals.patience);
}

std::filesystem::path TrainRun::checkpoint_path(const std::filesystem::path& out) {
  std::filesystem::path path = out;
  return path.replace_extension(".resume" + out.extension().string());
}

bool TrainRun::steps_left() const {
  return trainer_.epoch() < setup_.goals.epochs &&
         (!setup_.goals.max_steps || trainer_.steps_done() < *setup_.goals.max_steps);
}

int TrainRun::run() {
  const Interruption interruption;
  const bool wants_target = setup_.goals.target.has_value();
  bool target_met = false, exhausted = false;
  const Dataset& measured_on = validation_.count() > 0 ? validation_ : test_;
  while (steps_left() && !target_met && !exhausted) {
    train_epoch();
    Metrics measured;
    // After the last step there is nothing to go on with: an interruption then waits for the end.
    if ((Interruption::requested() && steps_left()) || !evaluate_model(trainer_.model(), measured_on, measured)) {
      return save_interrupted();
    }
    report(measured);
    expect_finite(measured.loss);
    target_met = wants_target && measured.accuracy >= *setup_.goals.target;
    exhausted = is_exhausted(measured);
  }
  return save_finished(!wants_target || target_met);
}

void TrainRun::train_epoch() {
  const int epoch = trainer_.epoch();
  const std::int64_t images_before = trainer_.at_epoch_start() ? 0 : trainer_.running().images;
  const auto start = std::chrono::steady_clock::now();
  while (trainer_.epoch() == epoch && steps_left() && !Interruption::requested()) {
    trainer_.steps(most_steps());
    const bool due = progress_.due();
    // A look at the loss makes a GPU wait.
    if (setup_.trace || due || is_host(trainer_.options().device) || trainer_.at_epoch_start()) {
      const double loss = trainer_.running().loss;
      if (!std::isfinite(loss)) expect_finite(loss);
    }
    if (setup_.trace) print_step(trainer_.last_loss());
    if (due) {
      images_ = trainer_.running().images - images_before;
      show_progress(seconds_since(start));
    }
  }
  seconds_ = seconds_since(start);
  images_ = trainer_.running().images - images_before;
  progress_.clear();
}

std::int64_t TrainRun::most_steps() const {
  if (setup_.trace) return 1;
  return setup_.goals.max_steps ? *setup_.goals.max_steps - trainer_.steps_done() : trainer_.steps_per_epoch();
}

void TrainRun::print_step(double loss) const {
  const std::int64_t step = trainer_.steps_done();
  if (setup_.json) std::cout << Json{{"step", step}, {"loss", loss}} << '\n';
  else std::cout << "step " << step << "  loss " << loss << '\n';
}

void TrainRun::show_progress(double seconds) {
  const Metrics running = trainer_.running();
  const std::int64_t per_epoch = trainer_.steps_per_epoch();
  std::int64_t last_step = setup_.goals.epochs * per_epoch;
  if (setup_.goals.max_steps) last_step = std::min(last_step, *setup_.goals.max_steps);
  const std::int64_t step_in_epoch = trainer_.steps_done() - trainer_.epoch() * per_epoch;
  const double rate = static_cast<double>(images_) / seconds;
  const double steps_left = static_cast<double>(last_step - trainer_.steps_done());
  progress_.show({.title = concatenate("epoch ", trainer_.epoch() + 1, "/", setup_.goals.epochs),
                  .done = step_in_epoch,
                  .total = per_epoch,
                  .loss = running.loss,
                  .accuracy = running.accuracy,
                  .images_per_second = rate,
                  .seconds_left = steps_left * trainer_.options().batch / rate});
}

bool TrainRun::evaluate_model(const Model& model, const Dataset& images, Metrics& metrics) {
  Evaluation evaluation(model, images);
  while (evaluation.step()) {
    if (Interruption::requested() && steps_left()) return false;
    const std::int64_t done = evaluation.metrics().images;
    progress_.show({.title = &images == &test_ ? "test" : "validation", .done = done, .total = images.count()});
  }
  progress_.clear();
  metrics = evaluation.metrics();
  return true;
}

bool TrainRun::is_exhausted(const Metrics& measured) {
  if (!early_stopping_) return false;
  const bool stop = early_stopping_->should_stop(measured.loss);
  if (early_stopping_->is_best()) {
    best_ = trainer_.save_model();
    best_epoch_ = trainer_.epoch();
  }
  return stop;
}

void TrainRun::report(const Metrics& measured) {
  const Metrics train = trainer_.running();
  const int epoch = trainer_.at_epoch_start() ? trainer_.epoch() : trainer_.epoch() + 1;
  const double rate = static_cast<double>(images_) / seconds_;
  if (setup_.json) {
    std::cout << Json{{"epoch", epoch},
                      {"step", trainer_.steps_done()},
                      {"loss", measured.loss},
                      {"accuracy", measured.accuracy},
                      {"train_loss", train.loss},
                      {"train_accuracy", train.accuracy},
                      {"images_per_second", rate},
                      {"seconds", seconds_}}
              << std::endl;
    return;
  }
  std::printf("epoch %d/%d  loss %.4f  accuracy %s  (training: %.4f, %s)  %.0f images/s  %.1f s\n", epoch,
              setup_.goals.epochs, measured.loss, percent(measured.accuracy).c_str(), train.loss,
              percent(train.accuracy).c_str(), rate, seconds_);
  std::fflush(stdout);
}

void TrainRun::expect_finite(double loss) {
  if (std::isfinite(loss) && is_finite(trainer_.model())) return;
  progress_.clear();
  failure("the training has left the range of numbers by step ", trainer_.steps_done(), "; nothing was saved; try an --lr below ",
          trainer_.options().lr);
}

int TrainRun::save_interrupted() {
  expect_finite(trainer_.steps_done() > 0 ? trainer_.last_loss() : 0);
  const std::filesystem::path checkpoint = checkpoint_path(setup_.out);
  progress_.clear();
  std::cout.flush();
  write_file_atomically(setup_.out, trainer_.save_model());
  write_file_atomically(checkpoint, with_goals(trainer_.save_checkpoint(), setup_.goals));
  if (setup_.json) {
    std::cout << Json{{"interrupted", true}, {"step", trainer_.steps_done()}, {"model", setup_.out.string()},
                      {"resume", checkpoint.string()}}
              << std::endl;
  }
  std::cerr << "inkgrad: interrupted after step " << trainer_.steps_done() << "; " << setup_.out.string()
            << " is the model so far; go on with: inkgrad train --resume " << shell_quoted(checkpoint) << " --out "
            << shell_quoted(setup_.out) << setup_.again << std::endl;
  return exit_failed;
}

void TrainRun::report_test(std::span<const std::byte> model) {
  Metrics test;
  if (!evaluate_model(parse_model(model, "the trained model", trainer_.options().device), test_, test)) return;
  const int epoch = best_.empty() ? trainer_.epoch() : best_epoch_;
  if (setup_.json) {
    std::cout << Json{{"test_loss", test.loss}, {"test_accuracy", test.accuracy}, {"model_of_epoch", epoch}} << std::endl;
    return;
  }
  std::printf("test, once, with the model after epoch %d: loss %.4f  accuracy %s\n", epoch, test.loss, percent(test.accuracy).c_str());
  std::fflush(stdout);
}

int TrainRun::save_finished(bool target_met) {
  const std::vector<std::byte> file = best_.empty() ? trainer_.save_model() : best_;
  write_file_atomically(setup_.out, file);
  if (validation_.count() > 0) report_test(file);
  if (!setup_.json) {
    if (early_stopping_) std::cout << "the best loss on the validation images was epoch " << best_epoch_ << "'s: that model is kept\n";
    std::cout << setup_.out.string() << ": saved, " << file.size() << " bytes, " << trainer_.steps_done() << " steps done\n";
  }
  if (target_met) return exit_done;
  std::cout.flush();
  std::cerr << "inkgrad: the accuracy did not reach --target " << *setup_.goals.target << " in "
            << trainer_.steps_done() << " steps; " << setup_.out.string() << " is saved; try more --epochs" << std::endl;
  return exit_failed;
}

}  // namespace inkgrad::cli
