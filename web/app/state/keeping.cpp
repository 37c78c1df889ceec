// What the user can take home: models and curves as files.
#include <algorithm>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/nn/onnx.hpp"
#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

std::string file_name(const LoadedModel& loaded, const char* ending) { return "inkgrad-" + loaded.model.spec.text + ending; }

void append_curve(std::string& table, std::size_t run, const Draft& settings, const char* curve, const std::vector<CurvePoint>& points) {
  for (const CurvePoint& point : points) {
    char line[256];
    std::snprintf(line, sizeof line, "%zu,%s,%s,%g,%d,%s,%.0f,%.9g\n", run + 1, settings.spec.c_str(), settings.optimizer.c_str(), settings.lr,
                  settings.batch, curve, point.step, point.value);
    table += line;
  }
}

}  // namespace

void AppState::save_model() {
  if (reader.chosen() == nullptr || !outside.save) return;
  try {
    outside.save(file_name(*reader.chosen(), ".safetensors"), serialise_model(reader.chosen()->model));
  } catch (const Error& error) {
    notify(Notice::Level::error, error.what());
  }
}

void AppState::export_onnx() {
  if (reader.chosen() == nullptr || !outside.save) return;
  try {
    outside.save(file_name(*reader.chosen(), ".onnx"), serialise_onnx(reader.chosen()->model));
  } catch (const Error& error) {
    notify(Notice::Level::error, error.what());
  }
}

namespace {

std::string curves_table(const std::vector<Run>& runs) {
  std::string table = "run,spec,optimizer,lr,batch,curve,step,value\n";
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    append_curve(table, i, run.settings, "loss", run.loss);
    append_curve(table, i, run.settings, "train_accuracy", run.train_accuracy);
    append_curve(table, i, run.settings, "accuracy", run.accuracy);
  }
  return table;
}

// What of a model's name any system takes as a file's.
std::string plain_name(const LoadedModel& loaded) {
  std::string name = loaded.live ? loaded.model.spec.text : loaded.name;
  for (char& c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == ' ';
    if (!plain) c = '_';
  }
  return name;
}

}  // namespace

void AppState::save_curves() {
  if (!outside.save) return;
  const std::string table = curves_table(training.runs());
  outside.save("inkgrad-curves.csv", std::as_bytes(std::span(table)));
}

bool AppState::has_own() const {
  const auto& models = reader.models();
  return !own_digits.digits().empty() || !drawing.strokes().empty() || !training.runs().empty() ||
         std::any_of(models.begin(), models.end(), [](const LoadedModel& loaded) { return loaded.own; });
}

void AppState::save_all() {
  if (!outside.save_together || !has_own()) return;
  std::vector<OwnFile> files;
  const auto add = [&](std::string name, std::span<const std::byte> bytes) {
    if (!bytes.empty()) files.push_back({std::move(name), {bytes.begin(), bytes.end()}});
  };
  const auto add_text = [&](std::string name, const std::string& text) { add(std::move(name), std::as_bytes(std::span(text))); };
  try {
    add_text("my-digits.jsonl", own_digits.drawings());
    add_text("my-pictures.jsonl", own_digits.picture_lines());
    if (!drawing.strokes().empty()) add_text("drawing.jsonl", strokes_line(drawing.strokes(), std::nullopt));
    if (!training.runs().empty()) add_text("curves.csv", curves_table(training.runs()));
    for (const LoadedModel& loaded : reader.models()) {
      if (!loaded.own) continue;
      const auto taken = [&](const std::string& name) {
        return std::any_of(files.begin(), files.end(), [&](const OwnFile& file) { return file.name == name; });
      };
      const std::string name = "models/" + plain_name(loaded);
      std::string free = name + ".safetensors";
      for (int i = 2; taken(free); ++i) free = name + "-" + std::to_string(i) + ".safetensors";
      add(free, serialise_model(loaded.model));
    }
    outside.save_together("inkgrad", files);
  } catch (const Error& error) {
    notify(Notice::Level::error, error.what());
  }
}

}  // namespace inkgrad
