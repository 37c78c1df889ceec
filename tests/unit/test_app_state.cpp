#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "tests/unit/app_fixture.hpp"
#include "web/app/state/api.hpp"
#include "web/app/text.hpp"

using namespace inkgrad;
using namespace inkgrad::test_app;

TEST_CASE("a drawing keeps strokes, and undo takes them back one by one") {
  Drawing drawing;
  CHECK(drawing.empty());
  drawing.begin({0.2, 0.2});
  drawing.extend({0.4, 0.2});
  drawing.end();
  drawing.extend({0.9, 0.9});  // the pen is up
  drawing.begin({0.5, 0.5});
  CHECK(drawing.active());
  drawing.end();
  REQUIRE(drawing.strokes().size() == 2);
  CHECK(drawing.strokes()[0].size() == 2);
  drawing.undo();
  CHECK(drawing.strokes().size() == 1);
  drawing.undo();
  CHECK(drawing.empty());
  CHECK_FALSE(drawing.can_undo());
}

TEST_CASE("a second finger takes the stroke back") {
  Drawing drawing;
  drawing.set(seven, true);
  drawing.begin({0.5, 0.5});
  drawing.cancel();
  CHECK_FALSE(drawing.active());
  REQUIRE(drawing.strokes().size() == 1);
  CHECK(drawing.strokes()[0].size() == seven[0].size());
}

TEST_CASE("clear can be undone") {
  Drawing drawing;
  drawing.set(seven, true);
  drawing.clear();
  CHECK(drawing.empty());
  CHECK(drawing.can_undo());
  drawing.undo();
  CHECK(drawing.strokes().size() == 1);
}

TEST_CASE("strokes in any unit are fitted to the middle of the pad, raw ones stay") {
  Drawing drawing;
  drawing.set({{{100, 300}, {200, 500}}}, false);
  const Stroke& fitted = drawing.strokes()[0];
  CHECK(fitted[0].x + fitted[1].x == doctest::Approx(1));
  CHECK(fitted[1].y - fitted[0].y == doctest::Approx(0.7));
  drawing.set({{{0.1, 0.3}}}, true);
  CHECK(drawing.strokes()[0][0].x == 0.1);
  CHECK_THROWS_AS(drawing.set({{{NAN, 0}}}, true), Error);
}

TEST_CASE("a fitted drawing is read as the file's strokes are, whatever the pen") {
  Drawing drawing;
  const Strokes large{{{100, 100}, {400, 120}, {250, 600}}};
  drawing.set(large, false);
  const InkImage expected = ink_to_image(large, default_pen_width(large));
  CHECK(drawing.image().pixels == expected.pixels);
  drawing.set_pen_width(Drawing::widest_pen);
  CHECK(drawing.image().pixels == expected.pixels);
}

TEST_CASE("the reading follows drawing and model in the same frame") {
  Fixture f;
  REQUIRE(f.app.load_model("small", f.model_file(), false));
  f.app.drawing.set(seven, true);
  CHECK(f.app.needs_update());
  f.frame();
  CHECK_FALSE(f.app.needs_update());
  REQUIRE(f.app.reader.has_reading());
  const auto expected = predict(f.app.reader.chosen()->model, f.app.image().pixels).front();
  CHECK(f.app.reader.reading().probabilities == expected.probabilities);
  f.app.drawing.clear();
  f.frame();
  CHECK_FALSE(f.app.reader.has_reading());
}

TEST_CASE("bars ease within 120 ms, and at once with reduced motion") {
  Fixture f;
  f.app.load_model("small", f.model_file(), false);
  f.frame();
  f.app.drawing.set(seven, true);
  f.frame();
  const auto target = f.app.reader.reading().probabilities;
  CHECK(f.app.reader.bars() != target);
  for (int i = 0; i < 8; ++i) f.frame();
  CHECK(f.app.reader.bars() == target);
  f.app.reduced_motion = true;
  f.app.drawing.clear();
  f.frame();
  CHECK(*std::max_element(f.app.reader.bars().begin(), f.app.reader.bars().end()) == 0);
}

TEST_CASE("a file that is no model is refused in one sentence and changes nothing") {
  Fixture f;
  f.app.load_model("small", f.model_file(), false);
  std::vector<std::byte> damaged = f.model_file();
  damaged.resize(damaged.size() / 2);
  CHECK_FALSE(f.app.load_model("damaged", damaged, true));
  CHECK(f.app.reader.models().size() == 1);
  REQUIRE(f.app.notices().size() == 1);
  CHECK(f.app.notices()[0].level == Notice::Level::error);
  f.frame(60);
  CHECK(f.app.notices().empty());
}

