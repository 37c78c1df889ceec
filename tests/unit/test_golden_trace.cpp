// Losses of 100 training steps on MNIST (of the convolutional network fewer, see make_traces.py) against
// tests/golden/traces.json, met by both devices, step by step and as a plan.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>

#include "engine/autograd/functional.hpp"
#include "engine/core/random.hpp"
#include "engine/optim/optimizer.hpp"
#include "engine/train/trainer.hpp"
#include "tests/unit/golden.hpp"

using namespace inkgrad;
using namespace inkgrad::test;
using Json = nlohmann::json;

namespace {

constexpr double limit = 1e-5;

/// Steps of the longest run on the reference: all of them, but under the sanitizers, where xtensor is slowest of all, a few.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t reference_steps = 10;
#else
constexpr std::size_t reference_steps = 100;
#endif

/// MNIST's training images, or nothing where the set-up has not put them.
const Dataset* training_images() {
  static const std::filesystem::path folder = INKGRAD_MNIST_DIR;
  static std::optional<Dataset> images;
  if (!std::filesystem::exists(folder / "train-images-idx3-ubyte")) {
    MESSAGE("skipped: MNIST is not in " << folder.string());
    return nullptr;
  }
  if (!images) images = load_mnist(folder).train;
  return &*images;
}

TrainOptions options_of(const Json& trace, Device device) {
  return {.spec = trace["spec"], .batch = trace["batch"], .lr = trace["lr"], .optimizer = trace["optimizer"],
          .momentum = trace.value("momentum", 0.0), .weight_decay = trace.value("weight_decay", 0.0),
          .seed = trace["seed"], .device = device};
}

/// At most `steps` first losses of the trace against those that `next_loss` gives, one a call.
template <class F>
void compare(const Json& trace, Device device, std::size_t steps, F next_loss) {
  const auto expected = trace["losses"].get<std::vector<double>>();
  REQUIRE(expected.size() > 50);
  for (std::size_t step = 0; step < std::min(steps, expected.size()); ++step) {
    const double loss = next_loss();
    REQUIRE_MESSAGE(std::abs(loss - expected[step]) <= limit, trace["spec"], " ", trace["optimizer"], " on ", name(device),
                    ", step ", step + 1, ": loss ", loss, ", expected ", expected[step]);
  }
}

void compare_plan(const Json& trace, const Dataset& images, Device device, std::size_t steps) {
  const Json& file = golden("traces.json");
  Trainer trainer(options_of(trace, device), images, file["mean"], file["std"]);
  compare(trace, device, steps, [&] {
    trainer.step();
    return trainer.last_loss();
  });
}

/// The same training as a reader of the notebooks would write it.
void compare_eager(const Json& trace, const Dataset& images, Device device, std::size_t steps) {
  const Json& file = golden("traces.json");
  const TrainOptions options = options_of(trace, device);
  const Model model = make_model(options.spec, options.seed, device);
  std::unique_ptr<Optimizer> optimizer;
  if (options.optimizer == "sgd") {
    optimizer = std::make_unique<SGD>(model.network.parameters(), options.lr, options.momentum, options.weight_decay);
  } else {
    optimizer = std::make_unique<Adam>(model.network.parameters(), options.lr);
  }
  for (Tensor parameter : model.network.parameters()) parameter.requires_grad_();
  const Tensor pixels = Tensor::from_values(images.images, {images.count(), image_pixels}, device);
  const Tensor labels = Tensor::from_values(images.labels, {images.count()}, device);
  const KeyedPermutation order(options.seed, 0, static_cast<std::uint64_t>(images.count()));
  std::uint64_t position = 0;
  compare(trace, device, steps, [&] {
    std::vector<std::int64_t> indices;
    for (int i = 0; i < options.batch; ++i) indices.push_back(static_cast<std::int64_t>(order(position++)));
    const std::vector<Tensor> batch =
        inkgrad::apply(Op::gather_batch,
                       std::vector{pixels, labels, Tensor::from_values(indices, {options.batch}, device)},
                       {.mean = file["mean"], .std = file["std"]});
    const Tensor loss = cross_entropy(model.network.forward(batch[0]), batch[1]).loss;
    optimizer->zero_grad();
    loss.backward();
    optimizer->step();
    return loss.item();
  });
}

}  // namespace

TEST_CASE("the pinned losses come out of plans on the cpu") {
  const Dataset* images = training_images();
  if (images == nullptr) return;
  for (const Json& trace : golden("traces.json")["traces"]) compare_plan(trace, *images, Device::cpu, 100);
}

TEST_CASE("the pinned losses come out of plans on the reference") {
  const Dataset* images = training_images();
  if (images == nullptr) return;
  for (const Json& trace : golden("traces.json")["traces"]) {
    // All of one linear network; of the others what such a slow backend does in a second or two.
    const bool whole = trace["spec"] == "784-128r-10" && trace["optimizer"] == "adam";
    compare_plan(trace, *images, Device::reference, whole ? reference_steps : 5);
  }
}

TEST_CASE("the pinned losses come out step by step") {
  const Dataset* images = training_images();
  if (images == nullptr) return;
  for (const Json& trace : golden("traces.json")["traces"]) {
    compare_eager(trace, *images, Device::cpu, 100);
    compare_eager(trace, *images, Device::reference, 3);
  }
}
