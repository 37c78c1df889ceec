// Values and gradients of the op table's rows against tests/golden/ops.json, which PyTorch computed in float64.
#include <doctest/doctest.h>

#include <set>

#include "engine/ops/op.hpp"
#include "tests/unit/golden.hpp"
#include "tests/unit/golden_ops.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

TEST_CASE("reference gives PyTorch's values and gradients in float64") { run_golden_ops(Device::reference, DType::float64, 1e-11); }
TEST_CASE("reference gives PyTorch's values and gradients in float32") { run_golden_ops(Device::reference, DType::float32, 5e-6); }
TEST_CASE("cpu gives PyTorch's values and gradients in float32") { run_golden_ops(Device::cpu, DType::float32, 5e-6); }

TEST_CASE("every row that PyTorch knows is pinned") {
  std::set<std::string> pinned;
  for (const Json& j : golden("ops.json")) pinned.insert(j["op"]);
  for (int number = 0; number < op_count; ++number) {
    const Op op = static_cast<Op>(number);
    if (op == Op::accumulate_metrics) continue;  // ours alone: three running sums
    CHECK_MESSAGE(pinned.count(std::string(name(op))) == 1, name(op));
  }
}