TEST_CASE("a dropped model is chosen, one of the same name replaced") {
  Fixture f;
  f.app.load_model("a", f.model_file(1), false);
  f.app.load_model("b", f.model_file(2), true);
  CHECK(f.app.reader.chosen()->name == "b");
  f.app.load_model("b", f.model_file(3), true);
  CHECK(f.app.reader.models().size() == 2);
}

TEST_CASE("a spec is checked as it is typed") {
  FakeLink link;
  Training training(link);
  CHECK(training.spec().spec.has_value());
  training.draft.spec = "784-x-10";
  CHECK_FALSE(training.spec().spec.has_value());
  CHECK(training.spec().position == 5);
  CHECK_FALSE(training.spec().error.empty());
}

TEST_CASE("the call interface draws, predicts, trains and tells") {
  Fixture f;
  f.with_data();
  f.app.load_model("small", f.model_file(), false);
  Json answer = Json::parse(call(f.app, R"({"call":"draw","strokes":[[[0,0],[10,0],[4,12]]]})"));
  CHECK(answer["digit"].is_number());
  CHECK(answer["probabilities"].size() == 10);
  CHECK(answer["model"] == "small");
  answer = Json::parse(call(f.app, R"({"call":"state"})"));
  CHECK(answer["strokes"] == 1);
  CHECK(answer["image"].size() == 784);
  CHECK(answer["accuracy"].is_null());
  CHECK(answer["data"]["train"] == 4000);
  CHECK_FALSE(answer.contains("trace"));
  call(f.app, R"({"call":"clear"})");
  CHECK(Json::parse(call(f.app, R"({"call":"predict"})"))["digit"].is_null());

  call(f.app, R"({"call":"train","options":{"spec":"784-10","steps":5,"trace":true}})");
  CHECK(f.link.last()["steps"] == 5);
  CHECK(f.link.last()["trace"] == true);
  f.configured();
  f.give({{"type", "trace"}, {"first_step", 1}, {"losses", {2.5, 2.25}}});
  answer = Json::parse(call(f.app, R"({"call":"state","trace":true})"));
  CHECK(answer["trace"] == Json{2.5, 2.25});
}

TEST_CASE("calls that make no sense answer with an error") {
  Fixture f;
  for (const char* request : {"", "[]", "{", R"({"call":"fly"})", R"({"call":"draw","strokes":7})",
                              R"({"call":"draw","strokes":[[[1,"a"]]]})", R"({"call":"train","options":{"lr":"fast"}})",
                              R"({"call":"train","options":{"spec":"nonsense"}})", R"({"call":"train"})"}) {
    CAPTURE(request);
    CHECK(Json::parse(call(f.app, request)).contains("error"));
  }
  CHECK(f.link.commands.empty());
}

TEST_CASE("the ranges that the page's words name are those that hold") {
  CHECK(std::stod(text::rate_low) == lowest_rate);
  CHECK(std::stod(text::rate_high) == highest_rate);
  const std::string batches = "1 to " + std::to_string(largest_batch);
  CHECK(text::batch_range == batches);
  CHECK(std::string(text::batch_both).ends_with(batches));
  const auto pen = [](double width) { return std::to_string(std::lround(width * 100)); };
  CHECK(std::string(text::pen_tip).ends_with("from " + pen(Drawing::thinnest_pen) + " to " + pen(Drawing::widest_pen) + "."));
}

TEST_CASE("an image on the pad is read as it is; undo gives back what it took the place of") {
  Drawing drawing;
  drawing.set(seven, false);
  const InkImage before = drawing.image();
  InkImage picture;
  picture.pixels[400] = 200;
  drawing.show_picture(picture);
  CHECK_FALSE(drawing.empty());
  CHECK(drawing.image().pixels == picture.pixels);
  drawing.undo();
  CHECK(drawing.picture() == nullptr);
  CHECK(drawing.strokes().size() == 1);
  CHECK(drawing.image().pixels == before.pixels);
  drawing.show_picture(picture);
  drawing.begin({0.5, 0.5});
  CHECK(drawing.picture() == nullptr);
  CHECK(drawing.strokes().size() == 1);
}
