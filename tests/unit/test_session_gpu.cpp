// A Session on a GPU that can be lost. The GPU is the CPU behind the face of another device, so that its numbers are the CPU's bits.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "engine/backend/backend.hpp"
#include "engine/core/error.hpp"
#include "engine/train/session.hpp"
#include "engine/train/trainer.hpp"

using namespace inkgrad;
using Json = nlohmann::json;

namespace {

class LosableGpu : public Backend, public DeviceMemory {
 public:
  LosableGpu() {
    provide_backend(Device::webgpu, this);
    provide_memory(Device::webgpu, this);
  }
  ~LosableGpu() override {
    provide_backend(Device::webgpu, nullptr);
    provide_memory(Device::webgpu, nullptr);
  }
  LosableGpu(const LosableGpu&) = delete;
  LosableGpu& operator=(const LosableGpu&) = delete;

  int looks = 0;        ///< how often somebody has waited for a result
  int looks_left = -1;  ///< it is lost after so many more; -1: never

  Device device() const override { return Device::webgpu; }
  std::string description() const override { return "webgpu (a test)"; }
  void set_threads(int) override {}
  bool supports(Op op, DType dtype) const override { return cpu_backend().supports(op, dtype); }
  void run(Op op, std::span<const View> in, std::span<const View> out, const Attributes& attributes) override {
    cpu_backend().run(op, in, out, attributes);
  }
  std::shared_ptr<Storage> allocate(std::size_t bytes) override { return allocate_host(Device::webgpu, bytes); }
  void upload(const Tensor& to, std::span<const std::byte> bytes) override { copy_in(to.raw_data(), bytes); }
  void read_back(const Tensor& from, std::function<void(std::span<const std::byte>)> done) override {
    look();
    done({from.raw_data(), from.bytes()});
  }
  void copy_in(std::byte* to, std::span<const std::byte> from) override { std::copy(from.begin(), from.end(), to); }
  void copy_out(std::span<std::byte> to, const std::byte* from) override {
    look();
    std::copy(from, from + to.size(), to.begin());
  }

 private:
  void look() {
    ++looks;
    if (looks_left == 0) device_lost("it was unplugged");
    if (looks_left > 0) --looks_left;
  }
};

/// A session on `device` with 100 training images and 40 others, a digit being its bright row, and what it said.
struct DeviceTalk {
  std::vector<Json> events;
  std::vector<std::byte> model;  // the last one
  Session session;

  explicit DeviceTalk(Device device)
      : session(
            [this](Message message) {
              events.push_back(Json::parse(message.head));
              if (events.back()["type"] == "model") model = std::move(message.body);
            },
            device, Rescue{&Trainer::save_checkpoint, &Trainer::resume}) {
    for (const auto& [split, count] : {std::pair{"train", 100}, std::pair{"validation", 40}}) {
      const auto n = static_cast<std::uint8_t>(count);
      std::vector<std::uint8_t> images{0, 0, 8, 3, 0, 0, 0, n, 0, 0, 0, 28, 0, 0, 0, 28}, labels{0, 0, 8, 1, 0, 0, 0, n};
      for (int i = 0; i < count; ++i) {
        labels.push_back(static_cast<std::uint8_t>(i % 10));
        for (int p = 0; p < 784; ++p) images.push_back(p / 28 == 2 * (i % 10) + 4 ? 255 : 0);
      }
      for (const auto& [kind, file] : {std::pair{"images", &images}, std::pair{"labels", &labels}}) {
        const auto bytes = std::as_bytes(std::span(*file));
        session.command({Json{{"type", "data"}, {"split", split}, {"kind", kind}}.dump(), {bytes.begin(), bytes.end()}});
      }
    }
    say({{"type", "configure"}, {"spec", "784-8r-10"}, {"batch", 8}, {"lr", 0.01}, {"seed", 3}});
  }

  void say(const Json& head) { session.command({head.dump(), {}}); }
  void run() {
    for (int i = 0; i < 10000 && session.run_for(1); ++i) {
    }
  }
  std::vector<Json> of(const std::string& type) const {
    std::vector<Json> some;
    for (const Json& event : events) {
      if (event["type"] == type) some.push_back(event);
    }
    return some;
  }
  std::vector<double> losses() const {
    std::vector<double> all;
    for (const Json& trace : of("trace")) {
      CHECK(trace["first_step"] == all.size() + 1);
      for (const double loss : trace["losses"]) all.push_back(loss);
    }
    return all;
  }
};

/// What the CPU says of 60 steps, of 13 an epoch.
const DeviceTalk& cpu_talk() {
  static DeviceTalk* talk = [] {
    auto* made = new DeviceTalk(Device::cpu);
    made->say({{"type", "train"}, {"steps", 60}, {"trace", true}});
    made->run();
    made->say({{"type", "snapshot"}});
    return made;
  }();
  return *talk;
}

}  // namespace

