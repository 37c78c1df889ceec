#pragma once

#include <cstdint>
#include <vector>

#include "engine/data/strokes.hpp"

namespace inkgrad {

/// A square picture that a round pen draws lines into: of each pixel 16 x 16 samples, which have ink or not. The same to the bit
/// on every machine.
class PenRaster {
 public:
  static constexpr int samples = 16;                ///< a pixel's, each way
  static constexpr int full = samples * samples;    ///< the ink of a pixel that is covered

  /// Without ink, `side` x `side` pixels; `side` is a multiple of 4.
  explicit PenRaster(int side);

  /// Draws from `a` to `b` with a pen of radius `r`, all in samples from the upper left corner. What lies outside is left out.
  void line(Point a, Point b, double r);

  /// How many of a pixel's samples have ink, 0 to `full`.
  int ink(int row, int column) const;

 private:
  void fill(int row, double first, double last);

  int side_;   // in samples
  int words_;  // a row's
  std::vector<std::uint64_t> bits_;
};

}  // namespace inkgrad
