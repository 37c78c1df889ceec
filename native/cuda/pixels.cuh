#pragma once

namespace inkgrad::cuda {

/// What a pixel's 256 values become.
struct PixelTable {
  float value[256];

  /// (byte / 255 - mean) / std.
  PixelTable(double mean, double std) {
    for (int i = 0; i < 256; ++i) value[i] = static_cast<float>((i / 255.0 - mean) / std);
  }
};

}  // namespace inkgrad::cuda
