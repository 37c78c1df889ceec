#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/error.hpp"
#include "engine/core/image.hpp"
#include "engine/data/ink.hpp"
#include "engine/data/slashed_zeros.hpp"

using namespace inkgrad;

namespace {

/// A zero, drawn with a pen of 2.4 pixels: 20 pixels high, 14.6 wide.
InkImage zero() {
  Stroke ring;
  for (int i = 0; i <= 60; ++i) {
    const double angle = i * std::numbers::pi / 30;
    ring.push_back({0.7 * std::sin(angle), -std::cos(angle)});
  }
  return ink_to_image({ring}, 0.27);
}

/// `count` pictures of that zero, labelled 0, 1, 2, ... 9, 0, ... or all 0.
Dataset zeros(std::int64_t count, bool all = true) {
  const InkImage image = zero();
  Dataset digits;
  for (std::int64_t i = 0; i < count; ++i) {
    digits.images.insert(digits.images.end(), image.pixels.begin(), image.pixels.end());
    digits.labels.push_back(all ? 0 : i % 10);
  }
  return digits;
}

bool same_digit(const Dataset& a, const Dataset& b, std::int64_t i) {
  const std::int64_t from = i * image_pixels;
  return std::equal(a.images.begin() + from, a.images.begin() + from + image_pixels, b.images.begin() + from);
}

}  // namespace

TEST_CASE("a share of the zeros is slashed, and nothing else changes") {
  const Dataset plain = zeros(4000, false);
  const Dataset slashed = slash_zeros(plain, 0.15, 3);
  CHECK(slashed.labels == plain.labels);
  int changed = 0;
  for (std::int64_t i = 0; i < plain.count(); ++i) {
    if (same_digit(plain, slashed, i)) continue;
    ++changed;
    CHECK(plain.labels[static_cast<std::size_t>(i)] == 0);
  }
  CHECK(changed > 40);  // of 400 zeros 60 are expected, and 7 more or less are usual
  CHECK(changed < 80);
  CHECK(slash_zeros(plain, 0, 3).images == plain.images);
}

TEST_CASE("seed and place decide the slashes; a larger share slashes the same zeros and more") {
  const Dataset plain = zeros(300);
  const Dataset few = slash_zeros(plain, 0.2, 7), more = slash_zeros(plain, 0.5, 7);
  CHECK(few.images == slash_zeros(plain, 0.2, 7).images);
  CHECK(few.images != slash_zeros(plain, 0.2, 8).images);
  CHECK(slash_zeros(plain.first(100), 0.2, 7).images == few.first(100).images);
  int in_few = 0, in_more = 0;
  for (std::int64_t i = 0; i < plain.count(); ++i) {
    in_more += same_digit(plain, more, i) ? 0 : 1;
    if (same_digit(plain, few, i)) continue;
    ++in_few;
    CHECK(same_digit(few, more, i));
  }
  CHECK(in_few < in_more);
}

TEST_CASE("a slash only adds ink: a line from lower left to upper right, in the hole of the zero and little beyond") {
  const Dataset plain = zeros(200), slashed = slash_zeros(plain, 1, 1);
  for (std::int64_t i = 0; i < plain.count(); ++i) {
    bool only_adds = true;
    double inked = 0, sum_x = 0, sum_y = 0, sum_xx = 0, sum_yy = 0, sum_xy = 0;
    for (int p = 0; p < image_pixels; ++p) {
      const auto at = static_cast<std::size_t>(i * image_pixels + p);
      only_adds = only_adds && slashed.images[at] >= plain.images[at];
      const double added = (slashed.images[at] - plain.images[at]) / 255.0, x = p % image_side, y = p / image_side;
      inked += added;
      sum_x += added * x;
      sum_y += added * y;
      sum_xx += added * x * x;
      sum_yy += added * y * y;
      sum_xy += added * x * y;
    }
    const double mean_x = sum_x / inked, mean_y = sum_y / inked;
    const double var_x = sum_xx / inked - mean_x * mean_x, var_y = sum_yy / inked - mean_y * mean_y;
    CAPTURE(i);
    CHECK(only_adds);
    // The hole is 10 pixels wide and 15 high: the flattest line through it is 12 long, less a tenth at each end, and the thinnest
    // 0.8 of the pen's 2.4 pixels.
    CHECK(inked > 18);
    CHECK(inked < 55);
    CHECK((sum_xy / inked - mean_x * mean_y) / std::sqrt(var_x * var_y) < -0.8);  // their correlation; y goes down
    CHECK(std::abs(mean_x - 13.5) < 4);  // a tenth of the box, uneven ends, and what the ring hides
    CHECK(std::abs(mean_y - 13.5) < 5);
  }
}

TEST_CASE("slashing draws nothing without ink, and refuses what is no share") {
  Dataset blank = zeros(3);
  std::fill(blank.images.begin(), blank.images.end(), std::uint8_t{0});
  CHECK(slash_zeros(blank, 1, 1).images == blank.images);
  CHECK(slash_zeros(Dataset{}, 1, 1).count() == 0);
  for (const double wrong : {-0.1, 1.01, std::nan("")}) {
    CHECK_THROWS_WITH_AS(slash_zeros(blank, wrong, 1), doctest::Contains("must be 0 to 1"), Error);
  }
}
