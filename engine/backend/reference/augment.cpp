#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "engine/backend/reference/kernels.hpp"
#include "engine/core/image.hpp"
#include "engine/core/random.hpp"

namespace inkgrad::reference {

namespace {

constexpr int side = image_side;
constexpr double centre = (side - 1) / 2.0;
constexpr int controls = 6;  // control points a side: a cubic B-spline of three cells

using Image = std::array<double, image_pixels>;

/// The random numbers of one image in one epoch: number k in -1 .. 1. Each image has 128 of the stream of an epoch, from 128 times
/// its index on.
struct Draws {
  std::uint64_t seed;
  std::uint32_t epoch;
  std::uint64_t image;

  double operator()(int k) const {
    return 2.0 * static_cast<double>(uniform(seed, Purpose::augment, epoch, image * 128 + static_cast<std::uint64_t>(k))) - 1;
  }
};
enum Draw { draw_x, draw_y, draw_turn, draw_scale, draw_thickness, draw_elastic_x, draw_elastic_y = draw_elastic_x + controls * controls };

/// Each pixel moved by `amount`, -1 to 1, towards the darkest of its 3 x 3 neighbours (more ink), or the lightest if it is below 0.
Image thickened(const std::uint8_t* image, double amount) {
  Image result;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      std::uint8_t least = 255, most = 0;
      for (int ny = y - 1; ny <= y + 1; ++ny) {
        for (int nx = x - 1; nx <= x + 1; ++nx) {
          const bool inside = ny >= 0 && ny < side && nx >= 0 && nx < side;
          const std::uint8_t value = inside ? image[ny * side + nx] : std::uint8_t{0};
          least = std::min(least, value);
          most = std::max(most, value);
        }
      }
      const double value = image[y * side + x];
      result[static_cast<std::size_t>(y * side + x)] = value + std::abs(amount) * ((amount > 0 ? most : least) - value);
    }
  }
  return result;
}

/// Which four control points a pixel's row or column lies among, from `first` on, and how much of each (uniform cubic B-spline).
struct Knot {
  int first;
  std::array<double, 4> weights;
};
std::array<Knot, side> make_knots() {
  std::array<Knot, side> knots;
  constexpr int cells = controls - 3;
  for (int i = 0; i < side; ++i) {
    const double place = static_cast<double>(i) * cells / (side - 1);
    const int cell = std::min(static_cast<int>(place), cells - 1);
    const double t = place - cell, u = 1 - t;
    knots[static_cast<std::size_t>(i)] = {cell, {u * u * u / 6, (3 * t * t * t - 6 * t * t + 4) / 6,
                                                 (3 * u * u * u - 6 * u * u + 4) / 6, t * t * t / 6}};
  }
  return knots;
}

/// A smooth field over the image: the spline through numbers `first`, `first` + 1, ... of the draws.
Image field(const Draws& draw, int first, double size) {
  static const std::array<Knot, side> knots = make_knots();
  std::array<double, controls * controls> points;
  for (int i = 0; i < controls * controls; ++i) points[static_cast<std::size_t>(i)] = size * draw(first + i);
  Image result;
  for (int y = 0; y < side; ++y) {
    const Knot& row = knots[static_cast<std::size_t>(y)];
    std::array<double, controls> across{};
    for (std::size_t c = 0; c < across.size(); ++c) {
      for (std::size_t r = 0; r < 4; ++r) across[c] += row.weights[r] * points[(static_cast<std::size_t>(row.first) + r) * controls + c];
    }
    for (int x = 0; x < side; ++x) {
      const Knot& column = knots[static_cast<std::size_t>(x)];
      double sum = 0;
      for (std::size_t c = 0; c < 4; ++c) sum += column.weights[c] * across[static_cast<std::size_t>(column.first) + c];
      result[static_cast<std::size_t>(y * side + x)] = sum;
    }
  }
  return result;
}

/// The image at a place between pixels, bilinear; paper outside.
double sample(const Image& image, double x, double y) {
  if (!(x > -1 && x < side && y > -1 && y < side)) return 0;
  const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
  const double right_part = x - left, lower_part = y - top;
  const auto at = [&](int row, int column) {
    const bool inside = row >= 0 && row < side && column >= 0 && column < side;
    return inside ? image[static_cast<std::size_t>(row * side + column)] : 0.0;
  };
  const double upper = at(top, left) * (1 - right_part) + at(top, left + 1) * right_part;
  const double lower = at(top + 1, left) * (1 - right_part) + at(top + 1, left + 1) * right_part;
  return upper * (1 - lower_part) + lower * lower_part;
}

/// The image moved at random: for each pixel, the place in the original that comes to lie there.
Image augmented(const std::uint8_t* original, const Augmentation& most, const Draws& draw) {
  const Image image = thickened(original, most.thickness * draw(draw_thickness));
  // A turn from the tangent of half its angle takes no sine.
  const double half = std::tan(most.rotate * std::numbers::pi / 360) * draw(draw_turn);
  const double zoom = 1 + most.scale * draw(draw_scale);
  const double cosine = (1 - half * half) / (1 + half * half) / zoom, sine = 2 * half / (1 + half * half) / zoom;
  const double shift_x = most.shift * draw(draw_x), shift_y = most.shift * draw(draw_y);
  const Image elastic_x = field(draw, draw_elastic_x, most.elastic), elastic_y = field(draw, draw_elastic_y, most.elastic);
  Image result;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const auto i = static_cast<std::size_t>(y * side + x);
      const double from_x = x - centre - shift_x, from_y = y - centre - shift_y;
      result[i] = sample(image, cosine * from_x + sine * from_y + centre + elastic_x[i],
                         cosine * from_y - sine * from_x + centre + elastic_y[i]);
    }
  }
  return result;
}

}  // namespace

void augment_batch(Views in, Views out, const Attributes& attributes) {
  const std::uint8_t* images = in[0].as<std::uint8_t>();
  const std::int64_t *labels = in[1].as<std::int64_t>(), *indices = in[2].as<std::int64_t>();
  const auto epoch = static_cast<std::uint32_t>(*in[3].as<std::int64_t>());
  visit_floating(out[0].dtype, [&]<class T>(T) {
    T* batch = out[0].as<T>();
    for (std::int64_t i = 0; i < in[2].numel(); ++i) {
      const Image image = augmented(images + indices[i] * image_pixels, attributes.augmentation,
                                    {attributes.seed, epoch, static_cast<std::uint64_t>(indices[i])});
      for (const double value : image) *batch++ = static_cast<T>((value / 255 - attributes.mean) / attributes.std);
      out[1].as<std::int64_t>()[i] = labels[indices[i]];
    }
  });
}

}  // namespace inkgrad::reference
