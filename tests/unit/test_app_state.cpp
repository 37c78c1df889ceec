#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/core/error.hpp"
#include "web/app/state/api.hpp"
#include "web/app/state/app_state.hpp"
#include "web/app/text.hpp"

namespace {

using namespace inkgrad;
using Json = nlohmann::json;

/// Keeps commands and gives the events it is told to.
struct FakeLink : Link {
  void post(Message command) override { commands.push_back(std::move(command)); }
  std::vector<Message> poll() override { return std::exchange(events, {}); }
  Json last() const { return Json::parse(commands.back().head); }
  Json command(std::size_t i) const { return Json::parse(commands.at(i).head); }
  void give(const Json& event, std::vector<std::byte> body = {}) { events.push_back({event.dump(), std::move(body)}); }

  std::vector<Message> commands;
  std::vector<Message> events;
};

struct Fixture {
  FakeLink link;
  AppState app{link};
  double clock = 0;

  void frame(double seconds = 1.0 / 60) {
    clock += seconds;
    app.receive(clock);
    app.update();
  }
  void give(const Json& event, std::vector<std::byte> body = {}) {
    link.give(event, std::move(body));
    frame();
  }
  void with_data() { give({{"type", "data"}, {"split", "train"}, {"images", 4000}}); }
  void configured() { give({{"type", "configured"}, {"steps_per_epoch", 63}}); }
  void progress(int step, double loss) {
    give({{"type", "progress"}, {"step", step}, {"epoch", 0}, {"steps_per_epoch", 63}, {"loss", loss}, {"accuracy", 0.5},
          {"images_per_second", 1000}});
  }
  std::vector<std::byte> model_file(std::uint64_t seed = 1) { return serialise_model(make_model("784-10", seed)); }
  /// The types of the commands since number `from`.
  std::vector<std::string> types(std::size_t from = 0) const {
    std::vector<std::string> names;
    for (std::size_t i = from; i < link.commands.size(); ++i) names.push_back(link.command(i)["type"]);
    return names;
  }
};

const Strokes seven{{{0.2, 0.2}, {0.8, 0.2}, {0.4, 0.9}}};

}  // namespace

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

TEST_CASE("training waits for data, then configures and trains") {
  Fixture f;
  f.app.start_training();
  CHECK(f.link.commands.empty());
  f.with_data();
  f.app.start_training();
  CHECK(f.types() == std::vector<std::string>{"configure", "train"});
  CHECK(f.link.command(0)["spec"] == "784-128r-10");
  CHECK(f.app.training.running());
}

TEST_CASE("pausing and going on keeps the run; other settings begin another") {
  Fixture f;
  f.with_data();
  f.app.start_training();
  f.configured();
  f.progress(10, 1.5);
  f.app.training.pause();
  f.app.start_training();
  CHECK(f.app.training.runs().size() == 1);
  CHECK_FALSE(f.app.training.draft_needs_new_run());
  f.app.training.draft.batch = 32;
  CHECK(f.app.training.draft_needs_new_run());
  f.app.start_training();
  CHECK(f.app.training.runs().size() == 2);
  CHECK(f.app.training.runs()[0].colour != f.app.training.runs()[1].colour);
  CHECK(f.app.training.step_count() == 0);
}

TEST_CASE("a new learning rate is sent at once and needs no new run") {
  Fixture f;
  f.with_data();
  f.app.training.set_lr(0.01);
  CHECK(f.link.commands.empty());
  f.app.start_training();
  f.configured();
  f.app.training.set_lr(0.1);
  CHECK(f.link.last()["type"] == "set_lr");
  CHECK(f.link.last()["lr"] == 0.1);
  CHECK_FALSE(f.app.training.draft_needs_new_run());
}

