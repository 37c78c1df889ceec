#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "tests/unit/app_fixture.hpp"
#include "web/app/state/api.hpp"
#include "web/app/text.hpp"

using namespace inkgrad;
using namespace inkgrad::test_app;

TEST_CASE("an address leads another page to the same view") {
  Fixture one;
  CHECK(call(one.app, R"({"call":"address"})") == "{}");
  call(one.app, R"({"call":"draw","strokes":[[[0.2,0.2],[0.8,0.2],[0.4,0.9]]],"raw":true})");
  call(one.app, R"({"call":"lesson","id":"pixels","choices":{"index":"[-1, 3]","digit":3}})");
  one.app.training.draft.spec = "784-10";
  one.app.training.draft.lr = 0.25;
  one.app.drawing.set_pen_width(0.1);
  one.frame();
  const Json address = Json::parse(call(one.app, R"({"call":"address"})"));

  Fixture other;
  CHECK(call(other.app, Json{{"call", "go"}, {"address", address}}.dump()) == "{}");
  CHECK(Json::parse(call(other.app, R"({"call":"address"})")) == address);
  CHECK(other.app.lesson() == lesson_index("pixels"));
  CHECK(other.app.training.draft == one.app.training.draft);
  CHECK(other.app.image().pixels == one.app.image().pixels);
  CHECK(other.app.notices().empty());

  call(other.app, R"({"call":"go","address":{}})");
  CHECK(call(other.app, R"({"call":"address"})") == "{}");
  CHECK(other.app.lesson() == -1);
  CHECK(other.app.drawing.empty());
}

TEST_CASE("numbers in an address may be written as text, as a link has them") {
  Fixture f;
  call(f.app, R"({"call":"go","address":{"lesson":"pixels","choices":{"digit":"7","index":"7"}}})");
  const Json lesson = Json::parse(call(f.app, R"({"call":"state"})"))["lesson"];
  CHECK(lesson["choices"]["digit"] == 7);
  CHECK(lesson["choices"]["index"] == "7");
}

TEST_CASE("what makes no sense in an address is said, and the rest is followed") {
  Fixture f;
  for (const char* wrong : {R"({"lesson":"alchemy"})", R"({"settings":{"spec":"784-11"}})", R"({"settings":{"lr":-1}})", R"({"pen":"wide"})",
                            R"({"strokes":[["a"]]})", R"({"model":"nobody's"})", R"({"lesson":"pixels","choices":{"digit":12}})",
                            R"({"weights":{"spec":"784-128r-10"}})", R"({"weights":{"spec":"784-10","mean":0,"std":1,"limits":[1,1],"values":[1]}})",
                            R"({"picture":[1,2]})"}) {
    CAPTURE(wrong);
    Json address = Json::parse(wrong);
    if (!address.contains("pen")) address["pen"] = 0.1;
    CHECK(call(f.app, Json{{"call", "go"}, {"address", address}}.dump()) == "{}");
    REQUIRE(f.app.notices().size() == 1);
    CHECK(f.app.notices()[0].text.find("link") != std::string::npos);
    if (address["pen"].is_number() && !address.contains("strokes")) CHECK(f.app.drawing.pen_width() == doctest::Approx(0.1));
    f.app.dismiss(0);
  }
}

TEST_CASE("a small model in training travels in its address and reads alike") {
  Fixture one;
  one.with_data();
  one.app.start_training();
  one.configured();
  one.progress(10, 1);
  Model trained = make_model("784-10", 9);
  trained.mean = 0.13;
  trained.std = 0.31;
  one.give({{"type", "model"}, {"step", 10}}, serialise_model(trained));
  call(one.app, R"({"call":"draw","strokes":[[[0.2,0.2],[0.8,0.2],[0.4,0.9]]],"raw":true})");
  const Json address = Json::parse(call(one.app, R"({"call":"address","weights":true})"));
  REQUIRE(address.contains("weights"));
  CHECK_FALSE(Json::parse(call(one.app, R"({"call":"address"})")).contains("weights"));

  Fixture other;
  call(other.app, Json{{"call", "go"}, {"address", address}}.dump());
  const auto expected = one.app.reader.reading().probabilities, got = other.app.reader.reading().probabilities;
  CHECK(other.app.reader.reading().digit == one.app.reader.reading().digit);
  // A weight is off by at most a part in 65,534 of the largest of its layer.
  for (std::size_t i = 0; i < 10; ++i) CHECK(got[i] == doctest::Approx(expected[i]).epsilon(1e-3));
}
