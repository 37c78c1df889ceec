#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/data/idx.hpp"
#include "engine/data/ink.hpp"
#include "engine/train/session.hpp"
#include "tests/unit/bytes.hpp"
#include "web/app/state/app_state.hpp"
#include "web/app/state/lessons/own_digits.hpp"
#include "web/app/state/lessons/questions.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

const Strokes one{{{0.5, 0.1}, {0.5, 0.9}}};
const Strokes seven{{{0.2, 0.2}, {0.8, 0.2}, {0.4, 0.9}}};

OwnFiles read(std::vector<OwnFile> files) { return read_own_files(files); }

/// A dark stroke on paper.
GrayImage stroke_picture() {
  GrayImage picture{40, 60, std::vector<std::uint8_t>(40 * 60, 230)};
  for (int y = 10; y < 50; ++y) {
    for (int x = 17; x < 23; ++x) picture.pixels[static_cast<std::size_t>(y * 40 + x)] = 20;
  }
  return picture;
}

}  // namespace

TEST_CASE("own digits: every change can be undone, and a label keeps the digit's id") {
  OwnDigits own;
  CHECK_FALSE(own.can_undo());
  own.add({own_drawing(one, 1), own_drawing(seven, std::nullopt)});
  REQUIRE(own.digits().size() == 2);
  CHECK(own.digits()[0]->image.pixels == ink_to_image(one, default_pen_width(one)).pixels);
  const std::uint64_t id = own.digits()[1]->id;
  own.set_label(1, 7);
  CHECK(own.digits()[1]->label == 7);
  CHECK(own.digits()[1]->id == id);
  CHECK(own.labelled_count() == 2);
  own.remove(0);
  CHECK(own.digits().size() == 1);
  own.clear();
  CHECK(own.digits().empty());
  own.undo();
  own.undo();
  CHECK(own.digits().size() == 2);
  own.undo();
  CHECK_FALSE(own.digits()[1]->label.has_value());
  CHECK(own.labelled().labels == std::vector<std::int64_t>{1});
  own.undo();
  CHECK(own.digits().empty());
  CHECK_FALSE(own.can_undo());
  CHECK_THROWS_WITH_AS(own.add(std::vector<OwnDigit>(OwnDigits::most + 1)), doctest::Contains("do not fit"), Error);
  CHECK(own.digits().empty());
}

TEST_CASE("own digits: what is kept comes back, before what has been added since") {
  OwnDigits own;
  own.add({own_drawing(seven, 7), own_picture(stroke_picture(), "1.png"), own_drawing(one, std::nullopt)});
  OwnDigits again;
  again.add({own_drawing(one, 4)});
  again.restore(own.save() + "not a digit\n{\"pixels\":\"00\"}\n");
  REQUIRE(again.digits().size() == 4);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(again.digits()[i]->label == own.digits()[i]->label);
    CHECK(again.digits()[i]->image.pixels == own.digits()[i]->image.pixels);
    CHECK(again.digits()[i]->drawn() == own.digits()[i]->drawn());
  }
  CHECK(again.digits()[3]->label == 4);
  again.undo();  // the one that was added; what was kept stays
  CHECK(again.digits().size() == 3);
}

TEST_CASE("own digits: pictures leave as lines, with a label or none, and are read again; a line that is no picture is named") {
  OwnDigits own;
  own.add({own_picture(stroke_picture(), "1.png"), own_drawing(seven, 7), own_picture(stroke_picture(), "some.png")});
  const std::string lines = own.picture_lines();
  const OwnFiles again = read({{"my-pictures.jsonl", bytes_of(lines)}});
  REQUIRE(again.problems.empty());
  REQUIRE(again.digits.size() == 2);
  CHECK(again.digits[0].label == 1);
  CHECK_FALSE(again.digits[1].label.has_value());
  CHECK(again.digits[1].image.pixels == own.digits()[2]->image.pixels);
  const OwnFiles wrong = read({{"wrong.jsonl", bytes_of(lines + "{\"pixels\":\"00\"}\n")}});
  CHECK(wrong.digits.empty());
  REQUIRE(wrong.problems.size() == 1);
  CHECK(wrong.problems[0].find("wrong.jsonl, line 3: ") == 0);
}