TEST_CASE("events of the run before do not get into the new one") {
  Fixture f;
  f.with_data();
  f.app.start_training();
  f.configured();
  f.progress(10, 1.5);
  f.app.training.reset();
  f.progress(20, 1.2);  // was under way
  CHECK(f.app.training.runs().back().loss.empty());
  f.configured();
  f.progress(1, 2.3);
  REQUIRE(f.app.training.runs().back().loss.size() == 1);
  CHECK(f.app.training.runs().back().loss[0].step == 1);
}

TEST_CASE("the model in training reads as soon as there is a snapshot, until another is chosen") {
  Fixture f;
  f.with_data();
  f.app.load_model("small", f.model_file(1), false);
  f.app.start_training();
  f.configured();
  f.progress(10, 1.5);
  f.frame();
  CHECK(f.link.last()["type"] == "snapshot");
  const std::size_t asked = f.link.commands.size();
  f.frame(1);
  CHECK(f.link.commands.size() == asked);  // one at a time
  f.give({{"type", "model"}, {"step", 10}, {"spec", "784-10"}}, f.model_file(2));
  CHECK(f.app.reader.chosen()->live);
  f.app.reader.choose(0);
  f.progress(20, 1.2);
  f.frame(1);
  f.give({{"type", "model"}, {"step", 20}, {"spec", "784-10"}}, f.model_file(3));
  CHECK_FALSE(f.app.reader.chosen()->live);
}

TEST_CASE("a divergence stops the run and offers its best weights at a tenth of the rate") {
  Fixture f;
  f.with_data();
  f.app.training.set_lr(1);
  f.app.start_training();
  f.configured();
  f.progress(10, 1.5);
  f.give({{"type", "model"}, {"step", 10}, {"spec", "784-10"}}, f.model_file());
  f.give({{"type", "diverged"}, {"step", 12}, {"loss", nullptr}, {"reason", "the learning rate is too high"}});
  REQUIRE(f.app.training.divergence().has_value());
  CHECK_FALSE(f.app.training.running());
  const std::size_t before = f.link.commands.size();
  f.app.training.go_back();
  CHECK(f.types(before) == std::vector<std::string>{"load", "set_lr"});
  CHECK(f.app.training.draft.lr == doctest::Approx(0.1));
  CHECK_FALSE(f.app.training.divergence().has_value());
}

TEST_CASE("a run that diverges before its first number starts again from random weights, within the page's rates") {
  Fixture f;
  f.with_data();
  f.app.training.draft.lr = 1e10;
  f.app.start_training();
  f.configured();
  // Weights of the first step, before anything is known of them.
  f.give({{"type", "model"}, {"step", 1}, {"spec", "784-10"}}, f.model_file());
  f.give({{"type", "progress"}, {"step", 2}, {"epoch", 0}, {"steps_per_epoch", 63}, {"loss", nullptr}, {"accuracy", 0.1}});
  f.give({{"type", "diverged"}, {"step", 2}, {"loss", nullptr}, {"reason", "the learning rate is too high"}});
  REQUIRE(f.app.training.divergence().has_value());
  CHECK(f.app.training.divergence()->reason == "the learning rate is too high");
  CHECK_FALSE(f.app.training.has_way_back());
  const std::size_t before = f.link.commands.size();
  f.app.training.go_back();
  CHECK(f.types(before) == std::vector<std::string>{"configure"});
  CHECK(f.link.last()["lr"] == highest_rate);
  CHECK_FALSE(f.app.training.divergence().has_value());
  CHECK(f.app.training.runs().size() == 1);
}

