#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "tests/unit/app_fixture.hpp"
#include "web/app/state/api.hpp"
#include "web/app/text.hpp"

using namespace inkgrad;
using namespace inkgrad::test_app;

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
  f.app.open_lesson(lesson_index("generalise"));
  f.app.training.draft.spec = "784-10";
  f.app.start_training();
  f.app.training.patience = 2;
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

TEST_CASE("without patience no loss stops a run; one that was stopped and is started again is as patient as before, but nowhere else") {
  Fixture f;
  f.with_data();
  f.app.open_lesson(lesson_index("generalise"));
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
  f.app.open_lesson(-1);
  f.app.start_training();
  for (int i = 0; i < 5; ++i) next(13 + i);
  CHECK(f.app.training.running());
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
