#include "engine/lessons/threes_and_sevens.hpp"

#include <array>
#include <numeric>

namespace inkgrad::lessons {

namespace {

/// A byte as it stands in a tensor.
std::array<float, 256> greys() {
  std::array<float, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte) table[byte] = static_cast<float>(byte) / 255.0f;
  return table;
}

}  // namespace

ThreesAndSevens::ThreesAndSevens(const Dataset& dataset) {
  for (const int digit : {3, 7}) {
    for (std::int64_t i = 0; i < dataset.count(); ++i) {
      if (dataset.labels[static_cast<std::size_t>(i)] != digit) continue;
      const auto first = dataset.images.begin() + i * mnist_pixels;
      digits_.images.insert(digits_.images.end(), first, first + mnist_pixels);
      digits_.labels.push_back(digit);
    }
  }
}

TensorDataset ThreesAndSevens::gather(const std::vector<std::int64_t>& places) const {
  static const std::array<float, 256> table = greys();
  const auto count = static_cast<std::int64_t>(places.size());
  const Tensor x = Tensor::empty({count, mnist_pixels}), y = Tensor::empty({count, 1});
  float* pixel = x.data_ptr<float>();
  float* target = y.data_ptr<float>();
  for (const std::int64_t place : places) {
    const std::uint8_t* byte = digits_.images.data() + place * mnist_pixels;
    for (std::int64_t i = 0; i < mnist_pixels; ++i) *pixel++ = table[byte[i]];
    *target++ = digits_.labels[static_cast<std::size_t>(place)] == 3 ? 1.0f : 0.0f;
  }
  return {x, y};
}

TensorDataset ThreesAndSevens::all() const {
  std::vector<std::int64_t> places(size());
  std::iota(places.begin(), places.end(), 0);
  return gather(places);
}

}  // namespace inkgrad::lessons
