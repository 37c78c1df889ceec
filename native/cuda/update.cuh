#pragma once
// What an optimizer does to a parameter, for whichever kernel has its gradient. Reference: reference/optimizer.cpp.

#include "native/cuda/device.cuh"

namespace inkgrad::cuda {

/// torch.optim.SGD's settings.
struct SgdSettings {
  float momentum, weight_decay;
  bool nesterov;

  __device__ void update(float& p, float g, float& velocity, float rate) const {
    g = g + weight_decay * p;
    velocity = momentum * velocity + g;
    p -= rate * (nesterov ? g + momentum * velocity : velocity);
  }
};

/// torch.optim.Adam's and AdamW's settings, and what follows from them and the number of the step.
struct AdamSettings {
  double beta1, beta2, weight_decay;
  float one_minus_beta1, beta2_single, one_minus_beta2, eps;
  bool decoupled;
};
struct AdamStep {
  float shrink;      ///< decoupled weight decay
  float coupled;     ///< the other kind
  float step_size;   ///< learning rate / (1 - beta1^t)
  float correction;  ///< sqrt(1 - beta2^t)
};
__device__ inline AdamStep adam_step_of(const AdamSettings& s, const double* hyper) {
  const double rate = hyper[0], t = hyper[1];
  AdamStep step;
  step.shrink = s.decoupled ? static_cast<float>(1 - rate * s.weight_decay) : 1.0f;
  step.coupled = s.decoupled ? 0.0f : static_cast<float>(s.weight_decay);
  step.step_size = static_cast<float>(rate / (1 - ::pow(s.beta1, t)));
  step.correction = static_cast<float>(::sqrt(1 - ::pow(s.beta2, t)));
  return step;
}
__device__ inline void adam_update(const AdamSettings& s, const AdamStep& step, float& p, float g, float& m, float& v) {
  p *= step.shrink;
  g = g + step.coupled * p;
  m += s.one_minus_beta1 * (g - m);
  v = s.beta2_single * v + s.one_minus_beta2 * g * g;
  p -= step.step_size * (m / (sqrtf(v) / step.correction + s.eps));
}

}  // namespace inkgrad::cuda
