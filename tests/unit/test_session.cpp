#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/data/label_noise.hpp"
#include "engine/train/session.hpp"
#include "engine/train/trainer.hpp"

using namespace inkgrad;
using Json = nlohmann::json;

namespace {

std::vector<std::byte> idx(std::vector<std::uint8_t> header, const std::vector<std::uint8_t>& bytes) {
  header.insert(header.end(), bytes.begin(), bytes.end());
  std::vector<std::byte> file(header.size());
  for (std::size_t i = 0; i < header.size(); ++i) file[i] = static_cast<std::byte>(header[i]);
  return file;
}

/// A session and what it said, with `count` training and validation images: a digit is its bright row.
struct Talk {
  std::vector<Json> events;
  std::vector<std::vector<std::byte>> bodies;
  Session session{[this](Message message) {
    events.push_back(Json::parse(message.head));
    bodies.push_back(std::move(message.body));
  }};

  void say(const Json& head, std::vector<std::byte> body = {}) { session.command({head.dump(), std::move(body)}); }

  void send_data(const std::string& split, int count) {
    std::vector<std::uint8_t> images, labels;
    for (int i = 0; i < count; ++i) {
      const int label = i % 10;
      labels.push_back(static_cast<std::uint8_t>(label));
      for (int p = 0; p < 784; ++p) images.push_back(p / 28 == 2 * label + 4 ? 255 : 0);
    }
    const auto n = static_cast<std::uint8_t>(count);
    say({{"type", "data"}, {"split", split}, {"kind", "images"}}, idx({0, 0, 8, 3, 0, 0, 0, n, 0, 0, 0, 28, 0, 0, 0, 28}, images));
    say({{"type", "data"}, {"split", split}, {"kind", "labels"}}, idx({0, 0, 8, 1, 0, 0, 0, n}, labels));
  }

  void run() {
    for (int i = 0; i < 10000 && session.run_for(5); ++i) {
    }
  }

  std::vector<Json> of(const std::string& type) const {
    std::vector<Json> some;
    for (const Json& event : events) {
      if (event["type"] == type) some.push_back(event);
    }
    return some;
  }
};

}  // namespace

TEST_CASE("a session greets first, and says when a split has grown") {
  Talk talk;
  CHECK(talk.events.at(0)["type"] == "ready");
  CHECK(talk.events.at(0)["protocol"] == session_protocol);
  talk.send_data("train", 50);
  REQUIRE(talk.of("data").size() == 1);
  CHECK(talk.of("data")[0]["images"] == 50);
  talk.send_data("train", 30);
  CHECK(talk.of("data")[1]["images"] == 80);
}

TEST_CASE("it trains the asked epochs, validates after each and stops") {
  Talk talk;
  talk.send_data("train", 100);
  talk.send_data("validation", 40);
  talk.say({{"type", "configure"}, {"spec", "784-8r-10"}, {"batch", 10}, {"lr", 0.01}, {"id", 7}});
  REQUIRE(talk.of("configured").size() == 1);
  CHECK(talk.of("configured")[0]["id"] == 7);
  CHECK(talk.of("configured")[0]["steps_per_epoch"] == 10);
  CHECK(talk.of("configured")[0]["parameters"] == 784 * 8 + 8 + 80 + 10);
  talk.say({{"type", "train"}, {"epochs", 8}, {"trace", true}});
  talk.run();
  CHECK(talk.of("epoch").size() == 8);
  CHECK(talk.of("epoch").back()["accuracy"].get<double>() > 0.9);
  CHECK(talk.of("finished").size() == 1);
  CHECK(talk.of("state").back()["running"] == false);
  std::vector<double> losses;
  for (const Json& trace : talk.of("trace")) {
    CHECK(trace["first_step"] == losses.size() + 1);
    for (double loss : trace["losses"]) losses.push_back(loss);
  }
  REQUIRE(losses.size() == 80);
  CHECK(talk.of("progress").back()["step"] == 80);
}

