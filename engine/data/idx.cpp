#include "engine/data/idx.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <initializer_list>
#include <string>

#include "engine/core/error.hpp"
#include "engine/core/storage.hpp"
#include "engine/data/gzip.hpp"

namespace inkgrad {
namespace {

// "00 00", the type (08: unsigned bytes), the number of dimensions.
constexpr std::uint32_t labels_magic = 0x00000801;
constexpr std::uint32_t images_magic = 0x00000803;

// No sizes in a header may ask for more: 1.3 million 28x28 images.
constexpr std::uint64_t max_body = std::uint64_t{1} << 30;

std::string hex(std::uint32_t value) {
  char text[11];
  std::snprintf(text, sizeof text, "0x%08x", static_cast<unsigned>(value));
  return text;
}

std::uint32_t big_endian(std::span<const std::byte> bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | std::to_integer<std::uint32_t>(bytes[offset + i]);
  return value;
}

/// Checks magic, sizes and length; gives the sizes, and in `body` what follows them. `unpacked` is where the
/// bytes live if they had to be unpacked.
template <std::size_t rank>
std::array<std::uint32_t, rank> read_header(std::span<const std::byte> bytes, std::string_view name,
                                            std::uint32_t magic, const char* contents,
                                            std::vector<std::byte>& unpacked,
                                            std::span<const std::byte>& body) {
  constexpr std::size_t header_size = 4 + 4 * rank;
  const bool packed = is_gzip(bytes);
  if (packed) unpacked = gunzip_head(bytes, header_size, name);
  const std::span<const std::byte> head = packed ? std::span<const std::byte>(unpacked) : bytes;
  const char* const where = packed ? " (unpacked)" : "";

  if (head.size() >= 4 && big_endian(head, 0) != magic) {
    input_error(name, where, ": byte 0: not an IDX file of ", contents, ": magic ", hex(big_endian(head, 0)),
                ", expected ", hex(magic));
  }
  if (head.size() < header_size) {
    input_error(name, where, ": ", head.size(), " bytes are too few: an IDX file of ", contents,
                " begins with a header of ", header_size);
  }
  std::array<std::uint32_t, rank> sizes{};
  std::uint64_t expected = 1;
  for (std::size_t i = 0; i < rank; ++i) {
    sizes[i] = big_endian(head, 4 + 4 * i);
    if (sizes[i] == 0) input_error(name, where, ": byte ", 4 + 4 * i, ": size 0, expected at least 1");
    // expected <= 2^30 and a size < 2^32, so the product cannot overflow.
    expected *= sizes[i];
    if (expected > max_body) {
      input_error(name, where, ": byte ", 4 + 4 * i, ": size ", sizes[i], " makes the file larger than the ",
                  max_body, " bytes of ", contents, " allowed");
    }
  }
  const std::uint64_t total = header_size + expected;
  if (packed) {
    unpacked = gunzip(bytes, static_cast<std::size_t>(total), name);
    bytes = unpacked;
  }
  if (bytes.size() != total) {
    input_error(name, where, ": byte 4: ", sizes[0], " ", contents, " need ", total, " bytes, the file has ",
                bytes.size());
  }
  body = bytes.subspan(header_size);
  return sizes;
}

/// Magic and sizes, then the bytes.
std::vector<std::byte> write(std::uint32_t magic, std::initializer_list<std::int64_t> sizes, std::span<const std::uint8_t> body) {
  std::vector<std::byte> file;
  file.reserve(4 + 4 * sizes.size() + body.size());
  const auto put = [&](std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) file.push_back(static_cast<std::byte>(value >> shift & 255));
  };
  put(magic);
  std::uint64_t expected = 1;
  for (const std::int64_t size : sizes) {
    expected *= static_cast<std::uint64_t>(size);
    put(static_cast<std::uint32_t>(size));
  }
  if (expected == 0 || expected != body.size()) input_error("an IDX file of ", body.size(), " bytes, its sizes make ", expected);
  const auto bytes = std::as_bytes(body);
  file.insert(file.end(), bytes.begin(), bytes.end());
  return file;
}

std::vector<std::uint8_t> copy(std::span<const std::byte> bytes) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::vector<std::uint8_t> copied;
  copied.reserve(bytes.size());
  prefer_large_pages(copied.data(), bytes.size());
  copied.assign(first, first + bytes.size());
  return copied;
}

}  // namespace

IdxImages parse_idx_images(std::span<const std::byte> bytes, std::string_view name) {
  std::vector<std::byte> unpacked;
  std::span<const std::byte> body;
  const auto sizes = read_header<3>(bytes, name, images_magic, "images", unpacked, body);
  return {sizes[0], sizes[1], sizes[2], copy(body)};
}

IdxLabels parse_idx_labels(std::span<const std::byte> bytes, std::string_view name, int classes) {
  std::vector<std::byte> unpacked;
  std::span<const std::byte> body;
  read_header<1>(bytes, name, labels_magic, "labels", unpacked, body);
  IdxLabels result{copy(body)};
  const auto wrong = std::find_if(result.labels.begin(), result.labels.end(),
                                  [classes](std::uint8_t label) { return label >= classes; });
  if (wrong != result.labels.end()) {
    input_error(name, ": byte ", 8 + (wrong - result.labels.begin()), ": label ", int{*wrong},
                ", expected 0 to ", classes - 1);
  }
  return result;
}

std::vector<std::byte> write_idx_images(const IdxImages& images) {
  return write(images_magic, {images.count, images.rows, images.columns}, images.pixels);
}

std::vector<std::byte> write_idx_labels(const IdxLabels& labels) { return write(labels_magic, {labels.count()}, labels.labels); }

}  // namespace inkgrad
