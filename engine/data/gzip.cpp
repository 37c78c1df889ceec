#include "engine/data/gzip.hpp"

#include <zlib.h>

#include <algorithm>

#include "engine/core/error.hpp"

namespace inkgrad {
namespace {

/// zlib's inflate over one span of gzip members.
class Inflater {
 public:
  Inflater(std::span<const std::byte> bytes, std::string_view name) : bytes_(bytes), name_(name) {
    // 16 asks zlib for a gzip wrapper, and only that.
    if (inflateInit2(&stream_, 16 + MAX_WBITS) != Z_OK) failure(name_, ": zlib has no memory to unpack with");
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  /// Fills as much of `out` as the data has; less than all of it means that the data has ended, and rightly
  /// so.
  std::size_t read(std::span<std::byte> out) {
    std::size_t filled = 0;
    while (filled < out.size() && !ended_) {
      const std::size_t room = std::min(out.size() - filled, chunk);
      const std::size_t given = std::min(bytes_.size() - offset_, chunk);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
      stream_.avail_out = static_cast<uInt>(room);
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes_.data() + offset_));
      stream_.avail_in = static_cast<uInt>(given);
      const int status = inflate(&stream_, Z_NO_FLUSH);
      const std::size_t taken = given - stream_.avail_in;
      const std::size_t made = room - stream_.avail_out;
      offset_ += taken;
      filled += made;
      if (status == Z_STREAM_END) {
        next_member();
      } else if (status == Z_MEM_ERROR) {
        failure(name_, ": zlib has no memory to unpack with");
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        input_error(name_, ": damaged gzip data at byte ", offset_, ": ",
                    stream_.msg != nullptr ? stream_.msg : "not a gzip stream");
      } else if (offset_ == bytes_.size() && stream_.avail_out > 0) {
        input_error(name_, ": the gzip data is cut off at byte ", offset_,
                    ", before its end; get the file again");
      } else if (taken == 0 && made == 0) {
        input_error(name_, ": damaged gzip data at byte ", offset_);
      }
    }
    return filled;
  }

 private:
  void next_member() {
    if (offset_ == bytes_.size()) {
      ended_ = true;
    } else if (!is_gzip(bytes_.subspan(offset_))) {
      input_error(name_, ": ", bytes_.size() - offset_, " bytes after the end of the gzip data at byte ",
                  offset_);
    } else {
      inflateReset(&stream_);
    }
  }

  static constexpr std::size_t chunk = std::size_t{1} << 24;  // zlib counts in unsigned int

  std::span<const std::byte> bytes_;
  std::string_view name_;
  z_stream stream_{};
  std::size_t offset_ = 0;
  bool ended_ = false;
};

}  // namespace

bool is_gzip(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
}

std::vector<std::byte> gunzip_head(std::span<const std::byte> bytes, std::size_t count,
                                   std::string_view name) {
  std::vector<std::byte> out(count);
  out.resize(Inflater(bytes, name).read(out));
  return out;
}

std::vector<std::byte> gunzip(std::span<const std::byte> bytes, std::size_t max_bytes,
                              std::string_view name) {
  Inflater inflater(bytes, name);
  std::vector<std::byte> out;
  std::size_t used = 0;
  // Room grows with what has arrived, never with what a header claims; one byte more than allowed tells a
  // bomb.
  for (std::size_t room = 4096;; room = used) {
    room = std::min(std::max(room, bytes.size()), max_bytes - used) + 1;
    out.resize(used + room);
    const std::size_t got = inflater.read(std::span(out).subspan(used));
    used += got;
    if (used > max_bytes) input_error(name, ": unpacks to more than the ", max_bytes, " bytes expected");
    if (got < room) break;
  }
  out.resize(used);
  return out;
}

}  // namespace inkgrad
