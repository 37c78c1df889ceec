// Times training on a device, for tests/bench/device.mjs: JSON, one object a line.
//   device       its name
//   spec, batch, precision, milliseconds: of an epoch of 60,000 images, median; epochs: how many were timed, a part of one where there
//     was little time
//   precision, missing: why the device cannot multiply so
//   spec, batch, op, operands, bytes, flops, microseconds: of a training step's ops, on a GPU
//   target, spec, seed, reached, seconds (of training alone), epochs, accuracy
// Exit status: 0, or 2 with one line if the device is not to be had.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "engine/train/trainer.hpp"
#include "native/cuda/open.hpp"
#include "tests/cuda/op_times.hpp"

using namespace inkgrad;
using Json = nlohmann::ordered_json;

namespace {

struct Options {
  std::string device = "cuda";
  std::filesystem::path data = default_mnist_dir();
  int threads = 1;
  std::vector<std::string> specs{"784-10", "784-128r-10", "784-512r-512r-10", "c32x3r-c64x3r-p2-128r-10"};
  std::vector<int> batches{64, 512, 4096};
  double epochs = 3;  ///< timed of each training; below 1, that part of one
  int seeds = 30;
  std::string target_spec = "c32x3r-c64x3r-p2-128r-10";
  double target = 0.99;
  int most_epochs = 12;
};

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void print(const Json& line) { std::cout << line << std::endl; }

/// Does so many steps and waits for their end.
void train(Trainer& trainer, std::int64_t steps) {
  while (steps > 0) steps -= trainer.steps(steps);
  (void)trainer.last_loss();
}

void time_epochs(const Options& options, Device device, const Dataset& images, const std::string& precision) {
  const TrainOptions wanted{.device = device, .precision = precision};
  if (const std::string why_not = backend(device).why_not(precision_of(wanted)); !why_not.empty()) {
    return print({{"precision", precision}, {"missing", why_not}});
  }
  for (const std::string& spec : options.specs) {
    for (const int batch : options.batches) {
      Trainer trainer({.spec = spec, .batch = batch, .device = device, .precision = precision}, images, mnist_mean, mnist_std);
      const std::int64_t epoch = trainer.steps_per_epoch();
      const std::int64_t steps = options.epochs < 1 ? std::max<std::int64_t>(1, static_cast<std::int64_t>(options.epochs * static_cast<double>(epoch))) : epoch;
      train(trainer, options.epochs < 1 ? 1 : epoch);  // graphs and scratch are made here
      std::vector<double> seconds;
      for (int i = 0; i < std::max(1, static_cast<int>(options.epochs)); ++i) seconds.push_back(seconds_of([&] { train(trainer, steps); }));
      std::nth_element(seconds.begin(), seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2), seconds.end());
      const double milliseconds = 1000 * seconds[seconds.size() / 2] * static_cast<double>(epoch) / static_cast<double>(steps);
      print({{"spec", spec}, {"batch", batch}, {"precision", precision}, {"milliseconds", milliseconds}, {"epochs", options.epochs}});
    }
  }
}

void time_ops(const Options& options, const Dataset& images) {
  for (const std::string& spec : options.specs) {
    for (const int batch : options.batches) {
      for (const test::OpTime& time : test::time_ops(spec, batch, images, 50)) {
        print({{"spec", spec}, {"batch", batch}, {"op", name(time.op)}, {"operands", time.operands}, {"bytes", time.work.bytes},
               {"flops", time.work.flops}, {"microseconds", 1e6 * time.seconds}});
      }
    }
  }
}

void time_target(const Options& options, Device device, const Mnist& mnist) {
  for (int seed = 1; seed <= options.seeds; ++seed) {
    Trainer trainer({.spec = options.target_spec, .seed = static_cast<std::uint64_t>(seed), .device = device}, mnist.train, mnist_mean, mnist_std);
    double seconds = 0, accuracy = 0;
    while (accuracy < options.target && trainer.epoch() < options.most_epochs) {
      seconds += seconds_of([&] { train(trainer, trainer.steps_per_epoch()); });
      accuracy = evaluate(trainer.model(), mnist.test).accuracy;
    }
    print({{"target", options.target}, {"spec", options.target_spec}, {"seed", seed}, {"reached", accuracy >= options.target},
           {"seconds", seconds}, {"epochs", trainer.epoch()}, {"accuracy", accuracy}});
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Times training on a device.");
  app.add_option("--device", options.device)->check(CLI::IsMember({"cpu", "cuda"}));
  app.add_option("--data", options.data);
  app.add_option("--threads", options.threads);
  app.add_option("--specs", options.specs);
  app.add_option("--batches", options.batches);
  app.add_option("--epochs", options.epochs);
  app.add_option("--seeds", options.seeds);
  app.add_option("--target-spec", options.target_spec);
  app.add_option("--target", options.target);
  app.add_option("--most-epochs", options.most_epochs);
  CLI11_PARSE(app, argc, argv);
  try {
    const Device device = options.device == "cuda" ? Device::cuda : Device::cpu;
    if (device == Device::cuda) {
      if (const std::string why_not = cuda::open(); !why_not.empty()) {
        std::cerr << "bench: --device cuda: " << why_not << std::endl;
        return 2;
      }
    }
    backend(device).set_threads(options.threads);
    print({{"device", backend(device).description()}});
    const Mnist mnist = load_mnist(options.data);
    for (const char* precision : {"float32", "tf32", "bf16"}) time_epochs(options, device, mnist.train, precision);
    if (device == Device::cuda) time_ops(options, mnist.train);
    time_target(options, device, mnist);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "bench: " << error.what() << std::endl;
    return 1;
  }
}
