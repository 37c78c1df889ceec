#include <algorithm>
#include <cstdlib>

#include "engine/data/picture.hpp"
#include "engine/io/png.hpp"
#include "tests/unit/bytes.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

using Pixels = std::vector<std::uint8_t>;

Bytes raw(std::initializer_list<int> values) {
  Bytes bytes;
  for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

Pixels pixels_of(const Bytes& png) { return read_png_gray(png, "test.png").pixels; }

/// A picture with `ink` wherever `is_ink(x, y)`, else `paper`.
template <class Where>
GrayImage picture(int width, int height, int paper, int ink, Where is_ink) {
  GrayImage image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x)
      image.pixels.push_back(static_cast<std::uint8_t>(is_ink(x, y) ? ink : paper));
  }
  return image;
}

/// A tall ring, much like a zero: 60 x 90 outside, lines of 10.
bool in_ring(int x, int y) {
  const auto within = [&](double a, double b) {
    const double u = (x - 59.5) / a;
    const double v = (y - 69.5) / b;
    return u * u + v * v <= 1;
  };
  return within(30, 45) && !within(20, 35);
}

std::int64_t sum(const InkImage& image) {
  std::int64_t total = 0;
  for (const int pixel : image.pixels) total += pixel;
  return total;
}

int greatest_difference(const InkImage& a, const InkImage& b) {
  int greatest = 0;
  for (std::size_t i = 0; i < 784; ++i) greatest = std::max(greatest, std::abs(a.pixels[i] - b.pixels[i]));
  return greatest;
}

}  // namespace

TEST_CASE("a grey PNG keeps its values, written and read") {
  GrayImage image{256, 3, {}};
  for (int i = 0; i < 768; ++i) image.pixels.push_back(static_cast<std::uint8_t>(i));
  const GrayImage back = read_png_gray(write_png_gray(image), "back");
  CHECK(back.width == 256);
  CHECK(back.height == 3);
  CHECK(back.pixels == image.pixels);
  CHECK(contains(input_error_of([] { write_png_gray({2, 2, {1, 2, 3}}); }), "2x2 with 3 pixels"));
  CHECK(contains(input_error_of([] { write_png_gray({0, 0, {}}); }), "0x0"));
}

