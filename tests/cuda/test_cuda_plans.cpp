// Training steps as CUDA graphs: what they compute, and what they cost the device.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "engine/io/files.hpp"
#include "engine/train/trainer.hpp"
#include "tests/cuda/fixture.hpp"
#include "tests/cuda/noise.hpp"
#include "tests/unit/golden_traces.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

constexpr std::size_t cache = std::size_t{64} << 20;

TrainOptions options_of(const std::string& spec, const std::string& optimizer, int batch) {
  return {.spec = spec, .batch = batch, .optimizer = optimizer, .seed = 3, .device = Device::cuda};
}

}  // namespace

TEST_CASE("a captured step does what the list of its ops does") {
  const Dataset data = noise(56);
  for (const char* optimizer : {"adam", "sgd"}) {
    TrainOptions options = options_of("c3x5-b-r-p2-d25-12t-10", optimizer, 16);
    options.momentum = options.optimizer == "sgd" ? 0.9 : 0;
    options.augmentation = {.shift = 1, .rotate = 10, .elastic = 2};
    std::vector<std::byte> plain;
    for (const bool graphs : {false, true}) {
      const EmulatedGpu gpu(graphs ? 3 : 0, cache, graphs);
      Trainer trainer(options, data, 0.13, 0.31);
      // Three epochs, so that the smaller last batch is captured, too; with graphs several steps a launch.
      while (trainer.epoch() < 3) {
        trainer.steps(graphs ? 2 : 1);
        // Larger batches in between want more scratch than the captured ones have.
        if (trainer.steps_done() == 6) evaluate(trainer.model(), data);
      }
      CHECK((cuda_emulator::counters().graph_kernels > 0) == graphs);
      if (graphs) CHECK(trainer.save_checkpoint() == plain);
      else plain = trainer.save_checkpoint();
    }
  }
}

TEST_CASE("what plans fuse on cuda gives the cpu's losses and weights") {
  const Dataset data = noise(32);
  // Each fusion, behind each op that has it; products whose long sums are split among blocks.
  for (const char* spec : {"784-24r-12r-10", "c3x5r-p2-10", "c3x4-p2-c9x4r-p2-10", "c17x3r-c2x3r-p2-10", "c3x3r-c4x3r-a2-10",
                           "c2x3r-a2-c3x3r-p3-10"}) {
    CAPTURE(spec);
    TrainOptions options = options_of(spec, "sgd", 8);
    options.lr = 0.02;
    options.momentum = 0.9;
    const EmulatedGpu gpu(2, cache);
    Trainer there(options, data, 0.13, 0.31);
    options.device = Device::cpu;
    Trainer here(options, data, 0.13, 0.31);
    for (int i = 0; i < 4; ++i) {
      here.step();
      there.step();
      CHECK(there.last_loss() == doctest::Approx(here.last_loss()).epsilon(1e-5));
    }
    CHECK(there.running().loss == doctest::Approx(here.running().loss).epsilon(1e-5));
    CHECK(there.running().accuracy == here.running().accuracy);
    const auto ours = there.model().network.parameters(), theirs = here.model().network.parameters();
    for (std::size_t p = 0; p < ours.size(); ++p) {
      const std::vector<float> a = ours[p].to_vector<float>(), b = theirs[p].to_vector<float>();
      double worst = 0;
      for (std::size_t i = 0; i < a.size(); ++i) worst = std::max<double>(worst, std::fabs(a[i] - b[i]));
      CHECK_MESSAGE(worst < 1e-5, "parameter ", p, ": ", worst);
    }
  }
}

TEST_CASE("between two looks an epoch neither waits nor allocates, and several steps are one launch") {
  struct Expected {
    std::string spec;
    std::int64_t kernels;
  };
  // Kernels of a step, within that launch: fewer are faster. The README's table has these numbers, of a device without clusters.
  cuda_emulator::machine().device.major = 8;
  for (const auto& [spec, kernels] : {Expected{"784-10", 5}, Expected{"784-128r-10", 8}, Expected{"784-512r-512r-10", 11},
                                      Expected{"c8x5r-p2-c16x5r-p2-10", 13}, Expected{"c32x3r-c64x3r-p2-128r-10", 15}}) {
    const EmulatedGpu gpu(0, cache);
    Trainer trainer(options_of(spec, "adam", 4), noise(32), 0.13, 0.31);
    for (int i = 0; i < 2; ++i) trainer.steps(2);  // the first is no graph yet
    cuda_emulator::counters() = {};
    CHECK(trainer.steps(2) == 2);
    const cuda_emulator::Counters counted = cuda_emulator::counters();
    CHECK(counted.allocations == 0);
    CHECK(counted.synchronisations == 0);
    CHECK(counted.launches == 1);
    CHECK(counted.copies == 1);  // epochs, places in them, learning rates and numbers of the steps
    CHECK(counted.bytes_to_device == 2 * 32);
    CHECK(counted.bytes_to_host == 0);
    CHECK_MESSAGE(counted.graph_kernels == 2 * kernels, spec, ": ", counted.graph_kernels, " kernels in 2 steps");
  }
  cuda_emulator::machine() = {};
}

TEST_CASE("a capture that fails is said, and leaves a device that works") {
  const EmulatedGpu gpu(0, cache);
  const auto open_capture = [&] {
    return backend(Device::cuda).capture([] { Tensor::zeros({100'000'000}, DType::float32, Device::cuda); });
  };
  CHECK_THROWS_AS(open_capture(), Error);
  CHECK(Tensor::full({2}, 3, DType::float32, Device::cuda).to_vector<float>() == std::vector<float>{3, 3});
}

TEST_CASE("a model trained on cuda reads the same digits on the cpu") {
  const Dataset* images = training_images();
  if (images == nullptr) return;
  const Dataset data = images->first(1000);
  const EmulatedGpu gpu(2, cache);
  TrainOptions options = options_of("c4x5r-p2-16r-10", "adam", 32);
  options.lr = 0.01;
  Trainer trainer(options, data, mnist_mean, mnist_std);
  for (int i = 0; i < 40; ++i) trainer.step();
  const Metrics there = evaluate(trainer.model(), data);
  const Metrics here = evaluate(parse_model(trainer.save_model(), "the trained model", Device::cpu), data);
  CHECK(there.accuracy > 0.7);
  CHECK(there.images == here.images);
  CHECK(there.accuracy == here.accuracy);
  CHECK(std::abs(there.loss - here.loss) <= 1e-5 * here.loss);
  // Where it is asked for, others read it, too: ./run accept gives it to the program and to the page.
  if (const char* path = std::getenv("INKGRAD_CUDA_MODEL")) write_file_atomically(path, trainer.save_model());
}
