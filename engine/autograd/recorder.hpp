#pragma once

#include "engine/ops/op.hpp"

namespace inkgrad {

/// One line of a plan.
struct Instruction {
  Op op;
  Attributes attributes;
  std::vector<Tensor> inputs;
  std::vector<Tensor> outputs;
};

/// While one of these lives, `apply` in this thread runs nothing: it writes down what it would run, and the
/// results are tensors without bytes. How a StepPlan listens to a model, its loss and its gradients.
class Recorder {
 public:
  Recorder();
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  std::vector<Instruction> instructions;

  /// The recorder of this thread, or null.
  static Recorder* current();
};

}  // namespace inkgrad
