#pragma once
// The playground's state with a link that notes what goes out and gives what a test tells it to.

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "web/app/state/app_state.hpp"

namespace inkgrad::test_app {

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

inline const Strokes seven{{{0.2, 0.2}, {0.8, 0.2}, {0.4, 0.9}}};

}  // namespace inkgrad::test_app
