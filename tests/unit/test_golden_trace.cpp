// Losses of 100 training steps on MNIST against tests/golden/traces.json (see make_traces.py), met by both devices, step by step
// and as a plan; on the reference, convolutional networks go so far only under --thorough.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "engine/core/error.hpp"
#include "tests/unit/golden.hpp"
#include "tests/unit/golden_traces.hpp"
#include "tests/unit/thorough.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

// How many steps a run is followed: all on the CPU; on the reference, which takes half a second for a step of a convolutional network,
// all of softmax regression and of one perceptron. The sanitizers, which make both ten times slower, look at memory: every kernel has
// run after a few steps. In WebAssembly the reference is a fifth as fast.
#if defined(__SANITIZE_ADDRESS__)
std::size_t cpu_steps(const Json& trace) { return is_convolutional(trace) ? 4 : 40; }
std::size_t reference_steps(const Json& trace) { return is_convolutional(trace) ? 1 : 3; }
#else
#ifdef __EMSCRIPTEN__
constexpr std::size_t whole_on_reference = 30;
#else
constexpr std::size_t whole_on_reference = 100;
#endif
std::size_t cpu_steps(const Json&) { return 100; }
std::size_t reference_steps(const Json& trace) {
  if (thorough()) return 100;
  const bool whole = trace["spec"] == "784-10" || trace["optimizer"] == "adamw";
  return is_convolutional(trace) ? 2 : whole ? whole_on_reference : 5;
}
#endif

}  // namespace

TEST_CASE("three networks under three optimizers are pinned for 100 steps") {
  const Json& file = golden("traces.json");
  std::set<std::string> runs;
  for (std::size_t i = 0; i < file["whole"].get<std::size_t>(); ++i) {
    const Json& trace = file["traces"][i];
    CHECK(trace["losses"].size() == 100);
    const std::string spec = trace["spec"], network = spec.starts_with("c") ? "convolutional" : spec;
    runs.insert(network + " " + trace["optimizer"].get<std::string>() + (trace.value("momentum", 0.0) > 0 ? " with momentum" : ""));
  }
  for (const char* network : {"784-10", "784-128r-10", "convolutional"}) {
    for (const char* optimizer : {"sgd with momentum", "adam", "adamw"}) CHECK(runs.contains(concatenate(network, " ", optimizer)));
  }
}

TEST_CASE("the pinned losses come out of plans on the cpu") {
  const Dataset* images = training_images();
  if (images == nullptr) return;
  for (const Json& trace : golden("traces.json")["traces"]) compare_plan(trace, *images, Device::cpu, cpu_steps(trace));
}

TEST_CASE("the pinned losses come out of plans on the reference") {
  const Dataset* images = training_images();
  if (images == nullptr) return;
  for (const Json& trace : golden("traces.json")["traces"]) {
    compare_plan(trace, *images, Device::reference, reference_steps(trace));
  }
}

TEST_CASE("the pinned losses come out step by step") {
  const Dataset* images = training_images();
  if (images == nullptr) return;
  for (const Json& trace : golden("traces.json")["traces"]) {
    compare_eager(trace, *images, Device::cpu, cpu_steps(trace));
    compare_eager(trace, *images, Device::reference, is_convolutional(trace) ? 1 : 3);
  }
}
