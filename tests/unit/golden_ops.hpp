#pragma once

#include <span>

#include "engine/ops/op.hpp"

namespace inkgrad::test {

/// Runs every case of tests/golden/ops.json on a device and compares values and gradients with PyTorch's, but for
/// the rows in `absent`, which the device has no kernel for, and, if there are any, sums of whole numbers that it cannot take.
void run_golden_ops(Device device, DType dtype, double tolerance, std::span<const Op> absent = {});

}  // namespace inkgrad::test
