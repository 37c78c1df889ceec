#include "web/app/state/tuning.hpp"

#include <nlohmann/json.hpp>

namespace inkgrad {
namespace {

using Json = nlohmann::json;

}  // namespace

void Tuning::measure(const char* id, const char* split, const std::vector<std::byte>& model) {
  link_.post({Json{{"type", "measure"}, {"split", split}, {"id", id_ + id}}.dump(), model});
}

void Tuning::start(const std::string& name, const Model& model, const Dataset& own, const FineTuning& how) {
  const std::vector<std::byte> file = serialise_model(model);
  current_ = {.from = name, .how = how, .digits = own.count()};
  problem_.clear();
  id_ = "tuning-" + std::to_string(++started_);
  phase_ = Phase::before;
  loaded_ = false;
  ++revision_;
  const std::vector<std::uint8_t> labels(own.labels.begin(), own.labels.end());
  link_.post({R"({"type":"data","split":"own","kind":"images"})", write_idx_images({own.count(), 28, 28, own.images})});
  link_.post({R"({"type":"data","split":"own","kind":"labels"})", write_idx_labels({labels})});
  measure("-before", "own", file);
  measure("-before", "validation", file);
  training_.fine_tune(model.spec.text, file, how, id_);
  run_ = training_.run_number();
}

void Tuning::begin_training_when_ready() {
  if (phase_ != Phase::before || !loaded_ || !current_.before.complete()) return;
  phase_ = Phase::training;
  training_.start(current_.how.epochs);
}

void Tuning::compare() {
  phase_ = Phase::after;
  measure("-after", "own", {});
  measure("-after", "validation", {});
}

void Tuning::handle(const Message& event) {
  if (phase_ == Phase::idle) return;
  const Json json = Json::parse(event.head, nullptr, false);
  if (!json.is_object()) return;
  const std::string type = json.value("type", ""), id = json.contains("id") && json["id"].is_string() ? json["id"].get<std::string>() : "";
  if (training_.run_number() != run_) {
    // Somebody has begun another run.
    phase_ = Phase::idle;
  } else if (type == "error" && id.starts_with(id_)) {
    phase_ = Phase::idle;
    problem_ = json.value("message", "");
  } else if (type == "configured" && id == id_) {
    loaded_ = true;
    begin_training_when_ready();
  } else if (type == "measured" && id.starts_with(id_)) {
    Accuracies& measured = id.ends_with("before") ? current_.before : current_.after;
    (json.value("split", "") == "own" ? measured.own : measured.mnist) = json.value("accuracy", 0.0);
    if (json.value("split", "") == "validation") current_.mnist_images = json.value("images", std::int64_t{0});
    begin_training_when_ready();
    if (phase_ == Phase::after && current_.after.complete()) {
      results_.push_back(current_);
      phase_ = Phase::idle;
    }
  } else if (type == "state" && phase_ == Phase::training && !json.value("running", true)) {
    compare();  // its epochs are done, or somebody has paused
  } else {
    return;
  }
  ++revision_;
}

}  // namespace inkgrad
