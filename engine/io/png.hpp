#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace inkgrad {

/// A picture of greys, height x width, row-major, 0 black to 255 white.
struct GrayImage {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;
};

/// The most pixels a PNG may have.
inline constexpr std::int64_t max_png_pixels = std::int64_t{1} << 24;

/// Reads a PNG of any colour type and depth as greys (luma, ITU-R BT.601, of the stored sRGB values, so that
/// a grey picture keeps its values exactly). Transparent parts take the colour that what is visible stands
/// out against: with one tone visible (ink that lives in the alpha channel) black or white, whichever is
/// farther; with several, the commonest visible grey. Throws Error (Input) that begins with `name` for
/// anything else than a whole, undamaged PNG of at most max_png_pixels.
GrayImage read_png_gray(std::span<const std::byte> bytes, std::string_view name);

/// An 8-bit grey PNG of `image`. Throws Error (Input) unless there are width x height pixels, at least one.
std::vector<std::byte> write_png_gray(const GrayImage& image);

}  // namespace inkgrad