TEST_CASE("its losses are the trainer's, however it is sliced") {
  Talk talk;
  talk.send_data("train", 100);
  talk.say({{"type", "configure"}, {"spec", "784-8r-10"}, {"batch", 16}, {"seed", 3}});
  talk.say({{"type", "train"}, {"steps", 5}, {"trace", true}});
  talk.run();
  talk.say({{"type", "step"}});
  std::vector<double> losses;
  for (const Json& trace : talk.of("trace")) {
    for (double loss : trace["losses"]) losses.push_back(loss);
  }
  Dataset data;
  for (int i = 0; i < 100; ++i) {
    data.labels.push_back(i % 10);
    for (int p = 0; p < 784; ++p) data.images.push_back(p / 28 == 2 * (i % 10) + 4 ? 255 : 0);
  }
  Trainer trainer({.spec = "784-8r-10", .batch = 16, .seed = 3}, data, mnist_mean, mnist_std);
  REQUIRE(losses.size() == 6);
  for (double loss : losses) {
    trainer.step();
    CHECK(loss == trainer.last_loss());
  }
}

TEST_CASE("the training set grows at an epoch's end, unless its size was asked for") {
  Talk talk;
  talk.send_data("train", 40);
  talk.say({{"type", "configure"}, {"spec", "784-10"}, {"batch", 10}});
  talk.say({{"type", "train"}, {"steps", 2}});
  talk.run();
  talk.send_data("train", 60);
  talk.say({{"type", "train"}, {"epochs", 2}});
  talk.run();
  CHECK(talk.of("epoch")[0]["images"] == 40);
  CHECK(talk.of("epoch")[1]["images"] == 100);
  talk.say({{"type", "configure"}, {"spec", "784-10"}, {"images", 30}});
  CHECK(talk.of("configured").back()["images"] == 30);
  talk.send_data("train", 10);
  talk.say({{"type", "train"}, {"epochs", 1}});
  talk.run();
  CHECK(talk.of("epoch").back()["images"] == 30);
}

TEST_CASE("snapshot, load, reset") {
  Talk talk;
  talk.send_data("train", 50);
  talk.say({{"type", "configure"}, {"spec", "784-8r-10"}});
  talk.say({{"type", "snapshot"}});
  const auto fresh = talk.bodies.back();
  talk.say({{"type", "train"}, {"steps", 3}});
  talk.run();
  talk.say({{"type", "snapshot"}});
  const auto trained = talk.bodies.back();
  CHECK(talk.of("model").back()["step"] == 3);
  CHECK(trained != fresh);
  talk.say({{"type", "reset"}});
  talk.say({{"type", "snapshot"}});
  CHECK(talk.bodies.back() == fresh);
  talk.say({{"type", "load"}}, trained);
  CHECK(talk.of("configured").back()["spec"] == "784-8r-10");
  talk.say({{"type", "snapshot"}});
  CHECK(parse_model(talk.bodies.back(), "m").network.parameters()[0].to_vector<float>() ==
        parse_model(trained, "m").network.parameters()[0].to_vector<float>());
}

TEST_CASE("a pause tells what was done until then") {
  Talk talk;
  talk.send_data("train", 100);
  talk.say({{"type", "configure"}, {"spec", "784-10"}, {"batch", 10}, {"seed", 3}});
  talk.say({{"type", "train"}});
  while (talk.session.run_for(1) && talk.of("epoch").empty()) {
  }
  talk.session.run_for(0.01);
  talk.say({{"type", "pause"}});
  talk.say({{"type", "snapshot"}});
  REQUIRE(!talk.of("progress").empty());
  CHECK(talk.of("progress").back()["step"] == talk.of("model").back()["step"]);
}

TEST_CASE("a training that diverges stops itself and says why") {
  Talk talk;
  talk.send_data("train", 100);
  talk.say({{"type", "configure"}, {"spec", "784-8r-8r-10"}, {"optimizer", "sgd"}, {"lr", 1e6}});
  talk.say({{"type", "train"}});
  talk.run();
  REQUIRE(talk.of("diverged").size() == 1);
  CHECK(talk.of("diverged")[0]["reason"] == "the learning rate is too high");
  CHECK(talk.of("state").back()["running"] == false);
}

