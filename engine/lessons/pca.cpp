#include "engine/lessons/pca.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/nn/init.hpp"

namespace inkgrad::lessons {

namespace {

/// Rows made orthonormal, each less its parts along those before it (Gram and Schmidt).
Tensor orthonormal(const Tensor& rows) {
  std::vector<Tensor> done;
  for (std::int64_t i = 0; i < rows.size(0); ++i) {
    Tensor row = rows.select(0, i);
    // Twice: the first pass leaves what rounding has left.
    for (int pass = 0; pass < 2; ++pass) {
      for (const Tensor& other : done) row = row - other * sum(row * other);
    }
    done.push_back(row / std::sqrt(sum(row * row).item()));
  }
  return stack(done);
}

}  // namespace

PrincipalComponents::PrincipalComponents(const Tensor& x, std::int64_t count, std::uint64_t seed) {
  if (x.ndim() != 2 || x.size(0) < 2) input_error("principal components are of at least two rows, got ", to_string(x.shape()));
  if (count < 1 || count > x.size(1)) input_error(count, " components of rows of ", x.size(1));
  mean_ = inkgrad::mean(x, {0}, true);
  x_ = contiguous(x - mean_);
  components_ = orthonormal(randn({count, x.size(1)}, {seed, 0}));
}

double PrincipalComponents::step() {
  const Tensor along = matmul(x_, contiguous(components_.transpose(0, 1)));  // [n, count]
  const Tensor next = orthonormal(matmul(contiguous(along.transpose(0, 1)), x_));
  const std::vector<float> cosines = sum(next * components_, {1}).to_vector<float>();
  components_ = next;
  double smallest = 1;
  for (const float cosine : cosines) smallest = std::min(smallest, std::abs(static_cast<double>(cosine)));
  return 1 - smallest;
}

Tensor PrincipalComponents::variances() const {
  const Tensor along = matmul(x_, contiguous(components_.transpose(0, 1)));
  return inkgrad::mean(along * along, {0});
}

Tensor PrincipalComponents::project(const Tensor& rows) const {
  return matmul(contiguous(rows - mean_), contiguous(components_.transpose(0, 1)));
}

}  // namespace inkgrad::lessons
