#include "native/cuda/optimizer.cuh"

#include "native/cuda/context.hpp"
#include "native/cuda/ops.hpp"
#include "native/cuda/update.hpp"

namespace inkgrad::cuda {

namespace {
constexpr int threads = 256;
}

void accumulate_metrics(Context& context, Views in, Views out, const Attributes& attributes) {
  visit_floating(in[0].dtype, [&]<class T>(T) {
    launch(context, add_metrics<T>, 1, 1, in[0].as<T>(), in[1].as<std::int64_t>(), out[0].as<double>(), attributes.batch);
  });
}

void sgd_step(Context& context, Views in, Views out, const Attributes& attributes) {
  const float* gradient = in[0].as<float>();
  float *parameters = out[0].as<float>(), *velocity = out[1].as<float>();
  const int count = count_of(out[0]), packs = packs_fit<float>(parameters, gradient, velocity) ? count / 4 : 0;
  launch(context, sgd, blocks_for(count - 3 * packs, threads), threads, parameters, gradient, velocity, in[1].as<double>(), count, packs,
         sgd_settings(attributes));
}

void adam_step(Context& context, Views in, Views out, const Attributes& attributes) {
  const float* gradient = in[0].as<float>();
  float *parameters = out[0].as<float>(), *m = out[1].as<float>(), *v = out[2].as<float>();
  const int count = count_of(out[0]), packs = packs_fit<float>(parameters, gradient, m, v) ? count / 4 : 0;
  launch(context, adam, blocks_for(count - 3 * packs, threads), threads, parameters, gradient, m, v, in[1].as<double>(), count, packs,
         adam_settings(attributes));
}

}  // namespace inkgrad::cuda
