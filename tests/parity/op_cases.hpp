#pragma once

#include <cstdint>
#include <vector>

#include "engine/ops/op.hpp"

/// Random inputs for every row of the op table, and how far results may lie apart. What test_parity.cpp compares
/// devices on and test_gradients.cpp differentiates; a new row needs a generator here before anything compiles.
namespace inkgrad::test {

/// A small generator of our own (SplitMix64, Steele et al. 2014): the same cases on every platform.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  /// Uniform in least .. most.
  std::int64_t integer(std::int64_t least, std::int64_t most);
  bool coin() { return integer(0, 1) == 1; }

 private:
  std::uint64_t state_;
};

/// How long the axes of a case are: a few elements, or enough to occupy several threads.
enum class Size { small, large };

/// What one row is run on. Floating tensors are float64 and hold values that float32 holds exactly.
struct OpCase {
  std::vector<Tensor> inputs{};
  Attributes attributes{};
  std::vector<Tensor> outputs{};  ///< in-place rows: the contents that are updated
};

/// A random case of a row, on Device::reference. Values keep clear of ties and of corners of the row itself.
OpCase make_case(Op op, Random& random, Size size);

/// A copy of the tensor with its floating elements in `dtype`.
Tensor converted(const Tensor& tensor, DType dtype, Device device);

/// The case for a device and a floating type. Learning rates and metrics stay float64.
OpCase converted(Op op, const OpCase& original, DType dtype, Device device);

/// The row's results; for in-place rows copies of the updated tensors.
std::vector<Tensor> results(Op op, const OpCase& c);

/// The row's S, one tensor for each result: the same result over absolute values, to which its tolerance is relative.
std::vector<Tensor> scales(Op op, const OpCase& exact);

/// The elements as double, whatever their type.
std::vector<double> numbers(const Tensor& tensor);

}  // namespace inkgrad::test
