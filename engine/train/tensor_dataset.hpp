#pragma once

#include "engine/autograd/functional.hpp"

namespace inkgrad {

/// Inputs and outputs as the rows of two tensors with first axes of one length: a dataset for DataLoader whose batches are two
/// tensors again.
struct TensorDataset {
  Tensor x, y;

  std::size_t size() const { return static_cast<std::size_t>(x.size(0)); }
  TensorDataset operator[](std::size_t i) const {
    const auto row = static_cast<std::int64_t>(i);
    return {x.select(0, row), y.select(0, row)};
  }
  TensorDataset gather(const std::vector<std::int64_t>& places) const {
    const Tensor rows = Tensor::from_values(places, {static_cast<std::int64_t>(places.size())});
    return {index_select(x, 0, rows), index_select(y, 0, rows)};
  }
};

}  // namespace inkgrad
