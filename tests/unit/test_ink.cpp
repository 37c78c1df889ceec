#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/data/ink.hpp"
#include "tests/unit/bytes.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

/// A seven with a bar, in sixty-fourths so that scaling by powers of two and moving are exact.
const Strokes seven{{{0, 0}, {0.25, 0.03125}, {0.625, 0}, {0.40625, 0.46875}, {0.28125, 1}},
                    {{0.125, 0.5}, {0.5, 0.46875}}};

Strokes moved(Strokes strokes, double scale, double dx, double dy) {
  for (Stroke& stroke : strokes) {
    for (Point& point : stroke) point = {point.x * scale + dx, point.y * scale + dy};
  }
  return strokes;
}

InkImage drawn(const Strokes& strokes) { return ink_to_image(strokes, default_pen_width(strokes)); }

double sum(const InkImage& image) {
  double total = 0;
  for (const int pixel : image.pixels) total += pixel;
  return total / 255;
}

/// FNV-1a, to pin an image in a line.
std::uint64_t hash(const InkImage& image) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const std::uint8_t pixel : image.pixels) value = (value ^ pixel) * 0x100000001b3;
  return value;
}

double distance_to_segment(Point p, Point a, Point b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double squared = dx * dx + dy * dy;
  const double t = squared > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / squared, 0.0, 1.0) : 0;
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/// Where the ink begins in an image: its first column and row.
std::pair<int, int> corner(const InkImage& image) {
  int left = 28;
  int top = 28;
  for (int i = 0; i < 784; ++i) {
    if (image.pixels[static_cast<std::size_t>(i)] == 0) continue;
    left = std::min(left, i % 28);
    top = std::min(top, i / 28);
  }
  return {left, top};
}

}  // namespace

TEST_CASE("no ink gives an empty image") {
  for (const Strokes& strokes : {Strokes{}, Strokes{{}}, Strokes{{}, {}}}) {
    CHECK(drawn(strokes).pixels == InkImage{}.pixels);
  }
}

TEST_CASE("a drawing is framed as MNIST's digits are") {
  CHECK(is_framed_like_mnist(drawn(seven).pixels));
  CHECK(is_framed_like_mnist(drawn({{{0, 0}, {0, 1}}}).pixels));  // a one: no width at all
  CHECK(is_framed_like_mnist(drawn({{{0, 0}, {1, 0}}}).pixels));  // a dash
  CHECK(is_framed_like_mnist(drawn({{{0, 0}, {1, 1}}}).pixels));
  CHECK(is_framed_like_mnist(drawn({{{0, 0}, {0.5, 0}, {0.5, 1}, {0, 1}, {0, 0}}}).pixels));
  // Mass far to one side: the frame follows the mass, but the ink stays inside.
  const Strokes heavy{{{0, 0}, {1, 0}}, {{0, 0.02}, {1, 0.02}}, {{0, 0.04}, {1, 0.04}}, {{0.5, 0}, {0.5, 1}}};
  const InkImage image = drawn(heavy);
  CHECK(corner(image).second > 4);
  CHECK(sum(image) > 60);
}

TEST_CASE("ink does not depend on where, in what unit, or from which end it was drawn") {
  const InkImage image = drawn(seven);
  CHECK(drawn(moved(seven, 512, 0, 0)).pixels == image.pixels);
  CHECK(drawn(moved(seven, 1.0 / 1024, 0, 0)).pixels == image.pixels);
  CHECK(drawn(moved(seven, 256, -640, 4096)).pixels == image.pixels);
  Strokes reversed(seven.rbegin(), seven.rend());
  for (Stroke& stroke : reversed) std::reverse(stroke.begin(), stroke.end());
  const InkImage backwards = drawn(reversed);
  for (std::size_t i = 0; i < 784; ++i) CHECK(std::abs(backwards.pixels[i] - image.pixels[i]) <= 1);
  Strokes doubled = seven;  // points that do not move the pen
  doubled[0].insert(doubled[0].begin() + 2, 50, doubled[0][2]);
  CHECK(drawn(doubled).pixels == image.pixels);
}

