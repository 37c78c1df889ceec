#pragma once

#include <cstdint>

namespace inkgrad {

/// Loss and accuracy over a set of images.
struct Metrics {
  double loss = 0;      ///< mean cross entropy
  double accuracy = 0;  ///< part of the images read right, 0 to 1
  std::int64_t images = 0;
};

}  // namespace inkgrad
