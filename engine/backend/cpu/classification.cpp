#include <algorithm>

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
  // Parts of so many rows, whatever the number of threads, added in their order.
  constexpr std::int64_t rows_of_part = 64;
  struct Part {
    double loss;
    std::int64_t correct;
  };
  const std::int64_t count = (batch + rows_of_part - 1) / rows_of_part;
  Part* parts = compute.parts<Part>(count);
  compute.each(count, [&](std::int64_t part) {
    const std::int64_t first = part * rows_of_part, rows = std::min(rows_of_part, batch - first);
    parts[part].loss = compute.kernels.cross_entropy(in[0].as<float>() + first * classes, labels + first, rows, classes,
                                                     static_cast<float>(1.0 / static_cast<double>(batch)),
                                                     out[2].as<float>() + first * classes, &parts[part].correct);
  });
  double loss = 0;
  std::int64_t correct = 0;
  for (std::int64_t part = 0; part < count; ++part) loss += parts[part].loss, correct += parts[part].correct;
  *out[0].as<float>() = static_cast<float>(loss / static_cast<double>(batch));
  *out[1].as<std::int64_t>() = correct;
}

}  // namespace inkgrad::cpu