TEST_CASE("every colour type and depth is read") {
  CHECK(pixels_of(png_file(4, 1, 1, 0, raw({0, 0b1010'0000}))) == Pixels{255, 0, 255, 0});
  CHECK(pixels_of(png_file(2, 1, 4, 0, raw({0, 0x0f}))) == Pixels{0, 255});
  CHECK(pixels_of(png_file(2, 1, 8, 0, raw({0, 17, 200}))) == Pixels{17, 200});
  CHECK(pixels_of(png_file(2, 1, 16, 0, raw({0, 0, 0, 0xff, 0xff}))) == Pixels{0, 255});
  // Luma of red, green, blue and white.
  CHECK(pixels_of(png_file(4, 1, 8, 2, raw({0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}))) ==
        Pixels{76, 150, 29, 255});
  const std::vector<std::pair<std::string, Bytes>> palette{{"PLTE", raw({10, 10, 10, 250, 250, 250})}};
  CHECK(pixels_of(png_file(4, 1, 1, 3, raw({0, 0b0110'0000}), palette)) == Pixels{10, 250, 250, 10});
  CHECK(pixels_of(png_file(2, 1, 8, 4, raw({0, 33, 255, 44, 255}))) == Pixels{33, 44});
  CHECK(pixels_of(png_file(1, 2, 8, 6, raw({0, 9, 9, 9, 255, 0, 8, 8, 8, 255}))) == Pixels{9, 8});
}

TEST_CASE("transparent parts take what the visible ones stand out against") {
  // One tone: dark ink gets white paper, light ink black, half-covered pixels lie between.
  CHECK(pixels_of(png_file(3, 1, 8, 4, raw({0, 0, 0, 0, 255, 0, 128}))) == Pixels{255, 0, 127});
  CHECK(pixels_of(png_file(3, 1, 8, 4, raw({0, 255, 0, 255, 255, 255, 128}))) == Pixels{0, 255, 128});
  // Two tones: white paper with a dark mark and transparent corners, which become paper.
  CHECK(pixels_of(png_file(5, 1, 8, 4, raw({0, 0, 0, 255, 255, 20, 255, 255, 255, 255, 255}))) ==
        Pixels{255, 255, 20, 255, 255});
  // Nothing visible at all.
  CHECK(pixels_of(png_file(2, 1, 8, 4, raw({0, 7, 0, 90, 0}))) == Pixels{255, 255});
}

TEST_CASE("what is not a whole PNG of sensible size is refused, with the reason") {
  const Bytes good = png_file(2, 2, 8, 0, raw({0, 1, 2, 0, 3, 4}));
  const auto error = [](const Bytes& bytes) {
    return input_error_of([&] { read_png_gray(bytes, "digit.png"); });
  };
  CHECK(error(good).empty());
  CHECK(contains(error({}), "digit.png: byte 0: not a PNG"));
  CHECK(contains(error(bytes_of("GIF89a and more")), "not a PNG"));
  CHECK(contains(error(Bytes(good.begin(), good.begin() + 40)), "cut off in the chunk at byte 33"));
  CHECK(contains(error(Bytes(good.begin(), good.end() - 12)), "cut off"));
  Bytes flipped = good;
  flipped[20] ^= std::byte{4};
  CHECK(contains(error(flipped), "byte 8: its checksum is wrong"));
  CHECK(contains(error(png_file(0, 2, 8, 0, raw({0}))), "0x2 pixels"));
  CHECK(contains(error(png_file(4097, 4096, 8, 0, raw({0}))), "4097x4096 pixels, expected 1 to 16777216"));
  CHECK(contains(error(png_file(0xffffffff, 0xffffffff, 8, 0, raw({0}))), "pixels"));
  CHECK(contains(error(png_file(2, 2, 7, 0, raw({0, 1, 2, 0, 3, 4}))), "not a readable PNG"));
  CHECK(contains(error(png_file(2, 2, 8, 0, raw({0, 1, 2}))), "not a readable PNG"));
  CHECK(contains(error(png_file(2, 1, 8, 3, raw({0, 0, 1}))), "not a readable PNG"));  // no palette
}

TEST_CASE("a 28x28 picture framed like MNIST's is used as it is, in either polarity") {
  GrayImage digit =
      picture(28, 28, 0, 255, [](int x, int y) { return x >= 11 && x < 18 && y >= 4 && y < 24; });
  digit.pixels[4 * 28 + 11] = 3;  // values that a stretch or a threshold would change
  digit.pixels[23 * 28 + 17] = 91;
  REQUIRE(is_framed_like_mnist(digit.pixels));
  const InkImage ink = png_to_ink(write_png_gray(digit), "digit.png");
  CHECK(Pixels(ink.pixels.begin(), ink.pixels.end()) == digit.pixels);
  const InkImage direct = image_to_mnist(digit.pixels, 28, 28);
  CHECK(direct.pixels == ink.pixels);

  GrayImage negative = digit;
  for (std::uint8_t& pixel : negative.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);
  CHECK(picture_to_ink(negative).pixels == ink.pixels);

  Bytes rows;  // the same digit in the alpha channel of a white picture, and of a black one
  Bytes black_rows;
  for (int y = 0; y < 28; ++y) {
    append(rows, raw({0}));
    append(black_rows, raw({0}));
    for (int x = 0; x < 28; ++x) {
      const int ink_here = digit.pixels[static_cast<std::size_t>(y * 28 + x)];
      append(rows, raw({255, ink_here}));
      append(black_rows, raw({0, ink_here}));
    }
  }
  CHECK(png_to_ink(png_file(28, 28, 8, 4, rows), "alpha.png").pixels == ink.pixels);
  CHECK(png_to_ink(png_file(28, 28, 8, 4, black_rows), "alpha.png").pixels == ink.pixels);

  // Off centre, it is framed anew.
  GrayImage moved = picture(28, 28, 0, 255, [](int x, int y) { return x < 7 && y < 20; });
  CHECK_FALSE(is_framed_like_mnist(moved.pixels));
  CHECK(is_framed_like_mnist(picture_to_ink(moved).pixels));
}

TEST_CASE("a picture reads the same in any polarity, contrast, place and size") {
  const InkImage usual = picture_to_ink(picture(120, 140, 0, 255, in_ring));
  CHECK(is_framed_like_mnist(usual.pixels));
  CHECK(*std::max_element(usual.pixels.begin(), usual.pixels.end()) == 255);
  CHECK(picture_to_ink(picture(120, 140, 255, 0, in_ring)).pixels == usual.pixels);
  CHECK(picture_to_ink(picture(120, 140, 100, 180, in_ring)).pixels == usual.pixels);
  CHECK(picture_to_ink(picture(120, 140, 250, 60, in_ring)).pixels == usual.pixels);
  CHECK(picture_to_ink(picture(300, 500, 255, 0, [](int x, int y) {
          return in_ring(x - 170, y - 350);
        })).pixels == usual.pixels);
  const auto thrice = [](int x, int y) { return in_ring(x / 3, y / 3); };
  CHECK(greatest_difference(picture_to_ink(picture(360, 420, 255, 0, thrice)), usual) <= 1);
  // Uneven paper, less than the ink by far.
  GrayImage paper = picture(120, 140, 230, 30, in_ring);
  for (std::size_t i = 0; i < paper.pixels.size(); i += 3) paper.pixels[i] -= 6;
  CHECK(greatest_difference(picture_to_ink(paper), usual) <= 12);
}

TEST_CASE("thin lines are drawn as thick as MNIST's") {
  const auto cross = [](int width) {
    return [width](int x, int y) { return (x >= 200 && x < 200 + width) || (y >= 150 && y < 150 + width); };
  };
  const auto framed = [&](int width) {
    return picture_to_ink(picture(400, 300, 255, 0, [&](int x, int y) {
      return x > 20 && x < 380 && y > 20 && y < 280 && cross(width)(x, y);
    }));
  };
  const std::int64_t usual = sum(framed(44));  // 2.45 of 20 pixels
  for (const int width : {1, 4, 10, 20}) {
    CAPTURE(width);
    CHECK(is_framed_like_mnist(framed(width).pixels));
    CHECK(sum(framed(width)) > usual * 8 / 10);
    CHECK(sum(framed(width)) < usual * 12 / 10);
  }
  CHECK(sum(framed(80)) > usual * 15 / 10);
}

TEST_CASE("pictures without a digit, and odd ones, give an image") {
  const InkImage blank;
  const auto nowhere = [](int, int) { return false; };
  CHECK(picture_to_ink(picture(1, 1, 0, 0, nowhere)).pixels == blank.pixels);
  CHECK(picture_to_ink(picture(50, 50, 255, 0, nowhere)).pixels == blank.pixels);
  CHECK(picture_to_ink(picture(50, 50, 200, 190, in_ring)).pixels == blank.pixels);
  CHECK(image_to_mnist(Pixels(50 * 50), 50, 50).pixels == blank.pixels);
  // A dot, a line one pixel high, a line one pixel wide, a picture smaller than the box.
  for (const auto& [width, height] :
       {std::pair{9, 9}, std::pair{1000, 1}, std::pair{1, 1000}, std::pair{5, 7}}) {
    CAPTURE(width);
    const GrayImage line =
        picture(width, height, 0, 255, [&](int x, int y) { return x == width / 2 || y == height / 2; });
    CHECK(sum(image_to_mnist(line.pixels, width, height)) > 0);
    CHECK_NOTHROW(picture_to_ink(line));
  }
  CHECK(contains(input_error_of([] { image_to_mnist(Pixels(10), 3, 3); }), "3x3 with 10 pixels"));
  CHECK(contains(input_error_of([] { image_to_mnist({}, 0, 0); }), "0x0"));
  CHECK(contains(input_error_of([] { picture_to_ink({-1, -1, {1}}); }), "-1x-1"));
}
