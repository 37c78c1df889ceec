#pragma once

#include "engine/ops/op.hpp"

namespace inkgrad {

/// Gives the outputs a node on the tape if gradients are on, the op has a gradient rule and an input requires one.
void note_on_tape(Op op, const Attributes& attributes, std::span<const Tensor> inputs, std::span<Tensor> outputs);

/// Op::view, transpose or expand as Tensor's methods do them.
Tensor view_by(Op op, const Tensor& input, const Attributes& attributes);

/// The gradient that backward starts from (d loss / d loss = 1), while it runs: rules may leave out a product with it.
bool is_backward_seed(const Tensor& gradient);

}  // namespace inkgrad
