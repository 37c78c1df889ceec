#include <cmath>

#include "engine/backend/reference/kernels.hpp"
#include "engine/backend/reference/xtensor.hpp"

namespace inkgrad::reference {

void accumulate_metrics(Views in, Views out, const Attributes& attributes) {
  visit_floating(in[0].dtype, [&]<class T>(T) {
    double* metrics = out[0].as<double>();
    const auto loss = static_cast<double>(*in[0].as<T>());
    metrics[0] = loss;
    metrics[1] += loss * static_cast<double>(attributes.batch);
    metrics[2] += static_cast<double>(*in[1].as<std::int64_t>());
  });
}

void sgd_step(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    auto p = adapted<T>(out[0]);
    auto velocity = adapted<T>(out[1]);
    const auto lr = static_cast<T>(in[1].as<double>()[0]);
    const xt::xarray<T> g = adapted<T>(in[0]) + static_cast<T>(attributes.weight_decay) * p;
    velocity = xt::eval(static_cast<T>(attributes.momentum) * velocity + g);
    if (attributes.nesterov) p -= lr * (g + static_cast<T>(attributes.momentum) * velocity);
    else p -= lr * velocity;
  });
}

void adam_step(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    auto p = adapted<T>(out[0]);
    auto m = adapted<T>(out[1]);
    auto v = adapted<T>(out[2]);
    const double lr = in[1].as<double>()[0], t = in[1].as<double>()[1];
    const auto step_size = static_cast<T>(lr / (1 - std::pow(attributes.beta1, t)));
    const auto correction = static_cast<T>(std::sqrt(1 - std::pow(attributes.beta2, t)));
    if (attributes.decoupled) p *= static_cast<T>(1 - lr * attributes.weight_decay);
    const auto coupled_decay = static_cast<T>(attributes.decoupled ? 0 : attributes.weight_decay);
    const xt::xarray<T> g = adapted<T>(in[0]) + coupled_decay * p;
    m += xt::eval(static_cast<T>(1 - attributes.beta1) * (g - m));
    v = xt::eval(static_cast<T>(attributes.beta2) * v + static_cast<T>(1 - attributes.beta2) * g * g);
    p -= step_size * (m / (xt::sqrt(v) / correction + static_cast<T>(attributes.eps)));
  });
}

}  // namespace inkgrad::reference
