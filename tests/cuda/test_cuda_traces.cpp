// The pinned losses (tests/golden/traces.json) on the CUDA backend: step by step, and as a plan.
#include "engine/train/trainer.hpp"
#include "tests/cuda/gpu.hpp"
#include "tests/unit/golden.hpp"
#include "tests/unit/golden_traces.hpp"
#include "tests/unit/thorough.hpp"

using namespace inkgrad;
using namespace inkgrad::test;
using Json = nlohmann::json;

namespace {

/// How many steps a run is followed: a step takes the emulator up to half a second.
std::size_t steps(const Json& trace) {
  if (thorough()) return is_convolutional(trace) && !is_real_gpu ? 10 : 100;
  return is_convolutional(trace) ? 2 : 4;  // the first is no graph yet
}

constexpr std::size_t cache = std::size_t{256} << 20;

}  // namespace

TEST_CASE("the pinned losses come out of plans on cuda") {
  const Dataset* images = training_images();
  if (images == nullptr) return;
  std::uint64_t seed = 0;
  for (const Json& trace : golden("traces.json")["traces"]) {
    for (const bool clusters : {true, false}) {
      if (!clusters && is_convolutional(trace)) continue;  // it was none
      const Gpu gpu(seed++ % 4, cache, true, clusters);
      compare_plan(trace, *images, Device::cuda, steps(trace));
    }
  }
}

TEST_CASE("the pinned losses come out step by step on cuda") {
  const Dataset* images = training_images();
  if (images == nullptr) return;
  std::uint64_t seed = 1;
  for (const Json& trace : golden("traces.json")["traces"]) {
    const Gpu gpu(seed++ % 4, cache);
    compare_eager(trace, *images, Device::cuda, thorough() ? steps(trace) : is_convolutional(trace) ? 1 : 2);
  }
}

TEST_CASE("a large convolutional network's losses are the cpu's, planned and step by step") {
  const Dataset* images = training_images();
  if (images == nullptr) return;
  // A step at full size takes the emulator some ten seconds.
  const bool whole = thorough();
  Json trace{{"spec", whole ? "c32x3r-c64x3r-p2-128r-10" : "c6x3r-c8x3r-p2-16r-10"}, {"optimizer", "adam"}, {"lr", 0.001}, {"seed", 1},
             {"batch", whole ? 64 : 8}, {"losses", Json::array()}};
  const std::size_t steps = whole ? 10 : 3;
  const Json& file = golden("traces.json");
  Trainer here({.spec = trace["spec"], .batch = trace["batch"], .optimizer = "adam", .seed = 1}, *images, file["mean"], file["std"]);
  for (std::size_t i = 0; i < steps; ++i) {
    here.step();
    trace["losses"].push_back(here.last_loss());
  }
  {
    const Gpu gpu(1, cache);
    compare_plan(trace, *images, Device::cuda, steps);
  }
  const Gpu gpu(2, cache);
  compare_eager(trace, *images, Device::cuda, steps);
}
