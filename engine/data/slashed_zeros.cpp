#include "engine/data/slashed_zeros.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "engine/core/error.hpp"
#include "engine/core/image.hpp"
#include "engine/core/random.hpp"
#include "engine/data/pen.hpp"

namespace inkgrad {
namespace {

constexpr int side = image_side;
using Pixels = std::span<std::uint8_t>;  // image_pixels

/// What is drawn by lot for a zero: number k of a digit, in 0 .. 1.
enum Lot : std::uint64_t { lot_chosen, lot_angle, lot_lower_end, lot_upper_end, lot_x, lot_y, lot_width, lots };
struct Draws {
  std::uint64_t seed;
  std::uint64_t place;

  double operator()(Lot k) const { return static_cast<double>(uniform(seed, Purpose::slash, 0, place * lots + k)); }
  double between(double least, double most, Lot k) const { return least + (most - least) * (*this)(k); }
};

int pixel(Pixels image, int x, int y) {
  const bool inside = x >= 0 && x < side && y >= 0 && y < side;
  return inside ? image[static_cast<std::size_t>(y * side + x)] : 0;
}

/// The width of the pen that drew an image: a line of width w and length l, longer than wide, has area w l and an outline of 2 l.
/// The outline's length is the sum of the gradient's size (the total variation), whatever blur the edges have.
double pen_width(Pixels image) {
  double area = 0, outline = 0;
  for (int y = -1; y < side; ++y) {
    for (int x = -1; x < side; ++x) {
      const int here = pixel(image, x, y), across = pixel(image, x + 1, y) - here, down = pixel(image, x, y + 1) - here;
      area += here;
      outline += std::sqrt(static_cast<double>(across * across + down * down));
    }
  }
  return 2 * area / outline;
}

/// A direction up to the right, of length 1: from 35 degrees above the horizontal at 0 to 65 at 1, nearly evenly. A library's sine
/// would differ in its last bit from machine to machine.
Point direction(double t) {
  constexpr double cos35 = 0.81915204428899178968, sin35 = 0.57357643635104609611;
  constexpr double cos65 = 0.42261826174069943619, sin65 = 0.90630778703664996324;
  const double x = cos35 + (cos65 - cos35) * t, y = sin35 + (sin65 - sin35) * t;
  const double length = std::sqrt(x * x + y * y);
  return {x / length, -y / length};
}

void slash(Pixels image, const Draws& draw) {
  constexpr int inked = 128;  // half of a pixel: the box's edges are then those of the ink
  int left = side, top = side, right = -1, bottom = -1;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      if (pixel(image, x, y) < inked) continue;
      left = std::min(left, x);
      top = std::min(top, y);
      right = std::max(right, x);
      bottom = std::max(bottom, y);
    }
  }
  if (right < 0) return;

  constexpr double narrowest = 1, widest = 4;  // a zero that is a blob has no pen to be told
  const double width = std::clamp(pen_width(image), narrowest, widest) * draw.between(0.8, 1.1, lot_width);
  const double across = right + 1 - left, down = bottom + 1 - top;
  const Point middle{left + across * (0.5 + draw.between(-0.1, 0.1, lot_x)), top + down * (0.5 + draw.between(-0.1, 0.1, lot_y))};
  // The ring's outer edge is taken for the ellipse that fills the box.
  const Point up = direction(draw(lot_angle));
  const double x = up.x / (across / 2), y = up.y / (down / 2), to_edge = 1 / std::sqrt(x * x + y * y);
  const auto end = [&](double sign, Lot lot) {
    const double reach = sign * std::max(0.0, to_edge * draw.between(0.9, 1.25, lot) - width / 2);
    return Point{(middle.x + up.x * reach) * PenRaster::samples, (middle.y + up.y * reach) * PenRaster::samples};
  };

  PenRaster raster(side);
  raster.line(end(-1, lot_lower_end), end(1, lot_upper_end), width / 2 * PenRaster::samples);
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      const int ink = (raster.ink(row, column) * 255 + PenRaster::full / 2) / PenRaster::full;
      std::uint8_t& here = image[static_cast<std::size_t>(row * side + column)];
      here = std::max(here, static_cast<std::uint8_t>(ink));
    }
  }
}

}  // namespace

Dataset slash_zeros(Dataset digits, double share, std::uint64_t seed) {
  if (!(share >= 0 && share <= 1)) input_error("the share of slashed zeros must be 0 to 1, got ", share);
  for (std::size_t i = 0; i < digits.labels.size(); ++i) {
    const Draws draw{seed, i};
    if (digits.labels[i] != 0 || draw(lot_chosen) >= share) continue;
    slash(Pixels(digits.images).subspan(i * image_pixels, image_pixels), draw);
  }
  return digits;
}

}  // namespace inkgrad
