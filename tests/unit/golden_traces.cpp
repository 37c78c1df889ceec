#include "tests/unit/golden_traces.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "engine/autograd/functional.hpp"
#include "engine/core/random.hpp"
#include "engine/optim/optimizer.hpp"
#include "engine/train/trainer.hpp"
#include "tests/unit/golden.hpp"
#include "tests/unit/thorough.hpp"

namespace inkgrad::test {

namespace {

constexpr double limit = 1e-5;           // of a loss
constexpr double relative_limit = 1e-4;  // of a loss by its size

TrainOptions options_of(const Json& trace, Device device) {
  return {.spec = trace["spec"], .batch = trace["batch"], .lr = trace["lr"], .optimizer = trace["optimizer"],
          .momentum = trace.value("momentum", 0.0), .weight_decay = trace.value("weight_decay", 0.0),
          .seed = trace["seed"], .device = device};
}

/// At most `steps` first losses of the trace against those that `next_loss` gives, one a call.
template <class F>
void compare(const Json& trace, const char* how, Device device, std::size_t steps, F next_loss) {
  const auto expected = trace["losses"].get<std::vector<double>>();
  REQUIRE(expected.size() >= std::min<std::size_t>(steps, 71));  // the shortest that is pinned
  steps = std::min(steps, expected.size());
  double farthest = 0;
  for (std::size_t step = 0; step < steps; ++step) {
    const double loss = next_loss(), away = std::abs(loss - expected[step]);
    REQUIRE_MESSAGE(away <= std::min(limit, relative_limit * expected[step]), trace["spec"], " ", trace["optimizer"], " ", how, " on ",
                    name(device), ", step ", step + 1, ": loss ", loss, ", expected ", expected[step]);
    farthest = std::max(farthest, away / expected[step]);
  }
  if (thorough()) {
    std::printf("trace %s %s, %s on %s: %zu steps within %.1e\n", trace["spec"].get<std::string>().c_str(),
                trace["optimizer"].get<std::string>().c_str(), how, std::string(name(device)).c_str(), steps, farthest);
  }
}

}  // namespace

bool is_convolutional(const Json& trace) { return trace["spec"].get<std::string>().starts_with("c"); }

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

void compare_plan(const Json& trace, const Dataset& images, Device device, std::size_t steps) {
  const Json& file = golden("traces.json");
  Trainer trainer(options_of(trace, device), images, file["mean"], file["std"]);
  compare(trace, "planned", device, steps, [&] {
    trainer.step();
    return trainer.last_loss();
  });
}

void compare_eager(const Json& trace, const Dataset& images, Device device, std::size_t steps) {
  const Json& file = golden("traces.json");
  const TrainOptions options = options_of(trace, device);
  const Model model = make_model(options.spec, options.seed, device);
  const std::vector<Tensor> parameters = model.network.parameters();
  std::unique_ptr<Optimizer> optimizer;
  if (options.optimizer == "sgd") {
    optimizer = std::make_unique<SGD>(parameters, options.lr, options.momentum, options.weight_decay);
  } else if (options.optimizer == "adam") {
    optimizer = std::make_unique<Adam>(parameters, options.lr);
  } else {
    optimizer = std::make_unique<AdamW>(parameters, options.lr, 0.9, 0.999, 1e-8, options.weight_decay);
  }
  for (Tensor parameter : model.network.parameters()) parameter.requires_grad_();
  const Tensor pixels = Tensor::from_values(images.images, {images.count(), image_pixels}, device);
  const Tensor labels = Tensor::from_values(images.labels, {images.count()}, device);
  const KeyedPermutation order(options.seed, 0, static_cast<std::uint64_t>(images.count()));
  std::uint64_t position = 0;
  compare(trace, "eager", device, steps, [&] {
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

}  // namespace inkgrad::test
