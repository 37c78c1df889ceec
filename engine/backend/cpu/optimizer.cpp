#include <cmath>

#include "engine/backend/cpu/ops.hpp"

namespace inkgrad::cpu {

namespace {

// Parameters worth a thread: about 10 microseconds of an Adam step.
constexpr std::int64_t grain = 16384;

}  // namespace

void sgd_step(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const Sgd sgd{
      .parameters = out[0].as<float>(),
      .gradients = in[0].as<float>(),
      .velocity = out[1].as<float>(),
      .lr = static_cast<float>(in[1].as<double>()[0]),
      .momentum = static_cast<float>(attributes.momentum),
      .weight_decay = static_cast<float>(attributes.weight_decay),
      .nesterov = attributes.nesterov,
  };
  compute.split(out[0].numel(), grain,
                [&](std::int64_t start, std::int64_t count) { compute.kernels.sgd(sgd, start, count); });
}

void adam_step(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const double lr = in[1].as<double>()[0], t = in[1].as<double>()[1];
  const Adam adam{
      .parameters = out[0].as<float>(),
      .gradients = in[0].as<float>(),
      .first_moment = out[1].as<float>(),
      .second_moment = out[2].as<float>(),
      .one_minus_beta1 = static_cast<float>(1 - attributes.beta1),
      .beta2 = static_cast<float>(attributes.beta2),
      .one_minus_beta2 = static_cast<float>(1 - attributes.beta2),
      .step_size = static_cast<float>(lr / (1 - std::pow(attributes.beta1, t))),
      .bias_correction2_sqrt = static_cast<float>(std::sqrt(1 - std::pow(attributes.beta2, t))),
      .eps = static_cast<float>(attributes.eps),
      .weight_decay = static_cast<float>(attributes.decoupled ? 0 : attributes.weight_decay),
  };
  const auto kept = static_cast<float>(1 - lr * attributes.weight_decay);
  compute.split(out[0].numel(), grain, [&](std::int64_t start, std::int64_t count) {
    float* parameters = adam.parameters + start;
    if (attributes.decoupled) compute.kernels.mul_scalar(parameters, kept, parameters, count);
    compute.kernels.adam(adam, start, count);
  });
}

}  // namespace inkgrad::cpu
