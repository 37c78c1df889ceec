#pragma once
// What the lesson "pixel-similarity" is made of: means of images, and distances between images.

#include <cstdint>
#include <vector>

#include "engine/core/tensor.hpp"
#include "engine/data/mnist.hpp"

namespace inkgrad::lessons {

/// What a course document prints of MNIST.
namespace document {
inline constexpr double l1_to_3 = 0.1114;           ///< from training image 10,000 to the mean 3
inline constexpr double right_of_threes = 0.9168;   ///< test images nearer, by L1, to their own mean of the two
inline constexpr double right_of_sevens = 0.9854;
inline constexpr double right = 0.9511;             ///< the mean of both
inline constexpr int threes = 6131, test_threes = 1010;
}  // namespace document

/// L1: the mean of the absolute differences, image by image: of float [..., 28, 28] that broadcast, [...].
Tensor l1(const Tensor& a, const Tensor& b);
/// L2, or RMSE: the root of the mean of the squared differences, the same shapes.
Tensor l2(const Tensor& a, const Tensor& b);

/// The place of the first 3 from place 10,000 on (from 0 on if there are fewer), a 3 in MNIST.
std::int64_t some_three(const Dataset& dataset);

/// Of `distances` [n, k] from images to k means the nearest, int64 [n]: the first of equals.
Tensor nearest_mean(const Tensor& distances);

/// The share of places where what was read is what was wanted, both int64 [n]: a float32 of rank 0. Not a number if n is 0.
Tensor share_right(const Tensor& read, const Tensor& wanted);
/// The same over the places where `label` was wanted alone.
Tensor share_right_of(const Tensor& read, const Tensor& wanted, int label);
/// share_right over the first 1, 2, ... n places.
std::vector<float> shares_right(const Tensor& read, const Tensor& wanted);

/// Mean and spread of the first n images of a digit, for every n at once: sums are kept at each `step`-th image, so that a mean
/// costs less than `step` images whatever n. Sums of bytes and of their squares are whole numbers, exact in float64.
class FirstImages {
 public:
  static constexpr std::int64_t step = 64;

  /// Keeps a reference to `dataset`; `places` are those of the digit's images in it.
  FirstImages(const Dataset& dataset, std::vector<std::int64_t> places);

  /// Adds the next `step` images to the sums. False once all have been.
  bool add();
  std::int64_t count() const { return static_cast<std::int64_t>(places_.size()); }
  /// How many are in the sums; all of them once add() has said false.
  std::int64_t added() const { return added_; }
  /// One image, float32 [28, 28], 0 paper to 1 ink.
  Tensor image(std::int64_t i) const;

  /// The mean of the first n images, pixel by pixel: float32 [28, 28], 0 to 1. Throws Error (Input) unless 1 <= n <= added().
  Tensor mean_of(std::int64_t n) const;
  /// Their standard deviation, pixel by pixel, of all n (divided by n): 0 for one image. The same shape, the same errors.
  Tensor spread_of(std::int64_t n) const;

 private:
  /// Sums of pixels and of their squares, float64 [28, 28], in bytes.
  struct Sums {
    Tensor pixels, squares;
  };
  Sums sums_between(std::int64_t from, std::int64_t to) const;
  Sums sums_of(std::int64_t n) const;

  const Dataset& dataset_;
  std::vector<std::int64_t> places_;
  std::int64_t added_ = 0;
  std::vector<Sums> kept_;  // of the first step, 2 step, ... images
};

}  // namespace inkgrad::lessons
