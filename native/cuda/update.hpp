#pragma once

#include "engine/ops/op.hpp"
#include "native/cuda/update.cuh"

namespace inkgrad::cuda {

/// The settings of sgd_step and adam_step as kernels take them.
inline SgdSettings sgd_settings(const Attributes& attributes) {
  return {static_cast<float>(attributes.momentum), static_cast<float>(attributes.weight_decay), attributes.nesterov};
}
inline AdamSettings adam_settings(const Attributes& attributes) {
  return {attributes.beta1, attributes.beta2, attributes.weight_decay, static_cast<float>(1 - attributes.beta1),
          static_cast<float>(attributes.beta2), static_cast<float>(1 - attributes.beta2), static_cast<float>(attributes.eps),
          attributes.decoupled};
}

}  // namespace inkgrad::cuda
