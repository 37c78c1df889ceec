#include "engine/lessons/data.hpp"

#include <span>
#include <vector>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/lessons/ten_digits.hpp"
#include "engine/nn/init.hpp"

namespace inkgrad::lessons {

Tensor grey(std::span<const std::uint8_t> pixels) {
  const auto count = static_cast<std::int64_t>(pixels.size()) / mnist_pixels;
  return to(Tensor::from_bytes(std::as_bytes(pixels), {count, 28, 28}, DType::uint8, Device::cpu), DType::float32) / 255;
}

Tensor images_of(const Dataset& dataset, int digit) {
  std::vector<std::uint8_t> pixels;
  for (std::int64_t i = 0; i < dataset.count(); ++i) {
    if (dataset.labels[static_cast<std::size_t>(i)] != digit) continue;
    const auto first = dataset.images.begin() + i * mnist_pixels;
    pixels.insert(pixels.end(), first, first + mnist_pixels);
  }
  if (pixels.empty()) input_error("the training or the test images have none of the digit ", digit, ", which this lesson needs");
  return grey(pixels);
}

Tensor images(const Dataset& dataset) { return grey(dataset.images); }

Tensor labels(const Dataset& dataset) { return Tensor::from_values(dataset.labels, {dataset.count()}); }

TensorDataset threes_and_sevens(const Dataset& dataset) {
  const Tensor threes = images_of(dataset, 3), sevens = images_of(dataset, 7);
  return {cat({threes, sevens}).view({-1, mnist_pixels}),
          cat({Tensor::full({threes.size(0)}, 1), Tensor::zeros({sevens.size(0)})}).unsqueeze(1)};
}

Normalised normalised(const Dataset& train) {
  const std::int64_t cut = images_to_learn(train.count());
  const Dataset learning = train.first(cut), validation = train.from(cut);
  const PixelStats stats = pixel_stats(learning);
  const auto prepared = [&](const Dataset& part) {
    return ((images(part) - stats.mean) / stats.std).view({part.count(), mnist_pixels});
  };
  return {prepared(learning), labels(learning), prepared(validation), labels(validation), stats};
}

DataLoader<TensorDataset> batches(const Normalised& set) { return {{set.x, set.y}, {.batch_size = 64, .shuffle = true}}; }

Tensor numbers(const std::vector<double>& values) {
  return Tensor::from_values(values, {static_cast<std::int64_t>(values.size())});
}

Tensor counting(std::int64_t last) {
  std::vector<double> values;
  for (std::int64_t i = 0; i <= last; ++i) values.push_back(static_cast<double>(i));
  return numbers(values);
}

Tensor get_weights(const Shape& shape, std::uint32_t stream) {
  return (randn(shape, {1, stream}) / static_cast<double>(shape[0])).requires_grad_();
}

}  // namespace inkgrad::lessons
