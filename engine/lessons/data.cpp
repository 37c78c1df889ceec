#include "engine/lessons/data.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/core/random.hpp"
#include "engine/nn/init.hpp"

namespace inkgrad::lessons {

namespace {

constexpr std::int64_t batch_size = 64;

Tensor grey(std::span<const std::uint8_t> pixels) {
  const auto count = static_cast<std::int64_t>(pixels.size()) / mnist_pixels;
  return to(Tensor::from_bytes(std::as_bytes(pixels), {count, 28, 28}, DType::uint8, Device::cpu), DType::float32) / 255;
}

}  // namespace

Tensor images_of(const Dataset& dataset, int digit) {
  std::vector<std::uint8_t> pixels;
  for (std::int64_t i = 0; i < dataset.count(); ++i) {
    if (dataset.labels[static_cast<std::size_t>(i)] != digit) continue;
    const auto first = dataset.images.begin() + i * mnist_pixels;
    pixels.insert(pixels.end(), first, first + mnist_pixels);
  }
  if (pixels.empty()) input_error("the data has no image of a ", digit, ", which this lesson needs");
  return grey(pixels);
}

Tensor images(const Dataset& dataset) { return grey(dataset.images); }

Tensor labels(const Dataset& dataset) { return Tensor::from_values(dataset.labels, {dataset.count()}); }

Normalised normalised(const Dataset& train) {
  const std::int64_t cut = train.count() - train.count() / 6;
  const Dataset learning = train.first(cut), validation = train.from(cut);
  const PixelStats stats = pixel_stats(learning);
  const auto prepared = [&](const Dataset& part) {
    return ((images(part) - stats.mean) / stats.std).view({part.count(), mnist_pixels});
  };
  return {prepared(learning), labels(learning), prepared(validation), labels(validation), stats};
}

Batch batch(const Normalised& set, std::int64_t number) {
  const std::int64_t count = set.x.size(0);
  const KeyedPermutation order(1, 0, static_cast<std::uint64_t>(count));
  std::vector<std::int64_t> places;
  for (std::int64_t i = number * batch_size; i < std::min(count, (number + 1) * batch_size); ++i) {
    places.push_back(static_cast<std::int64_t>(order(static_cast<std::uint64_t>(i))));
  }
  const Tensor chosen = Tensor::from_values(places, {static_cast<std::int64_t>(places.size())});
  return {index_select(set.x, 0, chosen), index_select(set.y, 0, chosen)};
}

std::int64_t batches(const Normalised& set) { return (set.x.size(0) + batch_size - 1) / batch_size; }

Tensor get_weights(const Shape& shape, std::uint32_t stream) {
  return (randn(shape, {1, stream}) / static_cast<double>(shape[0])).requires_grad_();
}

Tensor accuracy(const Tensor& scores, const Tensor& labels) {
  return mean(to(argmax(scores, 1) == labels, DType::float32));
}

}  // namespace inkgrad::lessons