TEST_CASE("a run whose validation loss has no new best for as many epochs as the patience stops, and its best weights can be had") {
  Fixture f;
  f.with_data();
  f.app.training.patience = 2;
  f.app.training.draft.spec = "784-10";
  f.app.start_training();
  f.configured();
  CHECK(f.link.command(1)["models"] == true);
  int epoch = 0;
  const auto epoch_of_loss = [&](double loss, bool with_model = true) {
    ++epoch;
    f.progress(10 * epoch, 1);
    f.give({{"type", "epoch"}, {"step", 10 * epoch}, {"epoch", epoch}, {"loss", loss}, {"accuracy", 0.5 + epoch / 100.0},
            {"train_loss", 1.0 / epoch}, {"train_accuracy", 0.9}},
           with_model ? f.model_file(static_cast<std::uint64_t>(epoch)) : std::vector<std::byte>());
  };
  epoch_of_loss(0.9);
  epoch_of_loss(0.7);
  epoch_of_loss(0.8);
  CHECK_FALSE(f.app.training.early_stop().has_value());
  CHECK(f.app.training.running());
  epoch_of_loss(0.75);
  REQUIRE(f.app.training.early_stop().has_value());
  CHECK(f.link.last()["type"] == "pause");
  CHECK_FALSE(f.app.training.running());
  CHECK(f.app.training.early_stop()->epoch == 4);
  CHECK(f.app.training.early_stop()->best_epoch == 2);
  CHECK(f.app.training.early_stop()->best_loss == doctest::Approx(0.7));
  const Run& run = f.app.training.runs().back();
  REQUIRE(run.epochs.loss.size() == 4);
  CHECK(run.epochs.train_loss[3].value == 0.25f);
  CHECK(run.epochs.loss[3].step == 4);

  REQUIRE(f.app.training.has_best());
  f.app.training.take_best();
  CHECK_FALSE(f.app.training.has_best());
  CHECK(f.link.last()["type"] == "load");
  CHECK(f.link.commands.back().body == f.model_file(2));
  CHECK(f.app.training.step_count() == 20);
  CHECK(f.app.training.accuracy() == doctest::Approx(0.52));
  const LoadedModel& live = f.app.reader.models().back();
  CHECK(live.live);
  CHECK(live.model.network.parameters()[0].to_vector<float>() == make_model("784-10", 2).network.parameters()[0].to_vector<float>());

  // Trained on from there, steps and epochs go on from the best, in the place of those that led away from it.
  f.configured();
  f.app.start_training();
  f.progress(5, 0.6);
  CHECK(f.app.training.step_count() == 25);
  CHECK(f.app.training.runs().size() == 1);
  CHECK(f.app.training.runs().back().loss.back().step == 25);
  CHECK(f.app.training.runs().back().loss.size() == 3);
  f.give({{"type", "epoch"}, {"step", 10}, {"epoch", 1}, {"loss", 0.6}, {"accuracy", 0.7}}, f.model_file(9));
  CHECK(f.app.training.epoch() == 3);
  CHECK(f.app.training.runs().back().epochs.loss.size() == 3);
  CHECK(f.app.training.running());
}

TEST_CASE("without patience no loss stops a run; one that was stopped and is started again is as patient as before") {
  Fixture f;
  f.with_data();
  f.app.start_training();
  f.configured();
  int epoch = 0;
  const auto next = [&](double loss) {
    ++epoch;
    f.give({{"type", "epoch"}, {"step", epoch}, {"epoch", epoch}, {"loss", loss}, {"accuracy", 0.5}});
  };
  for (int i = 0; i < 5; ++i) next(1 + i);
  CHECK(f.app.training.running());
  f.app.training.patience = 2;
  next(9);
  CHECK_FALSE(f.app.training.running());
  f.app.start_training();
  CHECK_FALSE(f.app.training.early_stop().has_value());
  next(10);  // the first of a new count
  next(11);
  CHECK(f.app.training.running());
  next(12);
  CHECK(f.app.training.early_stop().has_value());
}

TEST_CASE("an error event is kept for the panel and stops the wait") {
  Fixture f;
  f.with_data();
  f.app.start_training();
  f.give({{"type", "error"}, {"message", "no"}});
  CHECK(f.app.training.error() == "no");
  CHECK_FALSE(f.app.training.running());
  f.app.start_training();
  CHECK(f.link.command(f.link.commands.size() - 2)["type"] == "configure");
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
