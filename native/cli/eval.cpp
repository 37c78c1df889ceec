#include <cstdio>
#include <cmath>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "engine/train/trainer.hpp"
#include "native/cli/options.hpp"
#include "native/cli/progress.hpp"

namespace inkgrad::cli {

namespace {

struct EvalOptions {
  ModelOptions model;
  std::filesystem::path data;
  ComputeOptions compute;
  bool json = false;
};

int run(const EvalOptions& options) {
  const Model model = options.model.read(options.compute.select(Work::long_work).device);
  const Dataset test = read_mnist(options.data).test;
  Evaluation evaluation(model, test);
  Progress progress;
  while (evaluation.step()) {
    const Metrics so_far = evaluation.metrics();
    progress.show({.title = "eval", .done = so_far.images, .total = test.count(), .loss = so_far.loss,
                   .accuracy = so_far.accuracy});
  }
  progress.clear();
  const Metrics metrics = evaluation.metrics();
  if (!std::isfinite(metrics.loss)) failure(options.model.file.string(), ": its loss on the test images is not a number; its weights are too large");
  if (options.json) {
    std::cout << nlohmann::ordered_json{
                     {"accuracy", metrics.accuracy}, {"loss", metrics.loss}, {"images", metrics.images}}
              << std::endl;
  } else {
    std::printf("%s: accuracy %s, loss %.4f on %lld test images\n", options.model.file.c_str(),
                percent(metrics.accuracy).c_str(), metrics.loss, static_cast<long long>(metrics.images));
    std::fflush(stdout);
  }
  return exit_done;
}

}  // namespace

Command add_eval(CLI::App& app) {
  auto options = std::make_shared<EvalOptions>();
  CLI::App* command = app.add_subcommand("eval", "Measure a model's loss and accuracy on the test images");
  options->model.add_to(*command);
  add_data_option(*command, options->data);
  options->compute.add_to(*command);
  command->add_flag("--json", options->json, "Print one JSON object instead");
  return [options] { return run(*options); };
}

}  // namespace inkgrad::cli
