#pragma once

#include <cstdint>
#include <ranges>
#include <vector>

#include "engine/autograd/functional.hpp"

namespace inkgrad {

/// A float32 tensor of rank 1 with these numbers.
template <std::ranges::sized_range Values>
Tensor as_tensor(const Values& values) {
  std::vector<float> floats;
  floats.reserve(std::ranges::size(values));
  for (const auto value : values) floats.push_back(static_cast<float>(value));
  return Tensor::from_values(floats, {static_cast<std::int64_t>(floats.size())});
}

/// A tensor's numbers, row-major, without its history.
inline std::vector<double> as_doubles(const Tensor& tensor) { return to(tensor.detach(), DType::float64).to_vector<double>(); }

/// `count` numbers from `low` to `high`, both among them, as far from each other.
inline std::vector<double> places_between(double low, double high, int count) {
  std::vector<double> places;
  for (int i = 0; i < count; ++i) places.push_back(low + (high - low) * i / (count - 1));
  return places;
}

}  // namespace inkgrad
