#pragma once

#include "engine/core/tensor.hpp"

namespace inkgrad::test {

/// Runs every case of tests/golden/ops.json on a device and compares values and gradients with PyTorch's.
void run_golden_ops(Device device, DType dtype, double tolerance);

}  // namespace inkgrad::test
