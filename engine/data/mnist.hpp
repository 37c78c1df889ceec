#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/data/idx.hpp"

namespace inkgrad {

/// Pixels of one image, 28 x 28, row-major, 0 background to 255 ink.
inline constexpr std::int64_t mnist_pixels = 784;

/// Labelled 28x28 digits.
struct Dataset {
  std::vector<std::uint8_t> images;  ///< count x 784
  std::vector<std::int64_t> labels;  ///< count, each 0 to 9

  std::int64_t count() const { return static_cast<std::int64_t>(labels.size()); }

  /// Adds the digits of `other` behind these.
  void append(const Dataset& other);

  /// The first `n` digits, or all if there are fewer.
  Dataset first(std::int64_t n) const;

  /// The digits from place `n` on; none if there are not as many.
  Dataset from(std::int64_t n) const;
};

/// Joins images and labels. Throws Error (Input) unless the images are 28x28 and as many as the labels.
Dataset make_dataset(IdxImages images, const IdxLabels& labels);

/// MNIST's 60,000 digits to train on and 10,000 to test on, or what a folder of the same form holds.
struct Mnist {
  Dataset train;
  Dataset test;
};

/// Reads train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte
/// from `folder`; '.' before "idx" and ".gz" behind are accepted too. Throws Error (Input) that lists what
/// was looked for.
Mnist load_mnist(const std::filesystem::path& folder);

/// Where the set-up keeps MNIST: $XDG_CACHE_HOME/inkgrad/mnist, or ~/.cache/inkgrad/mnist.
std::filesystem::path default_mnist_dir();

/// Mean and population standard deviation of pixel/255 over all pixels.
struct PixelStats {
  double mean = 0;
  double std = 1;
};

/// The statistics of `dataset`, summed exactly in integers. Throws Error (Input) if it is empty.
PixelStats pixel_stats(const Dataset& dataset);

/// pixel_stats of MNIST's 60,000 training images.
inline constexpr double mnist_mean = 0.13066047627384286;
inline constexpr double mnist_std = 0.30810780385646269;

}  // namespace inkgrad