TEST_CASE("a session on a GPU looks at losses after some steps at once, and trains to the CPU's bits") {
  LosableGpu gpu;
  DeviceTalk talk(Device::webgpu);
  CHECK(talk.events.at(0)["device"] == "webgpu (a test)");
  const int looks = gpu.looks;
  talk.say({{"type", "train"}, {"steps", 60}});
  talk.run();
  CHECK_MESSAGE(gpu.looks < looks + 60, "looks at all: ", gpu.looks);
  talk.say({{"type", "snapshot"}});
  CHECK(talk.of("finished").at(0)["step"] == 60);
  CHECK(talk.of("epoch").size() == 4);
  CHECK(talk.model == cpu_talk().model);
  // Each progress tells the mean of its steps, each as often as it has images: the last of an epoch has 4, the others 8.
  const std::vector<double> losses = cpu_talk().losses();
  std::int64_t step = 0;
  for (const Json& progress : talk.of("progress")) {
    double sum = 0, images = 0;
    for (; step < progress["step"].get<std::int64_t>(); ++step) {
      const double count = step % 13 == 12 ? 4 : 8;
      sum += losses.at(static_cast<std::size_t>(step)) * count;
      images += count;
    }
    CHECK(progress["loss"].get<double>() == doctest::Approx(sum / images).epsilon(0.05));
  }
  CHECK(step == 60);
}

TEST_CASE("a session whose GPU is lost goes on on the CPU, and nothing is missing or told twice") {
  for (const int looks : {0, 1, 7, 20, 33, 34, 35, 36, 37, 48, 60}) {
    CAPTURE(looks);
    LosableGpu gpu;
    DeviceTalk talk(Device::webgpu);
    talk.say({{"type", "train"}, {"steps", 20}, {"trace", true}});
    talk.run();
    talk.say({{"type", "snapshot"}});
    talk.say({{"type", "train"}, {"steps", 40}, {"trace", true}});
    gpu.looks_left = looks;
    talk.run();
    talk.say({{"type", "snapshot"}});
    REQUIRE(talk.of("device").size() == 1);
    CHECK(talk.of("device")[0]["device"] == "cpu");
    CHECK(talk.of("device")[0]["missing"] == "lost");
    CHECK(talk.of("device")[0]["detail"] == "it was unplugged");
    CHECK(talk.of("error").empty());
    CHECK(talk.of("finished").back()["step"] == 60);
    CHECK(talk.of("epoch").size() == 4);
    const std::vector<double> losses = talk.losses(), expected = cpu_talk().losses();
    REQUIRE(losses.size() == expected.size());
    // The GPU's are differences of sums.
    for (std::size_t i = 0; i < losses.size(); ++i) CHECK(losses[i] == doctest::Approx(expected[i]).epsilon(1e-9));
    CHECK(talk.model == cpu_talk().model);
  }
}

TEST_CASE("a session whose GPU is lost in a command does it on the CPU") {
  for (const char* type : {"snapshot", "step", "reset", "configure"}) {
    CAPTURE(type);
    LosableGpu gpu;
    DeviceTalk talk(Device::webgpu);
    talk.say({{"type", "train"}, {"steps", 20}});
    talk.run();
    talk.say({{"type", "snapshot"}});
    gpu.looks_left = 0;
    talk.say({{"type", type}, {"id", 5}});
    CHECK(talk.of("device").size() == 1);
    CHECK(talk.of("error").empty());
    CHECK(talk.of("state").back()["running"] == false);
    const std::string last = talk.events.back()["type"];
    CHECK(last == (std::string(type) == "snapshot" ? "model" : std::string(type) == "step" ? "progress" : "configured"));
    if (last == "progress") CHECK(talk.of("progress").back()["step"] == 21);
    // The lost one is refused from now on, in a line.
    talk.say({{"type", "configure"}, {"device", "webgpu"}});
    CHECK(talk.of("error").size() == 1);
    talk.say({{"type", "train"}, {"steps", 2}});
    talk.run();
    CHECK(talk.of("finished").size() == 2);
  }
}

TEST_CASE("a session without a GPU refuses to train on one") {
  std::vector<Json> events;
  Session session([&](const Message& message) { events.push_back(Json::parse(message.head)); });
  session.command({R"({"type":"configure","device":"webgpu"})"});
  CHECK(events.back()["message"] == "there is no device \"webgpu\" here; use cpu or reference");
}
