#include "engine/data/picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"

namespace inkgrad {
namespace {

/// Ink, 0 to 1 a pixel, height x width.
struct Ink {
  int width = 0;
  int height = 0;
  std::vector<float> values;

  Ink(int w, int h)
      : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}

  float& at(int x, int y) {
    return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
  float at(int x, int y) const { return const_cast<Ink&>(*this).at(x, y); }
  bool is_ink(int x, int y) const { return x >= 0 && x < width && y >= 0 && y < height && at(x, y) >= 0.5F; }
};

/// The part from the first to the last row and column that hold more than a trace of ink.
Ink crop(const Ink& whole) {
  constexpr float trace = 0.25F;
  int left = whole.width, top = whole.height, right = -1, bottom = -1;
  for (int y = 0; y < whole.height; ++y) {
    for (int x = 0; x < whole.width; ++x) {
      if (whole.at(x, y) < trace) continue;
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = y;
    }
  }
  if (right < 0) return {0, 0};
  Ink part(right - left + 1, bottom - top + 1);
  for (int y = 0; y < part.height; ++y) {
    for (int x = 0; x < part.width; ++x) part.at(x, y) = whole.at(left + x, top + y);
  }
  return part;
}

/// Mean width of the lines, in pixels: twice the area over the length of the outline. Outlines are counted in
/// pixel edges, which over all directions is 4 / pi times their length.
double line_width(const Ink& ink) {
  double area = 0;
  std::int64_t edges = 0;
  for (int y = 0; y < ink.height; ++y) {
    for (int x = 0; x < ink.width; ++x) {
      area += static_cast<double>(ink.at(x, y));
      if (!ink.is_ink(x, y)) continue;
      edges += !ink.is_ink(x - 1, y) + !ink.is_ink(x + 1, y) + !ink.is_ink(x, y - 1) + !ink.is_ink(x, y + 1);
    }
  }
  constexpr double pi = 3.14159265358979323846;
  return edges > 0 ? 2 * area / (static_cast<double>(edges) * pi / 4) : 0;
}

/// Scales by `scale` into the box's top left, every pixel the average of what its area covers.
InkBox average_into_box(const Ink& ink, double scale) {
  std::array<double, static_cast<std::size_t>(box_side) * box_side> sums{};
  // Source pixel i covers [i * scale, (i + 1) * scale) of the box; how much of each box pixel that is.
  const auto for_each_cover = [scale](int i, auto visit) {
    const double from = i * scale;
    const double to = (i + 1) * scale;
    for (int cell = static_cast<int>(from); cell < box_side && cell < to; ++cell) {
      visit(static_cast<std::size_t>(cell), std::min(to, cell + 1.0) - std::max(from, double(cell)));
    }
  };
  for (int y = 0; y < ink.height; ++y) {
    for_each_cover(y, [&](std::size_t row, double high) {
      for (int x = 0; x < ink.width; ++x) {
        const double value = static_cast<double>(ink.at(x, y)) * high;
        if (value == 0) continue;
        for_each_cover(
            x, [&](std::size_t column, double wide) { sums[row * box_side + column] += value * wide; });
      }
    });
  }
  InkBox box{};
  for (std::size_t i = 0; i < box.size(); ++i) {
    box[i] = std::min(static_cast<int>(sums[i] * full_ink + 0.5), full_ink);
  }
  return box;
}

/// Draws every pixel of ink as a disc of `radius` box pixels, on a grid of `fine` cells a box pixel, and
/// crops.
Ink thicken(const Ink& ink, double scale, double radius) {
  constexpr int fine = 8;
  const int margin = static_cast<int>(std::ceil(radius * fine));
  const int size = box_side * fine + 2 * margin;
  Ink lines(size, size);
  Ink thick(size, size);
  for (int y = 0; y < ink.height; ++y) {
    for (int x = 0; x < ink.width; ++x) {
      if (!ink.is_ink(x, y)) continue;
      lines.at(margin + static_cast<int>((x + 0.5) * scale * fine),
               margin + static_cast<int>((y + 0.5) * scale * fine)) = 1;
    }
  }
  for (int y = margin; y < size - margin; ++y) {
    for (int x = margin; x < size - margin; ++x) {
      if (!lines.is_ink(x, y)) continue;
      for (int dy = -margin; dy <= margin; ++dy) {
        for (int dx = -margin; dx <= margin; ++dx) {
          if (dx * dx + dy * dy <= radius * fine * radius * fine) thick.at(x + dx, y + dy) = 1;
        }
      }
    }
  }
  return crop(thick);
}

InkImage frame(const Ink& whole) {
  Ink ink = crop(whole);
  if (ink.values.empty()) return {};
  // Measured as line_width does, MNIST's digits have lines of 2.45 pixels (median); 19 of 20 have more
  // than 1.65.
  constexpr double usual_width = 2.45;
  constexpr double thin = 1.65;
  const double longest = std::max(ink.width, ink.height);
  const double width = line_width(ink);
  if (width < longest && width * box_side / longest < thin) {
    const double scale = (box_side - usual_width) / (longest - width);
    ink = thicken(ink, std::min(scale, box_side / longest), (usual_width - width * scale) / 2);
  }
  return centre_by_mass(average_into_box(ink, box_side / double(std::max(ink.width, ink.height))));
}

std::uint8_t median(std::vector<std::uint8_t> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<std::uint8_t> border_of(const GrayImage& picture) {
  std::vector<std::uint8_t> border;
  for (int y = 0; y < picture.height; ++y) {
    const bool edge = y == 0 || y == picture.height - 1;
    for (int x = 0; x < picture.width; x += edge ? 1 : std::max(picture.width - 1, 1)) {
      border.push_back(picture.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                                      static_cast<std::size_t>(x)]);
    }
  }
  return border;
}

void check_size(std::size_t pixels, int width, int height) {
  if (width < 1 || height < 1 ||
      pixels != static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {
    input_error("a picture of ", width, "x", height, " with ", pixels, " pixels");
  }
}

bool is_mnist_image(std::span<const std::uint8_t> pixels, int width, int height) {
  return width == image_side && height == image_side && is_framed_like_mnist(pixels);
}

InkImage as_it_is(std::span<const std::uint8_t> pixels) {
  InkImage image;
  std::copy(pixels.begin(), pixels.end(), image.pixels.begin());
  return image;
}

}  // namespace

InkImage image_to_mnist(std::span<const std::uint8_t> pixels, int width, int height) {
  check_size(pixels.size(), width, height);
  if (is_mnist_image(pixels, width, height)) return as_it_is(pixels);
  Ink ink(width, height);
  std::transform(pixels.begin(), pixels.end(), ink.values.begin(),
                 [](int value) { return float(value) / 255; });
  return frame(ink);
}

InkImage picture_to_ink(const GrayImage& picture) {
  check_size(picture.pixels.size(), picture.width, picture.height);
  std::vector<std::uint8_t> border = border_of(picture);
  const int background = median(border);
  const auto [darkest, lightest] = std::minmax_element(picture.pixels.begin(), picture.pixels.end());
  const bool dark_ink = background - *darkest > *lightest - background;
  const int contrast = dark_ink ? background - *darkest : *lightest - background;
  constexpr int least_contrast = 16;
  if (contrast < least_contrast) return {};

  std::vector<std::uint8_t> positive = picture.pixels;
  if (dark_ink) {
    for (std::uint8_t& value : positive) value = static_cast<std::uint8_t>(255 - value);
  }
  if (is_mnist_image(positive, picture.width, picture.height)) return as_it_is(positive);

  // Paper is not even: what differs from the background no more than most of the border does is background.
  for (std::uint8_t& value : border) value = static_cast<std::uint8_t>(std::abs(value - background));
  const double floor = std::min(4.0 * median(border) / contrast, 0.4);
  Ink ink(picture.width, picture.height);
  for (std::size_t i = 0; i < ink.values.size(); ++i) {
    const int value = dark_ink ? background - picture.pixels[i] : picture.pixels[i] - background;
    ink.values[i] = static_cast<float>(std::max((double(value) / contrast - floor) / (1 - floor), 0.0));
  }
  return frame(ink);
}

}  // namespace inkgrad
