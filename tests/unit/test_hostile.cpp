// Every reader of files against files made to break it: cut off at every length, every bit flipped, the wrong
// magic, and bytes that mean nothing. Each must be read or refused with one line; the sanitizers see to the
// rest.

#include <algorithm>
#include <functional>

#include "engine/data/gzip.hpp"
#include "engine/data/idx.hpp"
#include "engine/data/picture.hpp"
#include "engine/data/strokes.hpp"
#include "engine/io/safetensors.hpp"
#include "tests/unit/bytes.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

/// A format: an undamaged file, and its reader, which gives what it read as bytes so that two readings can be
/// compared.
struct Format {
  std::string name;
  Bytes good;
  std::function<Bytes(std::span<const std::byte>)> read;
  bool has_checksum;  // a flipped bit is refused, or in a field that does not matter
};

Bytes bytes_of_pixels(std::span<const std::uint8_t> pixels) {
  const auto bytes = std::as_bytes(pixels);
  return {bytes.begin(), bytes.end()};
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes read_images(std::span<const std::byte> bytes) {
  return bytes_of_pixels(parse_idx_images(bytes, "file").pixels);
}
Bytes read_labels(std::span<const std::byte> bytes) {
  return bytes_of_pixels(parse_idx_labels(bytes, "file").labels);
}
Bytes read_png(std::span<const std::byte> bytes) {
  const GrayImage image = read_png_gray(bytes, "file");
  picture_to_ink(image);
  return bytes_of_pixels(image.pixels);
}
Bytes read_safetensors(std::span<const std::byte> bytes) {
  return serialise(parse_safetensors(bytes, "file"));
}
Bytes read_strokes(std::span<const std::byte> bytes) {
  const LabelledStrokes digit = parse_strokes(text_of(bytes), "file");
  return bytes_of(concatenate(digit.label.value_or(-1), ' ', digit.strokes.size()));
}
Bytes read_gzip(std::span<const std::byte> bytes) { return gunzip(bytes, 10'000, "file"); }

std::vector<Format> formats() {
  const Bytes images = idx_file(0x803, {2, 7, 5}, varied(70));
  const Bytes labels = idx_file(0x801, {20}, Bytes(20, std::byte{4}));
  SafeTensors model;
  model.metadata = {{"format", "inkgrad"}, {"spec", "784-10"}};
  model.tensors = {{"0.weight", {"F32", {2, 3}, varied(24)}}, {"0.bias", {"F32", {2}, varied(8)}}};
  Bytes rows;
  for (int y = 0; y < 9; ++y) {
    rows.push_back(std::byte{0});
    append(rows, Bytes(4 * 8, static_cast<std::byte>(y == 4 ? 200 : 20)));
  }
  return {
      {"IDX images", images, read_images, false},
      {"IDX labels", labels, read_labels, false},
      {"gzip'd IDX images", gzip(images), read_images, true},
      {"gzip'd IDX labels", gzip(labels), read_labels, true},
      {"gzip", gzip(varied(700)), read_gzip, true},
      {"PNG", png_file(8, 9, 8, 6, rows), read_png, true},
      {"safetensors", serialise(model), read_safetensors, false},
      {"strokes",
       bytes_of(R"({"label":7,"strokes":[[[0,0.5],[1,-2e-1]],[[3,4]]],"by":{"pen":[1,null,"a\u00e9"]}})"),
       read_strokes, false},
  };
}

/// A reproducible stream of numbers (xorshift), the same on every machine.
class Noise {
 public:
  std::uint32_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }

 private:
  std::uint32_t state_ = 2463534242;
};

}  // namespace

TEST_CASE("undamaged files are read") {
  for (const Format& format : formats()) {
    CAPTURE(format.name);
    CHECK_FALSE(format.read(format.good).empty());
  }
}

TEST_CASE("a file cut off anywhere is refused") {
  for (const Format& format : formats()) {
    CAPTURE(format.name);
    for (std::size_t length = 0; length < format.good.size(); ++length) {
      CAPTURE(length);
      // A copy of its own, so that the address sanitizer sees a read past the end.
      const Bytes cut(format.good.begin(), format.good.begin() + static_cast<std::ptrdiff_t>(length));
      CHECK_FALSE(input_error_of([&] { format.read(cut); }).empty());
    }
  }
}

TEST_CASE("a file with any bit flipped is refused or read, never worse") {
  for (const Format& format : formats()) {
    CAPTURE(format.name);
    const Bytes expected = format.read(format.good);
    std::size_t refused = 0;
    for (std::size_t bit = 0; bit < format.good.size() * 8; ++bit) {
      CAPTURE(bit);
      Bytes flipped = format.good;
      flipped[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
      Bytes read;
      if (!input_error_of([&] { read = format.read(flipped); }).empty()) {
        ++refused;
      } else if (format.has_checksum) {
        CHECK(read == expected);
      }
    }
    CHECK(refused >= 40);  // the magic and the sizes at least
  }
}

TEST_CASE("the wrong kind of file, and noise, are refused") {
  const std::vector<Format> all = formats();
  for (const Format& format : all) {
    for (const Format& other : all) {
      const bool same_kind = format.name == other.name || (format.name == "gzip" && is_gzip(other.good)) ||
                             (format.name.find(other.name) != std::string::npos && other.name != "gzip") ||
                             (other.name.find(format.name) != std::string::npos && format.name != "gzip");
      if (same_kind) continue;
      CAPTURE(format.name);
      CAPTURE(other.name);
      CHECK_FALSE(input_error_of([&] { format.read(other.good); }).empty());
    }
    Noise noise;
    for (int trial = 0; trial < 200; ++trial) {
      Bytes bytes(noise.next() % 300);
      for (std::byte& byte : bytes) byte = static_cast<std::byte>(noise.next());
      CHECK_FALSE(input_error_of([&] { format.read(bytes); }).empty());
    }
  }
}

TEST_CASE("files with several bytes changed or doubled are refused or read, never worse") {
  Noise noise;
  for (const Format& format : formats()) {
    CAPTURE(format.name);
    int refused = 0;
    for (int trial = 0; trial < 2000; ++trial) {
      Bytes bytes = format.good;
      for (std::uint32_t change = noise.next() % 4; change < 4; ++change) {
        const std::size_t at = noise.next() % bytes.size();
        if (noise.next() % 4 == 0) {
          bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin(),
                       bytes.begin() + static_cast<std::ptrdiff_t>(at));
        } else {
          bytes[at] = static_cast<std::byte>(noise.next() >> (noise.next() % 2 == 0 ? 0 : 25));
        }
      }
      refused += !input_error_of([&] { format.read(bytes); }).empty();
    }
    CHECK(refused > 500);
  }
}
