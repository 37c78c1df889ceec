#include "web/app/state/archive.hpp"

#include <zlib.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <utility>

#include "engine/core/error.hpp"

namespace inkgrad {
namespace {

constexpr std::uint16_t version = 20, utf8_names = 1 << 11, stored = 0, first_time = 0, first_day = (1 << 5) | 1;  // 1980-01-01

class Writer {
 public:
  void number(std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out_.push_back(static_cast<std::byte>(value >> 8 * i));
  }
  void numbers16(std::initializer_list<std::uint16_t> values) {
    for (const std::uint16_t value : values) number(value, 2);
  }
  void bytes(std::span<const std::byte> all) { out_.insert(out_.end(), all.begin(), all.end()); }
  void name(const std::string& text) { bytes(std::as_bytes(std::span(text))); }
  /// What the local header and the directory say alike of a file.
  void describe(const ArchivedFile& file, std::uint32_t checksum) {
    numbers16({version, utf8_names, stored, first_time, first_day});
    number(checksum, 4);
    number(static_cast<std::uint32_t>(file.bytes.size()), 4);
    number(static_cast<std::uint32_t>(file.bytes.size()), 4);
    numbers16({static_cast<std::uint16_t>(file.name.size()), 0});
  }
  std::uint32_t size() const {
    if (out_.size() > std::numeric_limits<std::uint32_t>::max()) input_error("more than 4 GiB do not fit into one ZIP file");
    return static_cast<std::uint32_t>(out_.size());
  }
  std::vector<std::byte> take() { return std::move(out_); }

 private:
  std::vector<std::byte> out_;
};

}  // namespace

std::vector<std::byte> zip_archive(std::span<const ArchivedFile> files) {
  Writer out;
  std::vector<std::uint32_t> begins, checksums;
  for (const ArchivedFile& file : files) {
    begins.push_back(out.size());
    checksums.push_back(static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(file.bytes.data()), file.bytes.size())));
    out.number(0x04034b50, 4);
    out.describe(file, checksums.back());
    out.name(file.name);
    out.bytes(file.bytes);
  }
  const std::uint32_t directory = out.size();
  for (std::size_t i = 0; i < files.size(); ++i) {
    out.number(0x02014b50, 4);
    out.numbers16({version});
    out.describe(files[i], checksums[i]);
    out.numbers16({0, 0, 0});  // comment, disk, attributes
    out.number(0, 4);
    out.number(begins[i], 4);
    out.name(files[i].name);
  }
  const std::uint32_t length = out.size() - directory;
  const auto count = static_cast<std::uint16_t>(files.size());
  out.number(0x06054b50, 4);
  out.numbers16({0, 0, count, count});
  out.number(length, 4);
  out.number(directory, 4);
  out.numbers16({0});
  return out.take();
}

}  // namespace inkgrad
