#include "engine/data/idx.hpp"
#include "tests/unit/bytes.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

constexpr std::uint32_t images_magic = 0x803;
constexpr std::uint32_t labels_magic = 0x801;

Bytes labels_file(std::initializer_list<int> labels) {
  Bytes body;
  for (const int label : labels) body.push_back(static_cast<std::byte>(label));
  return idx_file(labels_magic, {static_cast<std::uint32_t>(labels.size())}, body);
}

}  // namespace

TEST_CASE("IDX images and labels are read, raw and packed") {
  const Bytes images = idx_file(images_magic, {3, 4, 5}, varied(60));
  for (const Bytes& file : {images, gzip(images)}) {
    const IdxImages parsed = parse_idx_images(file, "images");
    CHECK(parsed.count == 3);
    CHECK(parsed.rows == 4);
    CHECK(parsed.columns == 5);
    REQUIRE(parsed.pixels.size() == 60);
    CHECK(parsed.pixels[0] == 0);
    CHECK(parsed.pixels[59] == static_cast<std::uint8_t>(59 * 7));
  }
  const Bytes labels = labels_file({7, 0, 9});
  for (const Bytes& file : {labels, gzip(labels)}) {
    CHECK(parse_idx_labels(file, "labels").labels == std::vector<std::uint8_t>{7, 0, 9});
  }
}

TEST_CASE("IDX errors name file, offset and what was expected") {
  const auto images_error = [](const Bytes& file) {
    return input_error_of([&] { parse_idx_images(file, "some/file"); });
  };
  const auto labels_error = [](const Bytes& file) {
    return input_error_of([&] { parse_idx_labels(file, "some/file"); });
  };

  CHECK(contains(images_error(labels_file({1, 2, 3, 4, 5, 6, 7, 8, 9})), "some/file: byte 0"));
  CHECK(contains(images_error(labels_file({1, 2, 3, 4, 5, 6, 7, 8, 9})), "0x00000801, expected 0x00000803"));
  CHECK(contains(labels_error(idx_file(images_magic, {1, 1, 1}, varied(1))),
                 "0x00000803, expected 0x00000801"));
  CHECK(contains(images_error({}), "0 bytes are too few"));
  CHECK(contains(images_error(idx_file(images_magic, {2, 3, 3}, varied(17))),
                 "need 34 bytes, the file has 33"));
  CHECK(contains(images_error(idx_file(images_magic, {2, 3, 3}, varied(19))),
                 "need 34 bytes, the file has 35"));
  CHECK(contains(images_error(idx_file(images_magic, {0, 28, 28}, {})), "byte 4: size 0"));
  CHECK(contains(images_error(idx_file(images_magic, {1, 28, 0}, {})), "byte 12: size 0"));
  CHECK(contains(labels_error(labels_file({3, 1, 10, 4})), "byte 10: label 10, expected 0 to 9"));
  CHECK(contains(labels_error(gzip(labels_file({255}))), "label 255"));
  CHECK(parse_idx_labels(labels_file({3, 1, 12}), "more classes", 13).count() == 3);
}

TEST_CASE("IDX sizes are checked before anything is allocated") {
  // Each of these would be exabytes, or overflow 64 bits.
  for (const auto& sizes : {std::initializer_list<std::uint32_t>{0xffffffff, 0xffffffff, 0xffffffff},
                            std::initializer_list<std::uint32_t>{0x80000000, 2, 0x80000000},
                            std::initializer_list<std::uint32_t>{0xffffffff, 28, 28}}) {
    const Bytes raw = idx_file(images_magic, sizes, varied(784));
    CHECK(contains(input_error_of([&] { parse_idx_images(raw, "f"); }), "allowed"));
    CHECK(contains(input_error_of([&] { parse_idx_images(gzip(raw), "f"); }), "allowed"));
  }
  // Within the limit, but not there.
  const Bytes raw = idx_file(images_magic, {1'000'000, 28, 28}, varied(784));
  CHECK(contains(input_error_of([&] { parse_idx_images(raw, "f"); }),
                 "1000000 images need 784000016 bytes, the file has 800"));
  CHECK(contains(input_error_of([&] { parse_idx_images(gzip(raw), "f"); }), "need 784000016 bytes"));
  // Packed and larger than its sizes say.
  const Bytes bomb = gzip(idx_file(images_magic, {1, 28, 28}, Bytes(5'000'000)));
  CHECK(contains(input_error_of([&] { parse_idx_images(bomb, "f"); }), "unpacks to more than the 800 bytes"));
}

TEST_CASE("what is written as IDX is read back, and sizes that do not fit are refused") {
  const IdxImages images{2, 2, 3, {0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255}};
  const std::vector<std::byte> file = write_idx_images(images);
  CHECK(file.size() == 16 + 12);
  const IdxImages back = parse_idx_images(file, "own");
  CHECK(back.count == 2);
  CHECK(back.rows == 2);
  CHECK(back.columns == 3);
  CHECK(back.pixels == images.pixels);
  CHECK(parse_idx_labels(write_idx_labels({{7, 0, 9}}), "own").labels == std::vector<std::uint8_t>{7, 0, 9});
  CHECK_THROWS_AS(write_idx_images({3, 2, 3, images.pixels}), Error);
  CHECK_THROWS_AS(write_idx_images({0, 28, 28, {}}), Error);
  CHECK_THROWS_AS(write_idx_labels({}), Error);
}
