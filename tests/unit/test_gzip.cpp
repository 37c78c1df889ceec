#include "engine/data/gzip.hpp"
#include "tests/unit/bytes.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

TEST_CASE("gunzip gives back what was packed, whatever its size") {
  for (const std::size_t size : {0UL, 1UL, 4095UL, 4096UL, 4097UL, 300'000UL}) {
    CAPTURE(size);
    const Bytes bytes = varied(size);
    CHECK(gunzip(gzip(bytes), size) == bytes);
    CHECK(gunzip(gzip(bytes), 1'000'000) == bytes);
  }
}

TEST_CASE("gunzip reads all members of a file") {
  Bytes packed = gzip(bytes_of("one "));
  append(packed, gzip(bytes_of("two")));
  CHECK(gunzip(packed, 100) == bytes_of("one two"));
}

TEST_CASE("gunzip refuses to unpack more than it is allowed") {
  const Bytes bomb = gzip(Bytes(10'000'000));
  CHECK(bomb.size() < 20'000);
  CHECK(contains(input_error_of([&] { gunzip(bomb, 1'000'000, "bomb.gz"); }),
                 "bomb.gz: unpacks to more than the 1000000"));
  CHECK(contains(input_error_of([&] { gunzip(bomb, 9'999'999); }), "unpacks to more"));
  CHECK(gunzip(bomb, 10'000'000).size() == 10'000'000);
}

TEST_CASE("gunzip names what is wrong and where") {
  const Bytes good = gzip(varied(5000));
  Bytes cut(good.begin(), good.end() - 3);
  CHECK(contains(input_error_of([&] { gunzip(cut, 5000); }), concatenate("cut off at byte ", cut.size())));
  Bytes wrong_checksum = good;
  wrong_checksum[good.size() - 8] ^= std::byte{1};
  CHECK(contains(input_error_of([&] { gunzip(wrong_checksum, 5000); }), "data check"));
  Bytes more = good;
  append(more, bytes_of("more"));
  CHECK(contains(input_error_of([&] { gunzip(more, 5000); }), "4 bytes after the end"));
  CHECK(contains(input_error_of([&] { gunzip(bytes_of("PK not gzip"), 5000); }), "at byte"));
  CHECK(contains(input_error_of([&] { gunzip({}, 5000); }), "cut off at byte 0"));
}

TEST_CASE("gunzip_head reads the beginning only") {
  const Bytes bytes = varied(100'000);
  Bytes packed = gzip(bytes);
  packed.resize(packed.size() - 8);  // the checksum is gone, but nobody gets that far
  CHECK(gunzip_head(packed, 16) == Bytes(bytes.begin(), bytes.begin() + 16));
  CHECK(gunzip_head(gzip(bytes_of("short")), 16) == bytes_of("short"));
}

TEST_CASE("is_gzip looks at two bytes") {
  CHECK(is_gzip(gzip({})));
  CHECK_FALSE(is_gzip({}));
  CHECK_FALSE(is_gzip(bytes_of("\x1f")));
  CHECK_FALSE(is_gzip(bytes_of("{}")));
}
