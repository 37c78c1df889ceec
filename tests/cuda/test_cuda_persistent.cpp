// Training steps of small networks as one kernel that stays on a cluster of multiprocessors (persistent.cuh).
#include <cmath>

#include "engine/train/trainer.hpp"
#include "tests/cuda/fixture.hpp"
#include "tests/cuda/noise.hpp"
#include "tests/cuda/work.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

constexpr std::size_t cache = std::size_t{64} << 20;

TrainOptions options_of(const std::string& spec, int batch, const std::string& optimizer = "adam") {
  return {.spec = spec, .batch = batch, .lr = 0.01, .optimizer = optimizer, .seed = 3, .device = Device::cuda};
}

/// Kernels that some steps of a training take, each launched on its own or within a graph, after the first ones.
struct Kernels {
  std::int64_t alone, in_graphs;
  bool operator==(const Kernels&) const = default;
};
Kernels kernels_of(const TrainOptions& options, std::int64_t steps, bool clusters = true) {
  const EmulatedGpu gpu(0, cache, true, clusters);
  Trainer trainer(options, noise(static_cast<int>(4 * steps) * options.batch), 0.13, 0.31);
  for (int i = 0; i < 2; ++i) trainer.steps(steps);
  cuda_emulator::counters() = {};
  CHECK(trainer.steps(steps) == steps);
  const cuda_emulator::Counters counted = cuda_emulator::counters();
  CHECK(counted.synchronisations == 0);
  CHECK(counted.allocations == 0);
  CHECK(counted.copies == 1);
  REQUIRE(counted.launches == 1);
  return {counted.graph_kernels == 0 ? counted.launches : 0, counted.graph_kernels};
}

/// Whether the device would do a training step as a whole. It does not do it.
bool is_one_kernel(const TrainOptions& options) {
  const EmulatedGpu gpu(0, cache);
  bool is_step = false;
  WatchedBackend watched(Device::cuda, [&](Op op, std::span<const View> in, std::span<const View> out, const Attributes& attributes) {
    if (!is_step) watched.inner().run(op, in, out, attributes);
  });
  Trainer trainer(options, noise(2 * options.batch), 0.13, 0.31);
  is_step = true;
  trainer.step();
  return watched.is_whole;
}

