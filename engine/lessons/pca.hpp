#pragma once
// Principal components: a map of images in two dimensions.

#include <cstdint>

#include "engine/core/tensor.hpp"

namespace inkgrad::lessons {

/// The directions in which rows differ most, by subspace iteration: Q <- orthonormal(X^T (X Q)), with X less its mean (Golub and Van
/// Loan, "Matrix Computations", section 8.2). One step at a time, for those who must not wait.
class PrincipalComponents {
 public:
  /// `x`: float32 [n, d], n > 1. `count` directions are looked for, beginning at random ones of stream 0 of `seed`.
  PrincipalComponents(const Tensor& x, std::int64_t count, std::uint64_t seed = 1);

  /// One iteration. Returns how far the directions still turned: 1 minus the smallest |cosine| between a new one and its old one.
  double step();
  /// Orthonormal rows, float32 [count, d], the one that explains most first.
  const Tensor& components() const { return components_; }
  /// The mean of x, float32 [1, d].
  const Tensor& mean() const { return mean_; }
  /// Variance of x along each component, float32 [count].
  Tensor variances() const;
  /// Rows [m, d] on the map: float32 [m, count].
  Tensor project(const Tensor& rows) const;

 private:
  Tensor x_, mean_, components_;
};

}  // namespace inkgrad::lessons
