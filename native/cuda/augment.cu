#include "native/cuda/augment.cuh"

#include <cmath>
#include <numbers>

#include "engine/core/random.hpp"
#include "native/cuda/choice.hpp"
#include "native/cuda/context.hpp"
#include "native/cuda/ops.hpp"

namespace inkgrad::cuda {

void augment_batch(Context& context, Views in, Views out, const Attributes& attributes) {
  const Augmentation& a = attributes.augmentation;
  const Augmenting most{a.shift, a.scale, a.thickness, a.elastic, std::tan(a.rotate * std::numbers::pi / 360), attributes.mean,
                        attributes.std, attributes.seed, static_cast<std::uint32_t>(Purpose::augment)};
  launch(context, augment, static_cast<unsigned>(out[1].numel()), augment_threads, in[0].as<std::uint8_t>(), in[1].as<std::int64_t>(),
         chosen(in[2], attributes), in[3].as<std::int64_t>(), out[0].as<float>(), out[1].as<std::int64_t>(), in[0].shape[0], most,
         &context.fault()->bad_index);
}

}  // namespace inkgrad::cuda