double farthest(const Trainer& a, const Trainer& b) {
  const auto ours = a.model().network.parameters(), theirs = b.model().network.parameters();
  double worst = 0;
  for (std::size_t p = 0; p < ours.size(); ++p) {
    const std::vector<float> mine = ours[p].to_vector<float>(), other = theirs[p].to_vector<float>();
    for (std::size_t i = 0; i < mine.size(); ++i) {
      const double away = std::fabs(mine[i] - other[i]);
      worst = away <= worst ? worst : away;  // a number that is none stays
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("a small network's steps are one kernel, where the device has clusters") {
  for (const char* spec : {"784-10", "784-128r-10"}) {
    CHECK(kernels_of(options_of(spec, 4), 16) == Kernels{1, 0});
    CHECK(kernels_of(options_of(spec, 4), 2, false).alone == 0);
    cuda_emulator::machine().device.major = 8;
    CHECK(kernels_of(options_of(spec, 4), 2).alone == 0);
    cuda_emulator::machine() = {};
  }
}

TEST_CASE("one kernel's losses and weights are the cpu's, and its bytes the same under every schedule") {
  const Dataset data = noise(31);
  // Batches that fill no tile, the last of an epoch a smaller one; hidden units that do not go round, or not even reach all blocks.
  for (const char* spec : {"784-10", "784-21r-10", "784-5r-10"}) {
    for (const std::string optimizer : {"sgd", "momentum", "adam", "adamw"}) {
      CAPTURE(spec);
      CAPTURE(optimizer);
      TrainOptions options = options_of(spec, 13, optimizer == "momentum" ? "sgd" : optimizer);
      options.weight_decay = 0.01;
      if (optimizer == "momentum") {
        options.momentum = 0.9;
        options.nesterov = true;
      }
      options.device = Device::cpu;
      Trainer here(options, data, 0.13, 0.31);
      options.device = Device::cuda;
      std::vector<std::byte> bytes;
      for (const std::uint64_t seed : schedules) {
        const EmulatedGpu gpu(seed, cache);
        Trainer there(options, data, 0.13, 0.31);
        while (there.epoch() < 2) {
          there.steps(2);
          if (seed != 0) continue;
          while (here.steps_done() < there.steps_done()) here.step();
          CHECK(there.last_loss() == doctest::Approx(here.last_loss()).epsilon(1e-5));
          CHECK(there.running().loss == doctest::Approx(here.running().loss).epsilon(1e-5));
          CHECK(there.running().accuracy == here.running().accuracy);
        }
        CHECK(cuda_emulator::counters().graph_kernels == 0);
        if (seed == 0) {
          CHECK(farthest(there, here) < 1e-5);
          bytes = there.save_checkpoint();
        }
        CHECK(there.save_checkpoint() == bytes);
      }
    }
  }
}

TEST_CASE("looks, evaluations, saves and resumptions between one kernel's steps change none of its bytes") {
  const Dataset data = noise(60);
  for (const char* spec : {"784-10", "784-16r-10"}) {
    TrainOptions options = options_of(spec, 8);
    options.schedule = "onecycle";
    options.schedule_epochs = 2;
    const EmulatedGpu gpu(3, cache);
    Trainer whole(options, data, 0.13, 0.31);
    CHECK(whole.steps(3) == 3);
    const std::vector<std::byte> early = whole.save_checkpoint();
    while (whole.epoch() < 2) whole.steps(16);
    Trainer looked(options, data, 0.13, 0.31);
    for (int i = 0; i < 3; ++i) {
      looked.step();
      CHECK(std::isfinite(looked.last_loss()));
    }
    CHECK(looked.save_checkpoint() == early);
    const Metrics there = evaluate(looked.model(), data);
    const Metrics here = evaluate(parse_model(looked.save_model(), "the trained model", Device::cpu), data);
    CHECK(there.accuracy == here.accuracy);
    CHECK(there.loss == doctest::Approx(here.loss).epsilon(1e-5));
    while (looked.epoch() < 2) looked.steps(1);
    CHECK(looked.save_checkpoint() == whole.save_checkpoint());
    Trainer resumed = Trainer::resume(early, "a checkpoint", data, Device::cuda);
    while (resumed.epoch() < 2) resumed.steps(16);
    CHECK(resumed.save_checkpoint() == whole.save_checkpoint());
  }
}

TEST_CASE("what one kernel has no room for, or does not know, runs as a graph") {
  // The README's limits.
  CHECK(is_one_kernel(options_of("784-128r-10", 64)));
  CHECK_FALSE(is_one_kernel(options_of("784-128r-10", 65)));
  CHECK_FALSE(is_one_kernel(options_of("784-136r-10", 64)));
  CHECK(is_one_kernel(options_of("784-192r-10", 64, "sgd")));
  CHECK(is_one_kernel(options_of("784-10", 679)));
  CHECK_FALSE(is_one_kernel(options_of("784-10", 680)));
  cuda_emulator::machine().device.sharedMemPerBlockOptin = 99 << 10;
  CHECK_FALSE(is_one_kernel(options_of("784-128r-10", 4)));
  CHECK(is_one_kernel(options_of("784-10", 257)));
  CHECK_FALSE(is_one_kernel(options_of("784-10", 258)));
  cuda_emulator::machine().device.multiProcessorCount = 4;
  CHECK_FALSE(is_one_kernel(options_of("784-10", 4)));
  cuda_emulator::machine() = {.failing = {{"cudaFuncSetAttribute", cudaErrorNoKernelImageForDevice}}};  // built for others
  CHECK_FALSE(is_one_kernel(options_of("784-10", 4)));
  cuda_emulator::machine() = {};
  for (const char* spec : {"784-8t-10", "784-8-10", "784-8r-8r-10", "784-d25-10", "c2x3r-p2-10"}) CHECK_FALSE(is_one_kernel(options_of(spec, 4)));
  TrainOptions augmented = options_of("784-10", 4);
  augmented.augmentation.shift = 1;
  CHECK_FALSE(is_one_kernel(augmented));
  TrainOptions rounded = options_of("784-10", 4);
  rounded.precision = "tf32";
  CHECK_FALSE(is_one_kernel(rounded));
}

TEST_CASE("a label that is none is reported after one kernel's steps, too") {
  Dataset data = noise(8);
  data.labels[5] = 10;
  const EmulatedGpu gpu(1, cache);
  Trainer trainer(options_of("784-10", 8), data, 0.13, 0.31);
  CHECK_THROWS_AS(trainer.step(), Error);  // the end of an epoch reads its sums
  CHECK(std::isnan(trainer.last_loss()));
}
