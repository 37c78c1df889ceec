// Trainings on WebGPU against the losses that PyTorch pins.
#include <doctest/doctest.h>

#include "engine/train/trainer.hpp"
#include "tests/unit/golden.hpp"
#include "tests/unit/golden_traces.hpp"
#include "tests/unit/thorough.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

TEST_CASE("plans on webgpu follow PyTorch's losses") {
  const Dataset* images = training_images();
  REQUIRE_MESSAGE(images != nullptr, "the page gives MNIST");
  for (const Json& trace : golden("traces.json")["traces"]) {
    const std::size_t steps = thorough() ? (is_convolutional(trace) ? 10 : 50) : (is_convolutional(trace) ? 3 : 10);
    compare_plan(trace, *images, Device::webgpu, steps);
  }
}

TEST_CASE("plans on webgpu follow the CPU's losses through batch norm, dropout, average pooling and every activation") {
  const Dataset* all = training_images();
  REQUIRE_MESSAGE(all != nullptr, "the page gives MNIST");
  const Dataset images = all->first(100);
  for (const char* spec : {"784-32-b-r-d25-16t-12g-10", "c4x3p1-b-r-a2-d25-16t-10"}) {
    // Not Adam: a bias before batch norm has no gradient but rounding, which Adam would make as large as the others.
    const TrainOptions options{.spec = spec, .batch = 32, .lr = 0.1, .optimizer = "sgd"};
    TrainOptions there = options;
    there.device = Device::webgpu;
    Trainer cpu(options, images, 0.1307, 0.3081), gpu(there, images, 0.1307, 0.3081);
    for (int step = 0; step < 10; ++step) {
      cpu.step();
      gpu.step();
      CHECK_MESSAGE(gpu.last_loss() == doctest::Approx(cpu.last_loss()).epsilon(1e-4), spec, ", step ", step);
    }
    // By the running statistics, and without dropout.
    const Metrics of_cpu = evaluate(cpu.model(), images), of_gpu = evaluate(gpu.model(), images);
    CHECK(of_gpu.loss == doctest::Approx(of_cpu.loss).epsilon(1e-4));
    CHECK(of_gpu.accuracy == of_cpu.accuracy);
  }
}