TEST_CASE("what is wrong becomes an error event and changes nothing") {
  Talk talk;
  talk.send_data("train", 50);
  talk.say({{"type", "configure"}, {"spec", "784-8r-10"}});
  talk.say({{"type", "train"}, {"steps", 2}});
  talk.run();
  const auto refused = [&](const std::string& head, std::vector<std::byte> body = {}) {
    const std::size_t before = talk.of("error").size();
    talk.session.command({head, std::move(body)});
    return talk.of("error").size() == before + 1;
  };
  CHECK(refused("{"));
  CHECK(refused("[]"));
  CHECK(refused("{}"));
  CHECK(refused(R"({"type": 3})"));
  CHECK(refused(R"({"type": "fly"})"));
  CHECK(refused(R"({"type": "configure", "spec": "784-8r"})"));
  CHECK(refused(R"({"type": "configure", "batch": "many"})"));
  CHECK(refused(R"({"type": "configure", "images": 51})"));
  CHECK(refused(R"({"type": "configure", "device": "cuda"})"));
  CHECK(refused(R"({"type": "train", "epochs": -1})"));
  CHECK(refused(R"({"type": "set_lr", "lr": 0})"));
  CHECK(refused(R"({"type": "data", "split": "train", "kind": "images"})", std::vector<std::byte>(20)));
  CHECK(refused(R"({"type": "load"})", std::vector<std::byte>(20)));
  CHECK(refused(R"({"type": "configure", "own": 1.5})"));
  CHECK(refused(R"({"type": "configure", "own": 1})"));
  CHECK(refused(R"({"type": "measure", "split": "own"})"));
  CHECK(refused(R"({"type": "measure", "split": "train"})"));
  CHECK(refused(R"({"type": "data", "split": "other", "kind": "images"})"));
  talk.say({{"type", "snapshot"}});
  CHECK(talk.of("model").back()["step"] == 2);
}

TEST_CASE("without images it says so") {
  Talk talk;
  talk.say({{"type", "train"}, {"epochs", 1}});
  CHECK(talk.of("error").back()["message"].get<std::string>().find("not arrived") != std::string::npos);
  CHECK(!talk.session.run_for(1));
}

TEST_CASE("a session lends copies of its images: those that are here, and those that come") {
  Talk talk;
  talk.send_data("train", 30);
  CHECK(talk.of("lent").empty());
  talk.say({{"type", "lend"}});
  REQUIRE(talk.of("lent").size() == 1);
  CHECK(talk.of("lent")[0]["split"] == "train");
  CHECK(talk.of("lent")[0]["images"] == 30);
  REQUIRE(talk.bodies.back().size() == 30 * 785);
  CHECK(talk.bodies.back()[4 * 28] == std::byte{255});           // the first digit is a 0: its row 4 is bright
  CHECK(talk.bodies.back()[30 * 784 + 13] == std::byte{3});      // and the labels follow
  talk.say({{"type", "lend"}});
  CHECK(talk.of("lent").size() == 1);
  talk.send_data("train", 20);
  talk.send_data("validation", 10);
  REQUIRE(talk.of("lent").size() == 3);
  CHECK(talk.of("lent")[1]["first"] == 30);
  CHECK(talk.of("lent")[1]["images"] == 20);
  CHECK(talk.of("lent")[2]["split"] == "validation");
  CHECK(talk.of("lent")[2]["whole"] == true);
}

