#include "web/app/state/training.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/train/early_stopping.hpp"

namespace inkgrad {
namespace {

using Json = nlohmann::json;

constexpr double snapshot_interval = 0.25;
constexpr std::size_t most_runs = 8;
// Weight of the newest rate in the smoothed one, at about 20 progress events a second.
constexpr double rate_smoothing = 0.1;

double number(const Json& json, const char* key, double otherwise = 0) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number() ? found->get<double>() : otherwise;
}

std::string string_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Adds a point in place of those that weights before it had led to.
void add_point(std::vector<CurvePoint>& curve, double at, double value) {
  std::erase_if(curve, [&](const CurvePoint& point) { return point.step >= at; });
  curve.push_back({at, value});
}

}  // namespace

bool Run::has_curve() const {
  return std::any_of(loss.begin(), loss.end(), [](const CurvePoint& point) { return std::isfinite(point.value); });
}

SpecCheck check_spec(const std::string& text) {
  SpecCheck check;
  try {
    check.spec = parse_spec(text);
  } catch (const Error& error) {
    check.error = error.what();
    const std::size_t at = check.error.find("position ");
    if (at != std::string::npos) check.position = std::atoi(check.error.c_str() + at + 9);
  }
  return check;
}

const SpecCheck& Training::spec() {
  if (!checked_ || checked_text_ != draft.spec) {
    checked_text_ = draft.spec;
    check_ = check_spec(draft.spec);
    checked_ = true;
  }
  return check_;
}

Training::Obstacle Training::obstacle() {
  if (train_images_ == 0) return Obstacle::no_data;
  return spec().spec ? Obstacle::none : Obstacle::bad_spec;
}

bool Training::same_run(const Draft& a, Draft b) {
  b.lr = a.lr;
  return a == b;
}

void Training::post(const std::string& head, std::vector<std::byte> body) { link_.post({head, std::move(body)}); }

void Training::begin_run() {
  if (!runs_.empty() && !runs_.back().has_curve()) runs_.pop_back();
  if (runs_.size() == most_runs) runs_.erase(runs_.begin());
  Run run;
  run.settings = draft;
  run.colour = runs_.empty() ? next_colour_ : (runs_.back().colour + 1);
  runs_.push_back(std::move(run));
  configured_ = true;
  ++awaited_;
  running_ = false;
  step_ = 0;
  epoch_ = 0;
  loss_ = 0;
  train_accuracy_ = 0;
  accuracy_.reset();
  images_per_second_ = 0;
  trace_.clear();
  divergence_.reset();
  error_.clear();
  snapshot_asked_ = false;
  snapshot_step_ = -1;
  best_model_.clear();
  loaded_step_ = 0;
  loaded_epoch_ = 0;
  early_stop_.reset();
  patience = 0;
  patient_from_ = 0;
  best_validated_.clear();
  ++run_number_;
  ++revision_;
}

void Training::configure() {
  begin_run();
  post(Json{{"type", "configure"}, {"spec", draft.spec}, {"batch", draft.batch}, {"lr", draft.lr},
            {"optimizer", draft.optimizer}, {"momentum", draft.momentum}, {"weight_decay", draft.weight_decay},
            {"seed", draft.seed}, {"images", draft.images}, {"label_noise", draft.label_noise}}
           .dump());
}

void Training::fine_tune(const std::string& spec, std::vector<std::byte> model, const FineTuning& how, const std::string& id) {
  draft = {.spec = spec, .batch = how.batch, .lr = how.lr, .seed = draft.seed};
  begin_run();
  post(Json{{"type", "load"}, {"id", id}, {"batch", draft.batch}, {"lr", draft.lr}, {"optimizer", draft.optimizer},
            {"momentum", draft.momentum}, {"weight_decay", draft.weight_decay}, {"seed", draft.seed}, {"images", draft.images},
            {"label_noise", draft.label_noise}, {"own", how.share}}
           .dump(),
       std::move(model));
}

void Training::start(int epochs, std::int64_t steps, bool trace) {
  if (obstacle() != Obstacle::none) return;
  if (!configured_ || draft_needs_new_run() || divergence_) configure();
  error_.clear();
  if (early_stop_) patient_from_ = runs_.back().epochs.loss.size();  // somebody wants to see what comes: as patient as before
  early_stop_.reset();
  Json command{{"type", "train"}, {"models", true}};
  if (epochs > 0) command["epochs"] = epochs;
  if (steps > 0) command["steps"] = steps;
  if (trace) command["trace"] = true;
  post(command.dump());
  running_ = true;
}

void Training::pause() {
  post(R"({"type":"pause"})");
  running_ = false;
}

void Training::step() {
  if (obstacle() != Obstacle::none) return;
  if (!configured_ || draft_needs_new_run() || divergence_) configure();
  error_.clear();
  post(R"({"type":"step"})");
  running_ = false;
}

void Training::reset() {
  if (obstacle() == Obstacle::none) configure();
}

void Training::set_lr(double lr) {
  draft.lr = lr;
  if (!configured_) return;
  runs_.back().settings.lr = lr;
  post(Json{{"type", "set_lr"}, {"lr", lr}}.dump());
}

void Training::go_back() {
  if (!divergence_) return;
  std::vector<std::byte> weights = std::move(best_model_);
  draft = runs_.back().settings;
  draft.lr = std::min(draft.lr / 10, highest_rate);  // a script's rate may be far above what can ever work
  if (weights.empty()) {
    configure();
    return;
  }
  divergence_.reset();
  best_model_.clear();
  load(std::move(weights), best_step_, best_epoch_);
  set_lr(draft.lr);
}

