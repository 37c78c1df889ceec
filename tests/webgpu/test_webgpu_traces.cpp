// Trainings on WebGPU against the losses that PyTorch pins.
#include <doctest/doctest.h>

#include "tests/unit/golden.hpp"
#include "tests/unit/golden_traces.hpp"
#include "tests/unit/thorough.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

TEST_CASE("plans on webgpu follow PyTorch's losses") {
  const Dataset* images = training_images();
  REQUIRE_MESSAGE(images != nullptr, "the page gives MNIST");
  for (const Json& trace : golden("traces.json")["traces"]) {
    const std::size_t steps = is_convolutional(trace) ? 3 : 10;
    compare_plan(trace, *images, Device::webgpu, thorough() ? 10 * steps : steps);
  }
}
