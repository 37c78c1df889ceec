#pragma once

#include <cstdint>
#include <vector>

#include "engine/data/mnist.hpp"
#include "engine/train/tensor_dataset.hpp"

namespace inkgrad::lessons {

/// What threes_and_sevens() holds, threes before sevens, kept as bytes in a quarter of the room and made into tensors a batch at a
/// time, number by number the same. A dataset for DataLoader.
class ThreesAndSevens {
 public:
  ThreesAndSevens() = default;
  explicit ThreesAndSevens(const Dataset& dataset);

  std::size_t size() const { return digits_.labels.size(); }
  TensorDataset operator[](std::size_t i) const { return gather({static_cast<std::int64_t>(i)}); }
  /// The images of these places, float32 [n, 784], 0 paper to 1 ink, and their targets, 1 for a three and 0 for a seven, [n, 1].
  TensorDataset gather(const std::vector<std::int64_t>& places) const;
  /// All of them.
  TensorDataset all() const;

  /// The bytes and labels (3 and 7) themselves.
  const Dataset& digits() const { return digits_; }

 private:
  Dataset digits_;
};

}  // namespace inkgrad::lessons
