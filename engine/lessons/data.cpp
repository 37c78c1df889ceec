#include "engine/lessons/data.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/core/random.hpp"

namespace inkgrad::lessons {

namespace {

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

Tensor batch_of(std::uint64_t seed, std::uint32_t epoch, std::int64_t images, std::int64_t batch, std::int64_t size) {
  const KeyedPermutation order(seed, epoch, static_cast<std::uint64_t>(images));
  std::vector<std::int64_t> places;
  for (std::int64_t i = batch * size; i < std::min(images, (batch + 1) * size); ++i) {
    places.push_back(static_cast<std::int64_t>(order(static_cast<std::uint64_t>(i))));
  }
  return Tensor::from_values(places, {static_cast<std::int64_t>(places.size())});
}

Tensor accuracy(const Tensor& scores, const Tensor& labels) {
  return mean(to(argmax(scores, 1) == labels, DType::float32));
}

}  // namespace inkgrad::lessons
