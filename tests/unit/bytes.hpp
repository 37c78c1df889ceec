#pragma once

#include <doctest/doctest.h>
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"

/// Helpers of the tests that read and write files' bytes.
namespace inkgrad::test {

using Bytes = std::vector<std::byte>;

inline Bytes bytes_of(std::string_view text) {
  const auto* const first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

inline void append(Bytes& to, std::span<const std::byte> more) {
  to.insert(to.end(), more.begin(), more.end());
}

inline void append_big_endian(Bytes& to, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) to.push_back(static_cast<std::byte>(value >> shift));
}

/// An IDX file: magic and sizes, then `body`.
inline Bytes idx_file(std::uint32_t magic, std::initializer_list<std::uint32_t> sizes,
                      std::span<const std::byte> body) {
  Bytes bytes;
  append_big_endian(bytes, magic);
  for (const std::uint32_t size : sizes) append_big_endian(bytes, size);
  append(bytes, body);
  return bytes;
}

/// `count` bytes that vary: 0, 7, 14, ...
inline Bytes varied(std::size_t count) {
  Bytes bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::byte>(i * 7);
  return bytes;
}

/// One gzip member, as `gzip -9` packs it.
inline Bytes gzip(std::span<const std::byte> bytes) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  Bytes packed(deflateBound(&stream, static_cast<uLong>(bytes.size())));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

/// A PNG from rows of samples that already have PNG's own form (a filter byte 0 before each row).
inline Bytes png_file(std::uint32_t width, std::uint32_t height, int depth, int colour_type,
                      std::span<const std::byte> rows,
                      const std::vector<std::pair<std::string, Bytes>>& chunks = {}) {
  Bytes png = bytes_of("\x89PNG\r\n\x1a\n");
  const auto add_chunk = [&png](std::string_view type, std::span<const std::byte> data) {
    append_big_endian(png, static_cast<std::uint32_t>(data.size()));
    const std::size_t begin = png.size();
    append(png, bytes_of(type));
    append(png, data);
    append_big_endian(png,
                      static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(png.data() + begin),
                                                       static_cast<uInt>(png.size() - begin))));
  };
  Bytes header;
  append_big_endian(header, width);
  append_big_endian(header, height);
  for (const int field : {depth, colour_type, 0, 0, 0}) header.push_back(static_cast<std::byte>(field));
  add_chunk("IHDR", header);
  for (const auto& [type, data] : chunks) add_chunk(type, data);
  uLongf size = compressBound(static_cast<uLong>(rows.size()));
  Bytes packed(size);
  REQUIRE(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                   reinterpret_cast<const Bytef*>(rows.data()), static_cast<uLong>(rows.size())) == Z_OK);
  packed.resize(size);
  add_chunk("IDAT", packed);
  add_chunk("IEND", {});
  return png;
}

/// The message of the Error that `work` throws; empty if it throws none. Checks what every message about
/// wrong input must be: kind Input, one line, not empty.
template <class Work>
std::string input_error_of(Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    const std::string message = error.what();
    CHECK(error.kind() == Error::Kind::Input);
    CHECK_FALSE(message.empty());
    CHECK(message.find('\n') == std::string::npos);
    return message;
  }
  return {};
}

inline bool contains(std::string_view text, std::string_view part) {
  if (text.find(part) != std::string_view::npos) return true;
  MESSAGE("\"" << std::string(part) << "\" is not in \"" << std::string(text) << "\"");
  return false;
}

/// A new, empty folder that is removed with all in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    for (int i = 0; path_.empty(); ++i) {
      const auto candidate = std::filesystem::temp_directory_path() / ("inkgrad-test-" + std::to_string(i));
      if (std::filesystem::create_directory(candidate)) path_ = candidate;
    }
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace inkgrad::test
