// Every row of the op table that WebGPU has a kernel for, against the reference in float64 and PyTorch's numbers.
#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "engine/autograd/functional.hpp"
#include "engine/backend/backend.hpp"
#include "tests/parity/compare.hpp"
#include "tests/unit/golden_ops.hpp"
#include "tests/unit/thorough.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

/// The rows without a kernel: no training needs them.
constexpr std::array absent{Op::pow,  Op::eq,     Op::lt,      Op::le,         Op::where,         Op::sin,           Op::cos,
                            Op::cast, Op::argmax, Op::one_hot, Op::pick_class, Op::augment_batch, Op::cat,           Op::index_select,
                            Op::index_select_backward, Op::slice_backward};

}  // namespace

TEST_CASE("webgpu agrees with reference in float64") {
  compare_with_truth(Device::webgpu, DType::float32, Size::small, thorough() ? 10 : 5, absent);
}

TEST_CASE("webgpu agrees with reference in float64 on tensors of many workgroups") {
  if (!thorough()) return;
  compare_with_truth(Device::webgpu, DType::float32, Size::large, 1, absent);
}

TEST_CASE("webgpu gives PyTorch's values and gradients in float32") {
  std::vector<Op> without(absent.begin(), absent.end());
  without.push_back(Op::slice);  // a view, but its gradient is slice_backward
  run_golden_ops(Device::webgpu, DType::float32, 5e-6, without);
}
