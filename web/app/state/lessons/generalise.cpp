#include "web/app/state/lessons/generalise.hpp"

#include <algorithm>
#include <string>

#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

std::vector<double> values_of(const std::vector<CurvePoint>& curve) {
  std::vector<double> values;
  for (const CurvePoint& point : curve) values.push_back(point.value);
  return values;
}

void add(Numbers& numbers, const std::string& name, const GeneraliseLesson::Shown& run) {
  numbers.add(name + "-images", static_cast<double>(run.images));
  numbers.add(name + "-training-loss", values_of(run.curves.train_loss));
  numbers.add(name + "-validation-loss", values_of(run.curves.loss));
  numbers.add(name + "-training", values_of(run.curves.train_accuracy));
  numbers.add(name + "-validation", values_of(run.curves.accuracy));
  numbers.add(name + "-best-epoch", run.best_epoch);
  numbers.add(name + "-gap", run.gap());
}

}  // namespace

double GeneraliseLesson::Shown::gap() const {
  return static_cast<double>(curves.train_accuracy.back().value) - static_cast<double>(curves.accuracy.back().value);
}

void GeneraliseLesson::set_images(int images) {
  images_ = std::clamp(images, least_images, most_images);
  touch();
}

void GeneraliseLesson::set_epochs(int epochs) {
  epochs_ = std::clamp(epochs, 1, most_epochs);
  touch();
}

void GeneraliseLesson::set_patience(Training& training, int patience) {
  patience_ = std::clamp(patience, 0, most_patience);
  if (training.run_number() == run_) training.patience = patience_;
  touch();
}

void GeneraliseLesson::train(AppState& app, bool few) {
  Training& training = app.training;
  training.draft.spec = spec;
  training.draft.images = few ? std::min<std::int64_t>(images_, training.train_images()) : 0;
  training.reset();
  training.patience = patience_;
  run_ = training.run_number();
  app.start_training(epochs_);
  touch();
}

bool GeneraliseLesson::update(AppState& app, double) {
  const Training& training = app.training;
  if (seen_training_ == training.revision() && !stale_) return false;
  seen_training_ = training.revision();
  stale_ = false;
  few_.reset();
  many_.reset();
  for (const Run& run : training.runs()) {
    if (run.settings.spec != spec || run.epochs.loss.empty()) continue;
    const auto best = std::min_element(run.epochs.loss.begin(), run.epochs.loss.end(),
                                       [](const CurvePoint& a, const CurvePoint& b) { return a.value < b.value; });
    (run.settings.images > 0 ? few_ : many_) =
        Shown{run.colour, run.settings.images > 0 ? run.settings.images : training.train_images(), run.epochs, static_cast<int>(best->step)};
  }
  stop_ = training.early_stop();
  few_stopped_ = few_stopped_ || (stop_ && training.runs().back().settings.images > 0);
  done_ = done_ || (few_stopped_ && few_ && many_ && few_->gap() > many_->gap());
  ++revision_;
  return false;
}

void GeneraliseLesson::choices(Choices& choices) {
  choices.whole("images", images_, least_images, most_images);
  choices.whole("epochs", epochs_, 1, most_epochs);
  choices.whole("patience", patience_, 0, most_patience);
}

Numbers GeneraliseLesson::numbers() const {
  Numbers numbers;
  if (few_) add(numbers, "few", *few_);
  if (many_) add(numbers, "many", *many_);
  if (stop_) {
    numbers.add("stopped", stop_->epoch);
    numbers.add("best-epoch", stop_->best_epoch);
    numbers.add("best-loss", stop_->best_loss);
  }
  return numbers;
}

}  // namespace inkgrad