TEST_CASE("label noise is keyed: by the seed and the image's place, whatever follows and however large the share is") {
  Dataset data;
  for (int i = 0; i < 20000; ++i) data.labels.push_back(i % 10);
  data.images.resize(20000 * 784);
  const Dataset noisy = with_label_noise(data, 0.3, 7);
  CHECK(with_label_noise(data, 0.3, 7).labels == noisy.labels);
  CHECK(with_label_noise(data, 0.3, 8).labels != noisy.labels);
  CHECK(with_label_noise(data, 0, 7).labels == data.labels);
  const Dataset fewer = with_label_noise(data.first(500), 0.3, 7), more = with_label_noise(data, 0.5, 7);
  CHECK(std::equal(fewer.labels.begin(), fewer.labels.end(), noisy.labels.begin()));
  std::array<int, 10> further{};  // how far round from the true digit
  int kept = 0;
  for (std::size_t i = 0; i < data.labels.size(); ++i) {
    ++further[static_cast<std::size_t>((noisy.labels[i] - data.labels[i] + 10) % 10)];
    if (noisy.labels[i] != data.labels[i] && more.labels[i] == noisy.labels[i]) ++kept;
  }
  const int wrong = 20000 - further[0];
  CHECK(kept == wrong);
  // Of 20,000 trials with 0.3 and of as many with 0.3 / 9: within four standard deviations, 65 and 25.
  CHECK(std::abs(wrong - 6000) < 4 * 65);
  for (std::size_t digit = 1; digit < 10; ++digit) CHECK(std::abs(further[digit] - 667) < 4 * 26);
  for (const double share : {-0.1, 1.1, std::nan("")}) CHECK_THROWS_AS(with_label_noise(data, share, 1), Error);
}

TEST_CASE("a session trains on noisy labels and validates on true ones") {
  // A single layer learns these rows of ink exactly; with all training labels wrong it reads none of the validation images right.
  const auto accuracy_with = [](double noise) {
    Talk talk;
    talk.send_data("train", 100);
    talk.send_data("validation", 40);
    talk.say({{"type", "configure"}, {"spec", "784-10"}, {"batch", 10}, {"lr", 0.01}, {"label_noise", noise}});
    talk.say({{"type", "train"}, {"epochs", 8}});
    talk.run();
    talk.say({{"type", "lend"}});
    CHECK(talk.bodies.at(talk.bodies.size() - 2).at(100 * 784 + 13) == std::byte{3});  // what it lends are the true ones
    return talk.of("epoch").back()["accuracy"].get<double>();
  };
  CHECK(accuracy_with(0) == 1);
  CHECK(accuracy_with(1) < 0.05);
  Talk talk;
  talk.send_data("train", 30);
  talk.say({{"type", "configure"}, {"label_noise", 2}});
  CHECK(talk.of("error").back()["message"].get<std::string>().find("wrong labels") != std::string::npos);
}

TEST_CASE("with models, every epoch comes with the weights that it validated") {
  Talk talk;
  talk.send_data("train", 50);
  talk.send_data("validation", 20);
  talk.say({{"type", "configure"}, {"spec", "784-10"}, {"batch", 10}});
  talk.say({{"type", "train"}, {"epochs", 2}, {"models", true}});
  talk.run();
  std::vector<std::vector<std::byte>> models;
  for (std::size_t i = 0; i < talk.events.size(); ++i) {
    if (talk.events[i]["type"] == "epoch") models.push_back(talk.bodies[i]);
  }
  REQUIRE(models.size() == 2);
  CHECK(models[0] != models[1]);
  talk.say({{"type", "snapshot"}});
  CHECK(talk.bodies.back() == models[1]);
  talk.say({{"type", "train"}, {"epochs", 1}});
  talk.run();
  for (std::size_t i = 0; i < talk.events.size(); ++i) {
    if (talk.events[i]["type"] == "epoch" && talk.events[i]["epoch"] == 3) CHECK(talk.bodies[i].empty());
  }
}