void Training::take_best() {
  if (!has_best() || running_) return;
  const std::vector<std::byte> weights = std::exchange(best_validated_, {});
  early_stop_.reset();
  const Run& run = runs_.back();
  for (const CurvePoint& point : run.epochs.accuracy) {
    if (point.step == best_validated_epoch_) accuracy_ = point.value;
  }
  if (on_model) on_model(weights);
  load(weights, best_validated_step_, best_validated_epoch_);
}

// The Session goes on from these weights. What it was about to say of others is not waited for.
void Training::load(std::vector<std::byte> weights, std::int64_t step, int epoch) {
  ++awaited_;
  loaded_step_ = step_ = snapshot_step_ = step;
  loaded_epoch_ = epoch_ = epoch;
  snapshot_asked_ = false;
  ++revision_;
  post(R"({"type":"load"})", std::move(weights));
}

void Training::ask_for_snapshot(double now) {
  if (!configured_ || awaited_ > 0 || snapshot_asked_ || step_ == snapshot_step_ || divergence_) return;
  if (running_ && now - snapshot_time_ < snapshot_interval) return;
  snapshot_asked_ = true;
  snapshot_time_ = now;
  post(R"({"type":"snapshot"})");
}

void Training::handle(const Message& event) {
  const Json json = Json::parse(event.head, nullptr, false);
  if (!json.is_object()) return;
  const std::string type = string_of(json, "type");

  if (type == "data") {
    const auto images = static_cast<std::int64_t>(number(json, "images"));
    const std::string split = string_of(json, "split");
    if (split == "train") train_images_ = images;
    else if (split == "validation") validation_images_ = images;
    return;
  }
  if (type == "error") {
    error_ = string_of(json, "message");
    if (awaited_ > 0) {
      --awaited_;
      configured_ = false;
    }
    running_ = false;
    snapshot_asked_ = false;
    return;
  }
  if (type == "configured") {
    if (awaited_ > 0) --awaited_;
    if (!runs_.empty()) runs_.back().steps_per_epoch = static_cast<std::int64_t>(number(json, "steps_per_epoch"));
    return;
  }
  if (awaited_ > 0 || runs_.empty()) return;

  Run& run = runs_.back();
  // The Session counts from the weights that it was given.
  const auto session_step = static_cast<std::int64_t>(number(json, "step"));
  const std::int64_t step = session_step + loaded_step_;
  if (type == "state") {
    running_ = json.value("running", false);
  } else if (type == "progress") {
    step_ = step;
    epoch_ = static_cast<int>(number(json, "epoch")) + loaded_epoch_;
    loss_ = number(json, "loss", NAN);
    train_accuracy_ = number(json, "accuracy");
    run.steps_per_epoch = static_cast<std::int64_t>(number(json, "steps_per_epoch"));
    const double rate = number(json, "images_per_second");
    images_per_second_ += (rate - images_per_second_) * (images_per_second_ == 0 ? 1 : rate_smoothing);
    add_point(run.loss, static_cast<double>(step_), loss_);
    add_point(run.train_accuracy, static_cast<double>(step_), train_accuracy_);
    ++revision_;
  } else if (type == "trace") {
    const auto losses = json.find("losses");
    if (losses == json.end() || !losses->is_array()) return;
    for (const Json& loss : *losses) trace_.push_back(loss.is_number() ? loss.get<float>() : NAN);
  } else if (type == "epoch") {
    epoch_ = static_cast<int>(number(json, "epoch")) + loaded_epoch_;
    accuracy_ = number(json, "accuracy");
    add_point(run.accuracy, static_cast<double>(step_), *accuracy_);
    add_point(run.epochs.train_loss, epoch_, number(json, "train_loss", NAN));
    add_point(run.epochs.train_accuracy, epoch_, number(json, "train_accuracy"));
    add_point(run.epochs.accuracy, epoch_, *accuracy_);
    add_point(run.epochs.loss, epoch_, number(json, "loss", NAN));
    judge_epoch(step, event.body);
    ++revision_;
  } else if (type == "finished") {
    running_ = false;
  } else if (type == "diverged") {
    running_ = false;
    step_ = step;
    divergence_ = Divergence{step, number(json, "loss", NAN), string_of(json, "reason")};
  } else if (type == "model") {
    snapshot_asked_ = false;
    snapshot_step_ = step;
    const bool good = on_model && on_model(event.body);
    // Weights whose loss nobody has seen yet are not known to be good.
    if (good && session_step > 0 && run.has_curve() && std::isfinite(loss_) && (best_model_.empty() || loss_ < best_loss_)) {
      best_model_ = event.body;
      best_loss_ = loss_;
      best_step_ = step;
      best_epoch_ = epoch_;
    }
  }
}

// Keeps the weights of the best epoch, and pauses a run that has had none for too long.
void Training::judge_epoch(std::int64_t step, const std::vector<std::byte>& weights) {
  const std::vector<CurvePoint>& losses = runs_.back().epochs.loss;
  const auto best = std::min_element(losses.begin(), losses.end(), [](const CurvePoint& a, const CurvePoint& b) {
    return std::isfinite(a.value) && (!std::isfinite(b.value) || a.value < b.value);
  });
  if (best == losses.end() - 1 && std::isfinite(best->value) && !weights.empty()) {
    best_validated_ = weights;
    best_validated_step_ = step;
    best_validated_epoch_ = epoch_;
  }
  if (patience < 1 || !running_) return;
  patient_from_ = std::min(patient_from_, losses.size() - 1);
  EarlyStopping stopping(patience);
  bool stop = false;
  for (std::size_t i = patient_from_; i < losses.size(); ++i) stop = stopping.should_stop(static_cast<double>(losses[i].value));
  if (!stop) return;
  pause();
  early_stop_ = EarlyStop{epoch_, static_cast<int>(best->step), best->value};
}

}  // namespace inkgrad
