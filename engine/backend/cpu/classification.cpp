#include "engine/backend/cpu/ops.hpp"

namespace inkgrad::cpu {

void cross_entropy(Compute& compute, Views in, Views out, const Attributes&) {
  const std::int64_t batch = in[0].shape[0], classes = in[0].shape[1];
  const std::int64_t* labels = in[1].as<std::int64_t>();
  for (std::int64_t i = 0; i < batch; ++i) {
    if (labels[i] < 0 || labels[i] >= classes) {
      input_error("label ", labels[i], " is outside the classes 0 to ", classes - 1);
    }
  }
  const double loss =
      compute.kernels.cross_entropy(in[0].as<float>(), labels, batch, classes, static_cast<float>(1.0 / static_cast<double>(batch)),
                                    out[2].as<float>(), out[1].as<std::int64_t>());
  *out[0].as<float>() = static_cast<float>(loss / static_cast<double>(batch));
}

}  // namespace inkgrad::cpu
