#include "engine/data/pen.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace inkgrad {

PenRaster::PenRaster(int side)
    : side_(side * samples), words_(side_ / 64), bits_(static_cast<std::size_t>(side_) * static_cast<std::size_t>(words_)) {}

/// Sets the samples whose centres lie in [first, last] of a row, both counted in samples from the left
/// edge.
void PenRaster::fill(int row, double first, double last) {
  const int from = static_cast<int>(std::ceil(std::clamp(first - 0.5, 0.0, static_cast<double>(side_))));
  const int to = static_cast<int>(std::floor(std::clamp(last - 0.5, -1.0, static_cast<double>(side_ - 1)))) + 1;
  for (int word = from / 64; word * 64 < to; ++word) {
    const int low = std::max(from - word * 64, 0);
    const int high = std::min(to - word * 64, 64);
    if (low >= high) continue;
    bits_[static_cast<std::size_t>(row * words_ + word)] |= (~std::uint64_t{0} >> (64 - (high - low))) << low;
  }
}

int PenRaster::ink(int row, int column) const {
  int result = 0;
  for (int y = row * samples; y < (row + 1) * samples; ++y) {
    const std::uint64_t word = bits_[static_cast<std::size_t>(y * words_ + column / 4)];
    result += std::popcount(static_cast<std::uint16_t>(word >> (column % 4 * samples)));
  }
  return result;
}

/// A row's ink is one interval, from the leftmost to the rightmost place where the row meets the two end discs or the two edges
/// between them.
void PenRaster::line(Point a, Point b, double r) {
  const double length = std::sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
  const Point offset = length > 0 ? Point{-(b.y - a.y) / length * r, (b.x - a.x) / length * r} : Point{0, 0};
  const int first_row = static_cast<int>(std::max(std::floor(std::min(a.y, b.y) - r), 0.0));
  const int last_row = static_cast<int>(std::min(std::ceil(std::max(a.y, b.y) + r), static_cast<double>(side_))) - 1;
  for (int row = first_row; row <= last_row; ++row) {
    const double y = row + 0.5;
    double left = std::numeric_limits<double>::infinity();
    double right = -left;
    const auto meet = [&](double from, double to) {
      left = std::min(left, from);
      right = std::max(right, to);
    };
    for (const Point& end : {a, b}) {
      const double d = y - end.y;
      if (std::abs(d) > r) continue;
      const double half = std::sqrt(r * r - d * d);
      meet(end.x - half, end.x + half);
    }
    for (const double sign : {-1.0, 1.0}) {
      const double top = a.y + sign * offset.y;
      const double bottom = b.y + sign * offset.y;
      if (y < std::min(top, bottom) || y > std::max(top, bottom) || top == bottom) continue;
      const double x = a.x + sign * offset.x + (b.x - a.x) * ((y - top) / (bottom - top));
      meet(x, x);
    }
    if (left <= right) fill(row, left, right);
  }
}

}  // namespace inkgrad