TEST_CASE("own digits: drawings leave as strokes, pictures as IDX, and both are read again") {
  OwnDigits own;
  own.add({own_drawing(seven, 7), own_picture(stroke_picture(), "1-mine.jpg"), own_picture(stroke_picture(), "scan.jpg")});
  OwnFiles back = read({{"d.jsonl", bytes_of(own.drawings())}});
  CHECK(back.problems.empty());
  REQUIRE(back.digits.size() == 1);
  CHECK(back.digits[0].label == 7);
  CHECK(back.digits[0].image.pixels == own.digits()[0]->image.pixels);
  const OwnDigits::IdxFiles idx = own.pictures();
  back = read({{"l", idx.labels}, {"i", idx.images}});
  CHECK(back.problems.empty());
  REQUIRE(back.digits.size() == 1);  // the scan has no label
  CHECK(back.digits[0].label == 1);
  CHECK(back.digits[0].image.pixels == own.digits()[1]->image.pixels);
}

TEST_CASE("own digits: a bad file gets one line that names it, and the others are taken") {
  const std::vector<std::byte> png = write_png_gray(stroke_picture());
  const OwnFiles files = read({{"1.png", png}, {"cut.png", {png.begin(), png.begin() + 30}}, {"notes.txt", bytes_of("hello")},
                               {"x.jsonl", bytes_of("{\"label\":3}\n")}, {"empty.jsonl", {}}, {"noink.png", write_png_gray({9, 9, std::vector<std::uint8_t>(81, 7)})},
                               {"a-images", write_idx_images({1, 28, 28, std::vector<std::uint8_t>(784, 1)})}});
  REQUIRE(files.digits.size() == 1);
  CHECK(files.digits[0].label == 1);
  REQUIRE(files.problems.size() == 6);
  for (const char* name : {"cut.png", "notes.txt", "x.jsonl", "empty.jsonl", "noink.png", "a-images"}) {
    CAPTURE(name);
    CHECK(std::count_if(files.problems.begin(), files.problems.end(), [&](const std::string& line) { return line.starts_with(name); }) == 1);
  }
  const OwnFiles uneven = read({{"i", write_idx_images({1, 28, 28, std::vector<std::uint8_t>(784, 1)})}, {"l", write_idx_labels({{1, 2}})}});
  CHECK(uneven.digits.empty());
  CHECK(uneven.problems.size() == 1);
}

TEST_CASE("a picture's name may say what it shows") {
  CHECK(label_of_name("7.png") == 7);
  CHECK(label_of_name("3-b.jpg") == 3);
  CHECK(label_of_name("5 (2).png") == 5);
  CHECK_FALSE(label_of_name("70.png").has_value());
  CHECK_FALSE(label_of_name("4th.png").has_value());
  CHECK_FALSE(label_of_name("scan7.png").has_value());
  CHECK_FALSE(label_of_name("").has_value());
}

namespace {

/// The page with a Session that works when it is told to.
struct Bench : Link {
  void post(Message command) override { session.command(command); }
  std::vector<Message> poll() override { return std::exchange(events, {}); }
  std::vector<Message> events;
  Session session{[this](Message event) { events.push_back(std::move(event)); }};
  AppState app{*this};
  double clock = 0;

  void send_mnist(int count) {
    std::vector<std::uint8_t> images, labels;
    for (int i = 0; i < count; ++i) {
      labels.push_back(static_cast<std::uint8_t>(i % 10));
      for (int p = 0; p < 784; ++p) images.push_back(p / 28 == 2 * (i % 10) + 4 ? 255 : 0);
    }
    for (const char* split : {"train", "validation"}) {
      post({std::string(R"({"type":"data","kind":"images","split":")") + split + "\"}", write_idx_images({count, 28, 28, images})});
      post({std::string(R"({"type":"data","kind":"labels","split":")") + split + "\"}", write_idx_labels({labels})});
    }
  }
  void frames(int count) {
    for (int i = 0; i < count; ++i) {
      session.run_for(20);
      app.receive(clock += 1.0 / 60);
      app.update();
    }
  }
};

}  // namespace

