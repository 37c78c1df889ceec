#pragma once

#include "engine/data/mnist.hpp"
#include "tests/parity/op_cases.hpp"

namespace inkgrad::test {

/// Some images that are no digits.
inline Dataset noise(int count) {
  Random random(11);
  Dataset data;
  for (int i = 0; i < count; ++i) {
    for (int pixel = 0; pixel < 784; ++pixel) data.images.push_back(static_cast<std::uint8_t>(random.integer(0, 255)));
    data.labels.push_back(random.integer(0, 9));
  }
  return data;
}

}  // namespace inkgrad::test
