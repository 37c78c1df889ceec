#pragma once

#include <string>
#include <vector>

#include "engine/data/mnist.hpp"
#include "tests/cuda/work.hpp"

namespace inkgrad::test {

/// An op of a training step, what it has to do, and how long Device::cuda takes for it.
struct OpTime {
  Op op;
  std::string operands;  ///< shapes of inputs and outputs
  Work work;
  double seconds = 0;
};

/// Times each op of a step with Adam on its own: captured `repeats` times in one graph, which runs twice, the second time by the clock.
/// So a time includes what a graph takes from one kernel to the next, and caches are warm. `data` holds at least a batch.
std::vector<OpTime> time_ops(const std::string& spec, int batch, const Dataset& data, int repeats);

}  // namespace inkgrad::test