TEST_CASE("fine-tuning is measured before and after, and shows the same accuracies as the readings") {
  Bench bench;
  bench.send_mnist(100);
  bench.app.load_model("start", serialise_model(make_model("784-16r-10", 1)), true);
  bench.app.open_lesson(lesson_index("own-digits"));
  auto& lesson = static_cast<OwnDigitsLesson&>(*bench.app.lesson_state(bench.app.lesson()));
  bench.frames(3);
  CHECK(lesson.obstacle(bench.app) == OwnDigitsLesson::Obstacle::no_digits);
  for (int i = 0; i < 10; ++i) bench.app.own_digits.add({own_drawing(i % 2 == 0 ? one : seven, i % 2 == 0 ? 1 : 7)});
  bench.frames(3);
  CHECK(lesson.obstacle(bench.app) == OwnDigitsLesson::Obstacle::none);
  const auto before = lesson.scores()[0];
  lesson.how = {.share = 1, .lr = 0.01, .epochs = 20, .batch = 5};
  lesson.fine_tune(bench.app);
  CHECK(lesson.obstacle(bench.app) == OwnDigitsLesson::Obstacle::running);
  bench.frames(60);
  REQUIRE(bench.app.tuning.results().size() == 1);
  const Tuning::Result alone = bench.app.tuning.results()[0];
  CHECK(*alone.before.own == static_cast<double>(before.right) / static_cast<double>(before.labelled));
  CHECK(*alone.after.own == 1);
  CHECK(alone.mnist_images == 100);
  CHECK(bench.app.training.validation_images() == 100);  // own digits are no split of MNIST
  CHECK(bench.app.reader.chosen()->live);
  REQUIRE(lesson.scores().size() == 2);
  CHECK(lesson.scores()[1].right == 10);
  CHECK_FALSE(lesson.done());
  lesson.how.share = 0.5;
  lesson.fine_tune(bench.app);
  bench.frames(60);
  REQUIRE(bench.app.tuning.results().size() == 2);
  CHECK(bench.app.tuning.results()[1].before.mnist == alone.before.mnist);  // from the same model
  CHECK(lesson.done());
}

TEST_CASE("another run, and a network that cannot be tuned so, end a fine-tuning") {
  Bench bench;
  bench.send_mnist(100);
  bench.app.own_digits.add({own_drawing(one, 1), own_drawing(seven, 7), own_drawing(one, 1)});
  bench.app.load_model("norm", serialise_model(make_model("784-8-b-r-10", 1)), true);
  bench.frames(2);
  bench.app.fine_tune(0, {.share = 1, .batch = 2});
  bench.frames(5);
  CHECK(bench.app.tuning.phase() == Tuning::Phase::idle);
  CHECK(bench.app.tuning.problem().find("batch norm") != std::string::npos);
  CHECK(bench.app.tuning.results().empty());
  bench.app.fine_tune(0, {.share = 1, .epochs = 100000, .batch = 3});
  bench.frames(5);
  CHECK(bench.app.tuning.phase() == Tuning::Phase::training);
  bench.app.training.reset();
  bench.frames(5);
  CHECK(bench.app.tuning.phase() == Tuning::Phase::idle);
  CHECK(bench.app.tuning.results().empty());
}

TEST_CASE("every question leads to a lesson, by choices that the lesson has") {
  struct Names : Choices {
    void whole(const char* name, int&, int, int) override { all.emplace_back(name); }
    void number(const char* name, double&, double, double) override { all.emplace_back(name); }
    void flag(const char* name, bool&) override { all.emplace_back(name); }
    void text(const char* name, std::string&) override { all.emplace_back(name); }
    std::vector<std::string> all;
  };
  REQUIRE(where_seen().size() == lessons::questionnaire().size());
  for (const WhereSeen& where : where_seen()) {
    CAPTURE(where.lesson);
    const int place = lesson_index(where.lesson);
    CHECK(place >= 0);
    if (place < 0) continue;
    Names names;
    lesson_entries()[static_cast<std::size_t>(place)].make()->choices(names);
    for (const WhereSeen::Choice& choice : where.choices) {
      CHECK(std::find(names.all.begin(), names.all.end(), choice.name) != names.all.end());
    }
  }
}