TEST_CASE("it trains on own digits: alone, or mixed with training images to the share asked for") {
  Talk talk;
  talk.send_data("train", 100);
  talk.send_data("validation", 40);
  talk.say({{"type", "configure"}, {"own", 1}});
  CHECK(talk.of("error").back()["message"].get<std::string>().find("no own digits") != std::string::npos);
  talk.send_data("own", 20);
  CHECK(talk.of("data").back()["images"] == 20);
  talk.send_data("own", 12);  // anew, not added
  CHECK(talk.of("data").back()["images"] == 12);
  for (const auto& [share, images] : {std::pair(0.0, 100), std::pair(1.0, 12), std::pair(0.5, 24), std::pair(0.2, 60), std::pair(0.01, 112)}) {
    talk.say({{"type", "configure"}, {"spec", "784-8r-10"}, {"own", share}});
    CHECK(talk.of("configured").back()["images"] == images);
  }
  // Not the training images' growth, no validation after each of its short epochs.
  talk.say({{"type", "configure"}, {"spec", "784-10"}, {"own", 1}, {"batch", 4}, {"lr", 0.01}});
  talk.send_data("train", 10);
  const auto epochs = talk.of("epoch").size();
  talk.say({{"type", "train"}, {"epochs", 30}});
  talk.run();
  CHECK(talk.of("finished").back()["step"] == 90);
  CHECK(talk.of("epoch").size() == epochs);
  CHECK(talk.of("progress").back()["accuracy"].get<double>() > 0.9);
}

TEST_CASE("fine-tuning continues from a model's weights with options of its own") {
  Talk talk;
  talk.send_data("train", 50);
  talk.send_data("own", 10);
  talk.say({{"type", "configure"}, {"spec", "784-8r-10"}, {"batch", 7}, {"seed", 5}});
  talk.say({{"type", "snapshot"}});
  const auto start = talk.bodies.back();
  talk.say({{"type", "load"}, {"own", 0.5}, {"lr", 0.02}, {"id", "tune"}}, start);
  const Json configured = talk.of("configured").back();
  CHECK(configured["id"] == "tune");
  CHECK(configured["images"] == 20);
  CHECK(configured["lr"] == 0.02);
  CHECK(configured["batch"] == 7);  // stays
  CHECK(configured["seed"] == 5);
  talk.say({{"type", "snapshot"}});
  CHECK(parse_model(talk.bodies.back(), "m").network.parameters()[0].to_vector<float>() ==
        parse_model(start, "m").network.parameters()[0].to_vector<float>());
  talk.say({{"type", "configure"}, {"spec", "784-8r-10"}});  // without the key: no own digits
  CHECK(talk.of("configured").back()["images"] == 50);
}

TEST_CASE("a session measures a model, given or in training, before it trains on") {
  Talk talk;
  talk.send_data("train", 100);
  talk.send_data("validation", 40);
  talk.send_data("own", 10);
  talk.say({{"type", "configure"}, {"spec", "784-8r-10"}, {"batch", 10}, {"lr", 0.01}});
  talk.say({{"type", "snapshot"}});
  const auto start = talk.bodies.back();
  talk.say({{"type", "measure"}, {"split", "validation"}, {"id", "before"}}, start);
  talk.say({{"type", "measure"}, {"split", "own"}});
  talk.say({{"type", "train"}, {"epochs", 8}});
  talk.run();
  talk.say({{"type", "measure"}, {"split", "validation"}, {"id", "after"}});
  talk.say({{"type", "reset"}});  // what is measured is the model as it was
  talk.run();
  const std::vector<Json> measured = talk.of("measured");
  REQUIRE(measured.size() == 3);
  CHECK(measured[0]["id"] == "before");
  CHECK(measured[0]["images"] == 40);
  CHECK(measured[1]["split"] == "own");
  CHECK(measured[1]["images"] == 10);
  CHECK(!measured[1].contains("id"));
  Dataset data;
  for (int i = 0; i < 40; ++i) {
    data.labels.push_back(i % 10);
    for (int p = 0; p < 784; ++p) data.images.push_back(p / 28 == 2 * (i % 10) + 4 ? 255 : 0);
  }
  const Metrics before = evaluate(parse_model(start, "m"), data);
  CHECK(measured[0]["accuracy"] == before.accuracy);
  CHECK(measured[0]["loss"] == before.loss);
  CHECK(measured[2]["accuracy"] == talk.of("epoch").back()["accuracy"]);
  CHECK(measured[2]["accuracy"].get<double>() > measured[0]["accuracy"].get<double>());
}
