#include <doctest/doctest.h>

#include <cmath>

#include "tests/unit/app_fixture.hpp"
#include "web/app/state/api.hpp"
#include "web/app/state/curve_view.hpp"

using namespace inkgrad;
using namespace inkgrad::test_app;

namespace {

std::vector<CurvePoint> smoothed(const std::vector<CurvePoint>& curve, double weight) {
  std::vector<CurvePoint> result;
  smooth(curve, weight, result);
  return result;
}

}  // namespace

TEST_CASE("smoothing a curve gives the values that one computes by hand") {
  const std::vector<CurvePoint> curve = {{1, 4}, {2, 2}, {3, 0}};
  // With 0.5: m = 2, 2, 1 over 1/2, 3/4, 7/8.
  const std::vector<CurvePoint> half = smoothed(curve, 0.5);
  REQUIRE(half.size() == 3);
  CHECK(half[0].value == 4);
  CHECK(half[1].value == doctest::Approx(8.0 / 3).epsilon(1e-12));
  CHECK(half[2].value == doctest::Approx(8.0 / 7).epsilon(1e-12));
  CHECK(half[2].step == 3);
  const std::vector<CurvePoint> none = smoothed(curve, 0);
  for (std::size_t i = 0; i < curve.size(); ++i) CHECK(none[i].value == curve[i].value);
}

TEST_CASE("a level curve stays where it is from its first point on, however much it is smoothed") {
  std::vector<CurvePoint> level;
  for (int i = 0; i < 50; ++i) level.push_back({i * 10.0, 2.3});
  for (const CurvePoint& point : smoothed(level, 0.99)) CHECK(point.value == doctest::Approx(2.3).epsilon(1e-12));
}

TEST_CASE("what is no number is kept and does not count in smoothing") {
  const std::vector<CurvePoint> with = smoothed({{1, 4}, {2, NAN}, {3, 2}}, 0.5);
  CHECK(with[0].value == 4);
  CHECK(std::isnan(with[1].value));
  CHECK(with[2].value == doctest::Approx(8.0 / 3).epsilon(1e-12));
}

TEST_CASE("zooming into curves stays among their steps") {
  CurveView view;
  using Range = CurveView::Range;
  CHECK(view.shown(1000) == Range{0, 1000});
  view.show(600, 200, 1000);
  CHECK(view.shown(1000) == Range{200, 600});
  view.zoom_by(0.5, 300, 1000);
  CHECK(view.shown(1000) == Range{250, 450});
  view.move(0.5, 1000);
  CHECK(view.shown(1000) == Range{350, 550});
  view.move(10, 1000);
  CHECK(view.shown(1000) == Range{800, 1000});
  view.move(-10, 1000);
  CHECK(view.shown(1000) == Range{0, 200});
  view.zoom_by(0.001, 100, 1000);
  CHECK(view.shown(1000).to - view.shown(1000).from == CurveView::least_steps);
  view.zoom_by(1e6, 100, 1000);
  CHECK_FALSE(view.zoom().has_value());
  view.show(-50, 2000, 1000);
  CHECK_FALSE(view.zoom().has_value());
}

TEST_CASE("smoothed curves follow the training and the smoothing") {
  Fixture f;
  f.with_data();
  f.app.start_training();
  f.configured();
  f.progress(10, 4);
  f.progress(20, 2);
  f.app.curves.smoothing = 0.5;
  CHECK(f.app.curves.smoothed(f.app.training).at(0).loss.back().value == doctest::Approx(8.0 / 3).epsilon(1e-6));
  f.progress(30, 0);
  CHECK(f.app.curves.smoothed(f.app.training).at(0).loss.back().value == doctest::Approx(8.0 / 7).epsilon(1e-6));
  f.app.curves.smoothing = 0;
  CHECK(f.app.curves.smoothed(f.app.training).at(0).loss.back().value == 0);
}

TEST_CASE("how curves are looked at is in the address, and nonsense is refused") {
  Fixture one;
  one.app.curves.smoothing = 0.9;
  one.app.curves.log_loss = true;
  one.app.curves.show(200, 600, 1000);
  const Json address = Json::parse(call(one.app, R"({"call":"address"})"));
  CHECK(address == Json::parse(R"({"curves":{"smoothing":0.9,"log":true,"from":200.0,"to":600.0}})"));

  Fixture other;
  call(other.app, Json{{"call", "go"}, {"address", address}}.dump());
  CHECK(other.app.notices().empty());
  CHECK(Json::parse(call(other.app, R"({"call":"address"})")) == address);
  call(other.app, R"({"call":"go","address":{}})");
  CHECK(call(other.app, R"({"call":"address"})") == "{}");

  for (const char* wrong : {R"({"smoothing":1})", R"({"smoothing":-0.1})", R"({"log":3})", R"({"from":5,"to":2})", R"({"from":5})",
                            R"({"from":-5,"to":20})", R"({"from":0,"to":1e300})"}) {
    CAPTURE(wrong);
    Fixture f;
    call(f.app, Json{{"call", "go"}, {"address", {{"curves", Json::parse(wrong)}}}}.dump());
    CHECK(f.app.notices().size() == 1);
    CHECK(call(f.app, R"({"call":"address"})") == "{}");
  }
}
