// What the user can take home: models and curves as files.
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

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

void AppState::save_curves() {
  if (!outside.save) return;
  std::string table = "run,spec,optimizer,lr,batch,curve,step,value\n";
  for (std::size_t i = 0; i < training.runs().size(); ++i) {
    const Run& run = training.runs()[i];
    append_curve(table, i, run.settings, "loss", run.loss);
    append_curve(table, i, run.settings, "train_accuracy", run.train_accuracy);
    append_curve(table, i, run.settings, "accuracy", run.accuracy);
  }
  outside.save("inkgrad-curves.csv", std::as_bytes(std::span(std::string_view(table))));
}

}  // namespace inkgrad
