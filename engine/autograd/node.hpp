#pragma once

#include "engine/ops/op.hpp"

namespace inkgrad {

/// One op on the tape: what ran, on what, and what came out.
struct Node {
  Op op;
  Attributes attributes;
  std::vector<Tensor> inputs;
  std::vector<Tensor> outputs;  ///< outside the graph, so that a node does not keep itself alive
  bool freed = false;           ///< by backward(): inputs and outputs are gone

  Node(Op op, const Attributes& attributes, std::span<const Tensor> inputs, std::span<const Tensor> outputs);
  /// Frees the nodes behind this one in a loop: a tape may be longer than the stack is deep.
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
};

/// The gradient of one row: from the gradients of the outputs (undefined where nothing depends on one) those of
/// the inputs (undefined where there is none). Written in ops, so that it runs, and is recorded, on any device.
using GradientRule = std::vector<Tensor> (*)(const Node& node, std::span<const Tensor> gradients);

/// The rule of a row; null if results of the op have no gradient (argmax, one_hot, the *_backward rows, ...).
GradientRule gradient_rule(Op op);

}  // namespace inkgrad
