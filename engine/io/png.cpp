#include "engine/io/png.hpp"

#include <png.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "engine/core/error.hpp"

namespace inkgrad {
namespace {

/// Frees what libpng keeps behind a png_image, whatever happens. Only libpng's simplified interface is used:
/// it catches its own longjmp inside, so none ever crosses our frames.
struct PngImage : png_image {
  PngImage() : png_image{} { version = PNG_IMAGE_VERSION; }
  PngImage(const PngImage&) = delete;
  PngImage& operator=(const PngImage&) = delete;
  ~PngImage() { png_image_free(this); }
};

std::uint32_t big_endian(std::span<const std::byte> bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | std::to_integer<std::uint32_t>(bytes[offset + i]);
  return value;
}

/// Walks the chunks (PNG specification, section 5): signature, lengths, checksums, the first and the last.
/// libpng forgives some of this, and we want to say where a file is damaged.
void check_chunks(std::span<const std::byte> bytes, std::string_view name) {
  constexpr std::array<unsigned char, 8> signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  if (bytes.size() < signature.size() || std::memcmp(bytes.data(), signature.data(), signature.size()) != 0) {
    input_error(name, ": byte 0: not a PNG file");
  }
  std::size_t offset = signature.size();
  for (bool last = false; !last;) {
    const std::size_t left = bytes.size() - offset;
    if (left < 12 || big_endian(bytes, offset) > left - 12) {
      input_error(name, ": cut off in the chunk at byte ", offset, ": the file ends at byte ", bytes.size());
    }
    const std::size_t length = big_endian(bytes, offset);
    const auto* const type = reinterpret_cast<const char*>(bytes.data() + offset + 4);
    const auto checksum = static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(type), static_cast<uInt>(length + 4)));
    if (checksum != big_endian(bytes, offset + 8 + length)) {
      input_error(name, ": damaged in the chunk at byte ", offset, ": its checksum is wrong");
    }
    if (offset == signature.size()) {
      if (std::memcmp(type, "IHDR", 4) != 0 || length != 13)
        input_error(name, ": byte 8: a PNG begins with IHDR");
      const std::int64_t width = big_endian(bytes, offset + 8);
      const std::int64_t height = big_endian(bytes, offset + 12);
      if (width == 0 || height == 0 || width > max_png_pixels || height > max_png_pixels / width) {
        input_error(name, ": ", width, "x", height, " pixels, expected 1 to ", max_png_pixels, " in all");
      }
    }
    last = std::memcmp(type, "IEND", 4) == 0;
    offset += length + 12;
  }
  if (offset != bytes.size()) {
    input_error(name, ": byte ", offset, ": ", bytes.size() - offset, " bytes behind the picture's end, expected none");
  }
}

/// What shows through where a picture of these pixels (luma, alpha) is transparent; see read_png_gray.
int grey_behind(std::span<const std::uint8_t> rgba, std::span<const std::uint8_t> luma) {
  std::array<std::uint64_t, 256> visible{};
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < luma.size(); ++i) {
    visible[luma[i]] += rgba[4 * i + 3];
    total += rgba[4 * i + 3];
  }
  const auto percentile = [&](std::uint64_t percent) {
    std::uint64_t sum = 0;
    int grey = 0;
    while (grey < 255 && (sum += visible[static_cast<std::size_t>(grey)]) * 100 < total * percent) ++grey;
    return grey;
  };
  constexpr int one_tone = 64;
  const int middle = percentile(50);
  if (percentile(99) - percentile(1) >= one_tone) return middle;
  return middle < 128 ? 255 : 0;
}

}  // namespace

GrayImage read_png_gray(std::span<const std::byte> bytes, std::string_view name) {
  check_chunks(bytes, name);
  PngImage png;
  if (png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) == 0) {
    input_error(name, ": not a readable PNG: ", png.message);
  }
  png.format = PNG_FORMAT_RGBA;
  std::vector<std::uint8_t> rgba(PNG_IMAGE_SIZE(png));
  if (png_image_finish_read(&png, nullptr, rgba.data(), 0, nullptr) == 0) {
    input_error(name, ": not a readable PNG: ", png.message);
  }

  GrayImage image{static_cast<int>(png.width), static_cast<int>(png.height), {}};
  image.pixels.resize(rgba.size() / 4);
  bool opaque = true;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const std::uint8_t* const p = &rgba[4 * i];
    image.pixels[i] = static_cast<std::uint8_t>((299 * p[0] + 587 * p[1] + 114 * p[2] + 500) / 1000);
    opaque = opaque && p[3] == 255;
  }
  if (opaque) return image;
  const int behind = grey_behind(rgba, image.pixels);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const int alpha = rgba[4 * i + 3];
    image.pixels[i] =
        static_cast<std::uint8_t>((image.pixels[i] * alpha + behind * (255 - alpha) + 127) / 255);
  }
  return image;
}

std::vector<std::byte> write_png_gray(const GrayImage& image) {
  if (image.width < 1 || image.height < 1 ||
      image.pixels.size() != static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height)) {
    input_error("a picture of ", image.width, "x", image.height, " with ", image.pixels.size(), " pixels");
  }
  PngImage png;
  png.width = static_cast<png_uint_32>(image.width);
  png.height = static_cast<png_uint_32>(image.height);
  png.format = PNG_FORMAT_GRAY;
  png_alloc_size_t size = 0;
  std::vector<std::byte> bytes;
  if (png_image_write_get_memory_size(png, size, 0, image.pixels.data(), 0, nullptr) != 0) {
    bytes.resize(size);
    if (png_image_write_to_memory(&png, bytes.data(), &size, 0, image.pixels.data(), 0, nullptr) != 0) {
      bytes.resize(size);
      return bytes;
    }
  }
  failure("cannot write a PNG: ", png.message);
}

}  // namespace inkgrad
