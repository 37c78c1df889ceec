#include "engine/data/frame.hpp"

#include <algorithm>
#include <cmath>

namespace inkgrad {
namespace {

/// The ink along one axis, that is in each row or in each column: how much, its first moment, where it begins
/// and ends.
struct Axis {
  std::int64_t mass = 0;
  std::int64_t moment = 0;
  int first = -1;
  int last = -1;

  void add(int index, std::int64_t ink) {
    if (ink == 0) return;
    mass += ink;
    moment += ink * index;
    if (first < 0 || index < first) first = index;
    last = std::max(last, index);
  }
  int extent() const { return last - first + 1; }

  /// floor(14.5 - centre of mass), in integers; kept within the image, where a negative one could round
  /// upwards.
  int shift_to_centre() const {
    const auto shift = static_cast<int>((29 * mass - 2 * moment) / (2 * mass));
    return std::clamp(shift, -first, image_side - 1 - last);
  }
  bool is_centred() const {
    return std::abs(static_cast<double>(moment) / static_cast<double>(mass) - 14) <= 0.55;
  }
};

/// Ink of the box as a pixel's value, 0 to 255.
std::uint8_t pixel_of(int ink) { return static_cast<std::uint8_t>((ink * 255 + full_ink / 2) / full_ink); }

}  // namespace

InkImage centre_box(const InkBox& box) {
  constexpr int edge = (image_side - box_side) / 2;
  InkImage image;
  for (int y = 0; y < box_side; ++y) {
    for (int x = 0; x < box_side; ++x) {
      image.pixels[static_cast<std::size_t>((y + edge) * image_side + x + edge)] = pixel_of(box[static_cast<std::size_t>(y * box_side + x)]);
    }
  }
  return image;
}

InkImage centre_by_mass(const InkBox& box) {
  Axis across;
  Axis down;
  const auto for_each_inked = [&](auto visit) {
    for (int y = 0; y < box_side; ++y) {
      for (int x = 0; x < box_side; ++x) {
        const int ink = box[static_cast<std::size_t>(y * box_side + x)];
        if (ink > 0) visit(x, y, ink);
      }
    }
  };
  for_each_inked([&](int x, int y, int ink) {
    across.add(x, ink);
    down.add(y, ink);
  });
  InkImage image;
  if (across.mass == 0) return image;
  const int dx = across.shift_to_centre();
  const int dy = down.shift_to_centre();
  for_each_inked([&](int x, int y, int ink) {
    image.pixels[static_cast<std::size_t>((y + dy) * image_side + x + dx)] = pixel_of(ink);
  });
  return image;
}

bool is_framed_like_mnist(std::span<const std::uint8_t> pixels) {
  if (pixels.size() != static_cast<std::size_t>(image_side) * image_side) return false;
  Axis across;
  Axis down;
  for (int y = 0; y < image_side; ++y) {
    for (int x = 0; x < image_side; ++x) {
      const int ink = pixels[static_cast<std::size_t>(y * image_side + x)];
      across.add(x, ink);
      down.add(y, ink);
    }
  }
  if (across.mass == 0) return false;
  const int longer = std::max(across.extent(), down.extent());
  return (longer == box_side || longer == box_side - 1) && across.is_centred() && down.is_centred();
}

}  // namespace inkgrad