TEST_CASE("ink is what samples of the pen's path say") {
  const double pen = 0.13;
  const double scale = 20 / (1 + pen);
  const InkImage image = ink_to_image(seven, pen);
  const auto [left, top] = corner(image);
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 20 && left + x < 28; ++x) {
      int covered = 0;
      for (int sample = 0; sample < 256; ++sample) {
        const Point p{(x + (sample % 16 + 0.5) / 16) / scale - pen / 2,
                      (y + (sample / 16 + 0.5) / 16) / scale - pen / 2};
        bool inside = false;
        for (const Stroke& stroke : seven) {
          for (std::size_t i = 1; i < stroke.size(); ++i) {
            inside = inside || distance_to_segment(p, stroke[i - 1], stroke[i]) <= pen / 2;
          }
        }
        covered += inside;
      }
      const int expected = static_cast<int>(std::lround(covered * 255 / 256.0));
      CHECK(std::abs(image.pixels[static_cast<std::size_t>((top + y) * 28 + left + x)] - expected) <= 2);
    }
  }
}

TEST_CASE("a tap is a dot in the middle, and stays one while it hardly moves") {
  const InkImage dot = drawn({{{17, 4}}});
  const double area = 3.14159265358979 * 2.5 * 2.5;
  CHECK(sum(dot) == doctest::Approx(area).epsilon(0.02));
  CHECK(dot.pixels[14 * 28 + 14] == 255);
  CHECK(corner(dot) == std::pair{12, 12});
  CHECK(ink_to_image({{{1e9, -1e9}}}, 3).pixels == dot.pixels);
  CHECK(ink_to_image({{{17, 4}, {17, 4}}}, 1).pixels == dot.pixels);
  CHECK(sum(ink_to_image({{{17, 4}, {17.01, 4}}}, 12)) == doctest::Approx(area).epsilon(0.02));
  // From dot to line there is no jump.
  double before = sum(ink_to_image({{{0, 0}}}, 1));
  for (double length = 0.05; length < 6; length += 0.05) {
    const double now = sum(ink_to_image({{{0, 0}, {length, 0}}}, 1));
    CHECK(std::abs(now - before) < 3);
    before = now;
  }
}

TEST_CASE("the pen's width is kept within what can be drawn") {
  CHECK(default_pen_width(seven) == 0.13);
  CHECK(default_pen_width(moved(seven, 256, 9, 9)) == 0.13 * 256);
  CHECK(default_pen_width({}) == 1);
  CHECK(default_pen_width({{{5, 5}}}) == 1);
  CHECK(sum(ink_to_image(seven, 1e-300)) > 10);
  CHECK(sum(ink_to_image(seven, 0.01)) > 10);
  CHECK(sum(ink_to_image(seven, 1e300)) == doctest::Approx(sum(drawn({{{0, 0}}}))).epsilon(0.01));
  CHECK(sum(ink_to_image(seven, 0.2)) > sum(ink_to_image(seven, 0.1)));
}

TEST_CASE("wrong coordinates, widths and counts are refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double pen : {0.0, -1.0, nan, infinity}) {
    CHECK(contains(input_error_of([&] { ink_to_image(seven, pen); }), "pen"));
  }
  for (const Point point :
       {Point{nan, 0}, Point{0, nan}, Point{infinity, 0}, Point{0, -infinity}, Point{1e300, 0}}) {
    const Strokes strokes{{{0, 0}, point}};
    CHECK(contains(input_error_of([&] { ink_to_image(strokes, 1); }), "coordinate"));
    CHECK(contains(input_error_of([&] { default_pen_width(strokes); }), "coordinate"));
  }
  const Strokes scribble{Stroke(60'000), Stroke(40'001)};
  CHECK(contains(input_error_of([&] { ink_to_image(scribble, 1); }), "100000 points"));
}

TEST_CASE("the largest scribble is still drawn") {
  Strokes scribble(1);
  for (int i = 0; i < 100'000; ++i) scribble[0].push_back({(i * 7919) % 1000 / 1.0, (i * 10473) % 997 / 1.0});
  CHECK(sum(drawn(scribble)) > 350);
}

TEST_CASE("the same ink gives the same bytes on every machine") {
  CHECK(hash(drawn(seven)) == 13661310638798681484ULL);
  CHECK(hash(drawn({{{0.1, 0.2}, {0.7, 0.3}, {0.2, 0.9}}, {{0.5, 0.5}}})) == 7193458617757257593ULL);
  CHECK(hash(drawn({{{3, 3}}})) == 17000624843058349174ULL);
}
