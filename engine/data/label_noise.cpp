#include "engine/data/label_noise.hpp"

#include "engine/core/error.hpp"
#include "engine/core/image.hpp"
#include "engine/core/random.hpp"

namespace inkgrad {

Dataset with_label_noise(Dataset dataset, double share, std::uint64_t seed) {
  if (!(share >= 0 && share <= 1)) input_error("the share of wrong labels must be 0 to 1, got ", share);
  for (std::size_t i = 0; i < dataset.labels.size(); ++i) {
    if (!(static_cast<double>(uniform(seed, Purpose::label_noise, 0, i)) < share)) continue;
    constexpr int others = digit_classes - 1;
    const auto further = 1 + static_cast<std::int64_t>(uniform(seed, Purpose::label_noise, 1, i) * others);
    dataset.labels[i] = (dataset.labels[i] + further) % digit_classes;
  }
  return dataset;
}

}  // namespace inkgrad
