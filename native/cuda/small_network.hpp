#pragma once

#include <optional>
#include <span>

#include "engine/backend/backend.hpp"

namespace inkgrad::cuda {

/// A network of linear layers with at most one hidden layer, ReLU behind it, and where its parameters begin in the optimizer's arrays.
struct SmallNetwork {
  int inputs;  ///< a multiple of 4
  int hidden;  ///< units, or 0: no hidden layer
  int classes;
  int batch;
  int weight, bias;              ///< of the hidden layer; without one `weight` is that of the classes
  int class_weight, class_bias;  ///< without a hidden layer there is no class_weight
};

/// A training step of such a network, in a plan's rows.
struct SmallTraining {
  SmallNetwork net;
  const PlanRow* gather;     ///< gather_batch, with the choice of its images
  const PlanRow* optimizer;  ///< sgd_step or adam_step
  double* metrics;
};

/// Recognises it by ops, shapes and by which row takes what another makes; nothing if the rows are or do anything else besides.
std::optional<SmallTraining> recognise_small_training(std::span<const PlanRow> rows);

}  // namespace inkgrad::cuda
