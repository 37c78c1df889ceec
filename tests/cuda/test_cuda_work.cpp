// What a training step asks of the device: bytes and floating-point operations, op by op. `--thorough` prints them for the README's
// paper model (tests/cuda/paper.mjs).
#include <cstdio>
#include <map>
#include <string>

#include "engine/train/trainer.hpp"
#include "tests/cuda/fixture.hpp"
#include "tests/cuda/op_times.hpp"
#include "tests/unit/thorough.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

constexpr int batch = 64;

Dataset blank_digits() {
  Dataset data;
  data.images.assign(784 * batch, 1);
  data.labels.assign(batch, 0);
  return data;
}

/// The ops of a step, and the work of each.
struct Step {
  std::vector<std::pair<Op, Work>> ops;
  bool is_whole;  ///< where there are clusters, the device does it as one kernel
};

/// A step with Adam, on an open GPU that does none of it.
Step step_of(const std::string& spec, int images) {
  std::vector<std::pair<Op, Work>> step;
  bool is_step = false;
  WatchedBackend watched(Device::cuda, [&](Op op, std::span<const View> in, std::span<const View> out, const Attributes& attributes) {
    if (!is_step) watched.inner().run(op, in, out, attributes);
    else if (!is_view(op)) step.emplace_back(op, work_of(op, in, out));
  });
  Trainer trainer({.spec = spec, .batch = images, .device = Device::cuda}, blank_digits(), 0.13, 0.31);
  is_step = true;
  trainer.step();
  is_step = false;
  return {step, watched.is_whole};
}

}  // namespace

TEST_CASE("a step's floating-point operations are those of its products") {
  for (const auto& [spec, products] : std::map<std::string, double>{
           // Forward, gradient of the weights, and of the inputs but for the first layer's.
           {"784-10", 2.0 * batch * (2 * 7840)},
           {"784-128r-10", 2.0 * batch * (2 * 784 * 128 + 3 * 1280)},
           {"784-512r-512r-10", 2.0 * batch * (2 * 784 * 512 + 3 * 512 * 512 + 3 * 5120)},
           {"c32x3r-c64x3r-p2-128r-10", 2.0 * batch * (2 * 26 * 26 * 32 * 9 + 3 * 24 * 24 * 64 * 288 + 3 * 9216 * 128 + 3 * 1280)}}) {
    double total = 0;
    const EmulatedGpu gpu(0, std::size_t{64} << 20);
    const Step step = step_of(spec, batch);
    CHECK(step.is_whole == (spec == "784-10" || spec == "784-128r-10"));
    if (thorough() && step.is_whole) std::printf("whole %s\n", spec.c_str());
    for (const auto& [op, work] : step.ops) {
      CHECK_MESSAGE(work.bytes > 0, name(op));
      const bool is_product = op == Op::matmul || op == Op::linear || op == Op::conv2d || op == Op::conv2d_input_backward || op == Op::conv2d_weight_backward;
      if (is_product) total += work.flops;
      if (thorough()) std::printf("work %s %s %.0f %.0f\n", spec.c_str(), std::string(name(op)).c_str(), work.bytes, work.flops);
    }
    CHECK_MESSAGE(total == products, spec);
  }
}

TEST_CASE("the ops of a step are timed, each so many times in one graph") {
  const EmulatedGpu gpu(0, std::size_t{64} << 20);
  const std::vector<OpTime> times = time_ops("784-10", 8, blank_digits(), 3);
  const auto step = step_of("784-10", 8).ops;
  REQUIRE(times.size() == step.size());
  for (std::size_t i = 0; i < times.size(); ++i) {
    CHECK(times[i].op == step[i].first);
    CHECK(times[i].work.bytes == step[i].second.bytes);
    CHECK(times[i].seconds > 0);
  }
  CHECK(cuda_emulator::counters().graph_kernels == 2 * 3 * static_cast<std::int64_t>(times.size()));
}
