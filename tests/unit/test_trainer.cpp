#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/autograd/functional.hpp"
#include "engine/core/random.hpp"
#include "engine/optim/optimizer.hpp"
#include "engine/train/batch_plan.hpp"
#include "engine/train/trainer.hpp"
#include "tests/cuda/work.hpp"

using namespace inkgrad;

namespace {

/// Images that carry their label: a bright bar whose row is the digit, over noise.
Dataset bars(std::int64_t count) {
  Dataset data;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t label = (i * 7) % 10;
    data.labels.push_back(label);
    for (int p = 0; p < image_pixels; ++p) {
      const float noise = uniform(99, Purpose::augment, static_cast<std::uint32_t>(i), static_cast<std::uint64_t>(p));
      data.images.push_back(p / image_side == 3 + 2 * label ? 250 : static_cast<std::uint8_t>(noise * 40));
    }
  }
  return data;
}

Trainer small_trainer(const std::string& spec = "784-16r-10", Device device = Device::cpu) {
  return Trainer({.spec = spec, .batch = 32, .device = device}, bars(250), mnist_mean, mnist_std);
}

/// The CPU, counting the rows that unpool a batch's gradients; `merges` says whether it does that within the convolution's.
class Unpooling : public test::WatchedBackend {
 public:
  explicit Unpooling(bool merges)
      : WatchedBackend(Device::cpu, [this](Op op, std::span<const View> in, std::span<const View> out, const Attributes& attributes) {
          rows += op == Op::max_pool2d_backward ? 1 : 0;
          inner().run(op, in, out, attributes);
        }), merges_(merges) {}
  bool fuses(Op op, Fusion fusion) const override {
    return (merges_ || fusion != Fusion::max_pool_backward) && WatchedBackend::fuses(op, fusion);
  }
  int rows = 0;

 private:
  bool merges_;
};

/// The CPU with so much memory near at hand, counting the rows that fetch images.
class Near : public test::WatchedBackend {
 public:
  explicit Near(std::size_t bytes)
      : WatchedBackend(Device::cpu, [this](Op op, std::span<const View> in, std::span<const View> out, const Attributes& attributes) {
          if (op == Op::gather_batch || op == Op::augment_batch) taken.push_back(out[0].shape[0]);
          inner().run(op, in, out, attributes);
        }), bytes_(bytes) {}
  std::size_t near_bytes() const override { return bytes_; }
  std::vector<std::int64_t> taken;  // images a time

 private:
  std::size_t bytes_;
};

std::vector<std::byte> after(int steps, int threads) {
  backend(Device::cpu).set_threads(threads);
  Trainer trainer = small_trainer("c4x5r-p2-32r-10");
  for (int i = 0; i < steps; ++i) trainer.step();
  backend(Device::cpu).set_threads(1);
  return trainer.save_model();
}

}  // namespace

TEST_CASE("a network learns, and evaluation agrees") {
  Trainer trainer = small_trainer();
  while (trainer.epoch() < 12) trainer.step();
  CHECK(trainer.running().accuracy > 0.95);
  const Metrics metrics = evaluate(trainer.model(), bars(1200));  // two full batches of 500 and the rest
  CHECK(metrics.images == 1200);
  CHECK(metrics.accuracy > 0.95);
  const Dataset seen = bars(1200);
  const std::vector<Reading> readings = predict(trainer.model(), seen.images);
  int right = 0;
  for (std::size_t i = 0; i < readings.size(); ++i) right += readings[i].digit == seen.labels[i] ? 1 : 0;
  CHECK(right == std::lround(metrics.accuracy * 1200));
}

TEST_CASE("an epoch's last batch holds what is left, and counts for what it is") {
  Trainer trainer = small_trainer();
  CHECK(trainer.steps_per_epoch() == 8);  // 7 x 32 + 26
  double sum = 0;
  for (int i = 0; i < 8; ++i) {
    CHECK(trainer.at_epoch_start() == (i == 0));
    trainer.step();
    sum += trainer.last_loss() * (i < 7 ? 32 : 26);
  }
  CHECK(trainer.epoch() == 1);
  CHECK(trainer.running().images == 250);
  CHECK(trainer.running().loss == doctest::Approx(sum / 250).epsilon(1e-9));
}

TEST_CASE("a batch larger than the data set is the data set") {
  Trainer trainer({.spec = "784-10", .batch = 512}, bars(30), mnist_mean, mnist_std);
  trainer.step();
  CHECK(trainer.epoch() == 1);
}

TEST_CASE("the same seed gives the same bytes, with one thread and with two") {
  const auto once = after(12, 1);
  CHECK(once == after(12, 1));
  CHECK(once == after(12, 2));
  CHECK(once != after(13, 1));
}

TEST_CASE("a plan does what eager execution does") {
  for (const std::string spec : {"784-16r-10", "784-12t-8g-10", "c4x5r-p2-c6x3s2p1r-a2-10", "c3x4-p2-c9x4r-p2-10",
                                 "c4x3p1-b-r-p2-d25-12-b-t-d50-10"}) {
    CAPTURE(spec);
    for (const Device device : {Device::reference, Device::cpu}) {
      const Dataset data = bars(96);
      Trainer planned({.spec = spec, .batch = 32, .device = device}, data, mnist_mean, mnist_std);
      Model model = make_model(spec, 1, device);
      Adam adam(model.network.parameters());
      const DeviceData on_device(data, device);
      const KeyedPermutation order(1, 0, 96);
      for (std::uint64_t step = 0; step < 3; ++step) {
        std::vector<std::int64_t> indices;
        for (std::uint64_t i = 0; i < 32; ++i) indices.push_back(static_cast<std::int64_t>(order(step * 32 + i)));
        const auto batch =
            apply(Op::gather_batch, {{on_device.images, on_device.labels, Tensor::from_values(indices, {32}, device)}},
                  {.mean = mnist_mean, .std = mnist_std});
        adam.zero_grad();
        const CrossEntropy result = cross_entropy(model.network.forward(batch[0]), batch[1]);
        result.loss.backward();
        adam.step();
        planned.step();
        CHECK(planned.last_loss() == doctest::Approx(result.loss.item()).epsilon(1e-6));
      }
      const auto eager_parameters = model.network.parameters();
      const auto planned_parameters = planned.model().network.parameters();
      for (std::size_t p = 0; p < eager_parameters.size(); ++p) {
        const auto a = eager_parameters[p].to_vector<float>(), b = planned_parameters[p].to_vector<float>();
        double worst = 0;
        for (std::size_t i = 0; i < a.size(); ++i) worst = std::max<double>(worst, std::fabs(a[i] - b[i]));
        CHECK(worst < 1e-6);
      }
    }
  }
}

TEST_CASE("a plan drops what nobody uses, merges activations and shares its arena") {
  const Dataset data = bars(64);
  const Model model = make_model("784-48r-48r-48r-10", 1);
  const DeviceData on_device(data, Device::cpu);
  const RunningMetrics metrics(Device::cpu);
  const BatchPlan forward(model, on_device, metrics, 64);
  const std::string text = forward.plan().text();
  CAPTURE(text);
  CHECK(forward.plan().size() == 7);  // gather with its places, four linear layers (three with ReLU), loss, metrics
  CHECK(text.find("linear + relu") != std::string::npos);
  // Hidden results live one after the other: the arena needs the input and two of them, not four.
  CHECK(forward.plan().arena_bytes() < (784 + 3 * 48 + 32) * 64 * sizeof(float));

  const ParameterArena arena(model.network.parameters());
  const SGD sgd({arena.values()}, 0.1);
  const BatchPlan training(model, on_device, metrics, 64, BatchPlan::Training{&arena, &sgd, {}, 1});
  const std::string steps = training.plan().text();
  CAPTURE(steps);
  const auto times = [&](const std::string& part) {
    int count = 0;
    for (std::size_t at = steps.find(part); at != std::string::npos; at = steps.find(part, at + 1)) ++count;
    return count;
  };
  CHECK(times("-> [64, 784]") == 1);  // the batch; no gradient of it
  CHECK(times("\nmul ") == 0);        // the loss's gradient is not multiplied by 1
  CHECK(times("\ncopy ") == 0);       // gradients are born in their arena
  CHECK(times("sgd_step") == 1);      // one update of all parameters
}

TEST_CASE("a gradient that a convolution alone takes is unpooled image by image, to the same bytes") {
  struct Case {
    std::string spec;
    int apart, merged;  // rows that unpool, a step
  };
  // With ReLU and without, with a rest that no window covers, with a second layer, whose input has a gradient. Windows of 3 x 3 stay apart,
  // and a gradient that tanh takes first.
  for (const Case& c : {Case{"c4x5r-p2-10", 1, 0}, {"c3x4-p2-10", 1, 0}, {"c3x3s2p1r-p2-10", 1, 0}, {"c4x5r-p2-c3x3r-p2-10", 2, 0},
                        {"c4x5r-p3-10", 1, 1}, {"c4x5t-p2-10", 1, 1}}) {
    CAPTURE(c.spec);
    std::vector<std::vector<std::byte>> models;
    for (const bool merges : {false, true}) {
      for (const int threads : {1, 3}) {
        Unpooling cpu(merges);
        cpu.set_threads(threads);
        Trainer trainer = small_trainer(c.spec);
        for (int i = 0; i < 3; ++i) trainer.step();
        CHECK(cpu.rows == 3 * (merges ? c.merged : c.apart));
        models.push_back(trainer.save_model());
        cpu.set_threads(1);
      }
    }
    for (const auto& model : models) CHECK(model == models[0]);
  }
}

TEST_CASE("a batch that is more than the device has near at hand is taken in parts, to the same sums") {
  const auto train = [](const std::string& spec, const Augmentation& augmentation, std::size_t near, int threads, auto... images) {
    CAPTURE(spec);
    Near cpu(near);
    cpu.set_threads(threads);
    Trainer trainer({.spec = spec, .batch = 250, .augmentation = augmentation}, bars(750), mnist_mean, mnist_std);
    while (trainer.epoch() < 1) trainer.step();
    cpu.set_threads(1);
    const std::vector<std::int64_t> a_step{images...};
    REQUIRE(cpu.taken.size() == 3 * a_step.size());
    CHECK(std::vector(cpu.taken.begin(), cpu.taken.begin() + static_cast<std::ptrdiff_t>(a_step.size())) == a_step);
    return trainer;
  };
  constexpr std::size_t near = 100'000;
  for (const Augmentation augmentation : {Augmentation{}, Augmentation{.shift = 1}}) {
    for (const std::string spec : {"784-10", "c4x5r-p2-10", "c3x4-p2-c9x4t-a2-10"}) {
      const Trainer whole = train(spec, augmentation, 0, 1, 250), parts = train(spec, augmentation, near, 1, 64, 64, 64, 58);
      CHECK(parts.last_loss() == doctest::Approx(whole.last_loss()).epsilon(1e-5));
      CHECK(parts.running().loss == doctest::Approx(whole.running().loss).epsilon(1e-5));
      CHECK(parts.running().accuracy == whole.running().accuracy);
      CHECK(parts.save_model() == train(spec, augmentation, near, 3, 64, 64, 64, 58).save_model());
      const auto a = whole.model().network.parameters(), b = parts.model().network.parameters();
      for (std::size_t p = 0; p < a.size(); ++p) {
        const auto x = a[p].to_vector<float>(), y = b[p].to_vector<float>();
        for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(y[i] == doctest::Approx(x[i]).epsilon(1e-4));
      }
    }
  }
  // As many as fit, in 64s; whole: what fits, a batch that knows of itself, weights that outweigh a part.
  train("784-10", {}, 192 * 784 * sizeof(float) + 20'000, 1, 192, 58);
  train("784-10", {}, 4'000'000, 1, 250);
  for (const std::string spec : {"c4x5-b-r-p2-10", "784-10-d20-10", "784-128r-10"}) train(spec, {}, near, 1, 250);
}

TEST_CASE("resuming goes on to the same bytes") {
  for (const std::string optimizer : {"adam", "adamw", "sgd"}) {
    const bool sgd = optimizer == "sgd";
    const TrainOptions options{.spec = sgd ? "784-16r-d20-10" : "c4x5-b-r-p2-10", .batch = 32, .optimizer = optimizer,
                               .momentum = sgd ? 0.9 : 0, .nesterov = sgd, .weight_decay = 1e-4,
                               .schedule = sgd ? "onecycle" : "constant", .schedule_epochs = 3,
                               .augmentation = {.shift = 1, .elastic = sgd ? 0.0 : 2.0},
                               .slashed_zeros = sgd ? 0.5 : 0, .seed = 5};
    Trainer whole(options, bars(250), mnist_mean, mnist_std);
    Trainer half(options, bars(250), mnist_mean, mnist_std);
    for (int i = 0; i < 20; ++i) whole.step();
    for (int i = 0; i < 11; ++i) half.step();  // in the middle of the second epoch
    const auto checkpoint = half.save_checkpoint();
    Trainer resumed = Trainer::resume(checkpoint, "checkpoint", bars(250), Device::cpu);
    CHECK(resumed.running().loss == half.running().loss);
    for (int i = 11; i < 20; ++i) resumed.step();
    CHECK(resumed.save_model() == whole.save_model());
    CHECK(resumed.save_checkpoint() == whole.save_checkpoint());
    CHECK_THROWS_AS(Trainer::resume(checkpoint, "checkpoint", bars(100), Device::cpu), Error);
    CHECK_THROWS_AS(Trainer::resume(whole.save_model(), "model", bars(250), Device::cpu), Error);
  }
}

TEST_CASE("many steps at once are the same steps") {
  const TrainOptions options{.spec = "784-16r-d20-10", .batch = 8, .schedule = "cosine", .schedule_epochs = 2,
                             .augmentation = {.shift = 1}, .seed = 5};
  Trainer one(options, bars(250), mnist_mean, mnist_std), many(options, bars(250), mnist_mean, mnist_std);
  std::vector<std::int64_t> runs;
  while (many.epoch() < 2) runs.push_back(many.steps(100));
  // 31 batches of 8 and one of 2 an epoch: no run holds more than a plan takes, crosses an epoch's end or mixes sizes.
  CHECK(runs == std::vector<std::int64_t>{16, 15, 1, 16, 15, 1});
  CHECK(many.steps(0) == 0);
  while (one.epoch() < 2) one.step();
  CHECK(many.save_checkpoint() == one.save_checkpoint());
}

TEST_CASE("a model file gives the model back, and a foreign one is refused") {
  Trainer trainer = small_trainer("c4x5r-p2-10");
  trainer.step();
  const auto file = trainer.save_model();
  const Model model = parse_model(file, "model");
  CHECK(serialise_model(model) == file);
  CHECK(model.mean == mnist_mean);
  SafeTensors changed = parse_safetensors(file, "model");
  const auto refused = [&](auto change) {
    SafeTensors copy = changed;
    change(copy);
    try {
      from_safetensors(copy, "m.safetensors");
    } catch (const Error& error) {
      return std::string(error.what()).find("m.safetensors") == 0;
    }
    return false;
  };
  CHECK(refused([](SafeTensors& f) { f.metadata.erase("spec"); }));
  CHECK(refused([](SafeTensors& f) { f.metadata["format"] = "pt"; }));
  CHECK(refused([](SafeTensors& f) { f.metadata["version"] = "2"; }));
  CHECK(refused([](SafeTensors& f) { f.metadata["std"] = "0"; }));
  CHECK(refused([](SafeTensors& f) { f.metadata["mean"] = "nan"; }));
  CHECK(refused([](SafeTensors& f) { f.tensors.pop_back(); }));
  CHECK(refused([](SafeTensors& f) { f.tensors[0].first = "weights"; }));
  CHECK(refused([](SafeTensors& f) { f.tensors[0].second.shape = {1}; }));
  CHECK(refused([](SafeTensors& f) { f.tensors[0].second.data[3] = std::byte{0x7f}, f.tensors[0].second.data[2] = std::byte{0x80}; }));
}

TEST_CASE("options that make no sense are refused before anything is built") {
  const auto refused = [](TrainOptions options) {
    try {
      Trainer(options, bars(10), mnist_mean, mnist_std);
    } catch (const Error& error) {
      return error.kind() == Error::Kind::Input;
    }
    return false;
  };
  CHECK(refused({.batch = 0}));
  CHECK(refused({.batch = 1 << 30}));
  CHECK(refused({.lr = 0}));
  CHECK(refused({.lr = std::nan("")}));
  CHECK(refused({.optimizer = "rmsprop"}));
  CHECK(refused({.momentum = 0.9}));
  CHECK(refused({.optimizer = "sgd", .nesterov = true}));
  CHECK(refused({.schedule = "warm", .schedule_epochs = 1}));
  CHECK(refused({.schedule = "cosine"}));
  CHECK(refused({.augmentation = {.shift = -1}}));
  CHECK(refused({.augmentation = {.thickness = 1.5}}));
  CHECK(refused({.slashed_zeros = 1.5}));
  CHECK(refused({.precision = "half"}));
  CHECK(refused({.spec = "16-b-10", .batch = 9}));  // the tenth image alone in its batch has no variance
  CHECK(refused({.weight_decay = -1}));
  CHECK(refused({.spec = "784-128r"}));
  CHECK_THROWS_AS(Trainer(TrainOptions{}, Dataset{}, 0, 1), Error);
  CHECK_THROWS_WITH_AS(Trainer(TrainOptions{}, bars(10), 0.5, 0), doctest::Contains("all of one grey"), Error);
}

TEST_CASE("a new learning rate counts from the next step on") {
  Trainer a = small_trainer(), b = small_trainer();
  a.step();
  b.step();
  b.set_lr(0.01);
  a.step();
  b.step();
  CHECK(a.last_loss() == b.last_loss());  // the loss before the changed update
  a.step();
  b.step();
  CHECK(a.last_loss() != b.last_loss());
  CHECK_THROWS_AS(a.set_lr(-1), Error);
}

TEST_CASE("augmentation reads and prints as text") {
  const Augmentation some = parse_augmentation("rotate=10,shift=1.5", "--augment");
  CHECK(some == Augmentation{.shift = 1.5, .rotate = 10});
  CHECK(to_text(some) == "shift=1.5,rotate=10");
  CHECK(parse_augmentation(to_text(some), "again") == some);
  CHECK(!parse_augmentation("", "none").any());
  for (const char* wrong : {"turn=3", "shift", "shift=", "shift=x", "=1", "shift=1;rotate=2"}) {
    CHECK_THROWS_WITH_AS(parse_augmentation(wrong, "--augment"), doctest::Contains("--augment"), Error);
  }
}

TEST_CASE("a schedule moves the learning rate step by step, and keeps it to itself") {
  Trainer trainer({.spec = "784-10", .batch = 32, .lr = 0.01, .schedule = "cosine", .schedule_epochs = 2}, bars(64), 0, 1);
  for (int i = 0; i < 4; ++i) trainer.step();
  const std::vector<std::byte> end = trainer.save_model();
  trainer.step();  // at a rate of 0 nothing moves
  const auto weights = [](std::span<const std::byte> file) { return parse_model(file, "m").network.parameters()[0].to_vector<float>(); };
  CHECK(weights(trainer.save_model()) == weights(end));
  CHECK_THROWS_WITH_AS(trainer.set_lr(0.1), doctest::Contains("cosine decides"), Error);
}

TEST_CASE("a network evaluates without dropping and by its running statistics, and learns while nobody looks") {
  const Dataset data = bars(64);
  Trainer trainer({.spec = "c4x5-b-r-p2-d50-10", .batch = 32}, data, mnist_mean, mnist_std);
  for (int i = 0; i < 4; ++i) trainer.step();
  const Model& model = trainer.model();
  const auto before = model.network.named_buffers()[0].second.to_vector<float>();
  CHECK(*std::max_element(before.begin(), before.end()) != 0);
  const Metrics first = evaluate(model, data);
  CHECK(evaluate(model, data).loss == first.loss);
  CHECK(model.network.named_buffers()[0].second.to_vector<float>() == before);
  // One image at a time, which training could not do, and with the same answer as among others.
  const std::span<const std::uint8_t> images(data.images);
  const float alone = predict(model, images.first(784))[0].probabilities[0];
  CHECK(predict(model, images.first(784 * 20))[0].probabilities[0] == doctest::Approx(alone).epsilon(1e-5));
  CHECK(model.network.is_training());
  const Model read = parse_model(trainer.save_model(), "m");
  CHECK(evaluate(read, data).loss == first.loss);
}

TEST_CASE("dropout drops its share, each call another, and lets the gradient through where it let x through") {
  const Tensor x = Tensor::full({10000}, 1).requires_grad_();
  const Dropout dropout_layer(0.25, 3, 0, Device::cpu);
  const Tensor y = dropout_layer.forward(x), again = dropout_layer.forward(x);
  const auto values = y.to_vector<float>();
  const auto kept = std::count_if(values.begin(), values.end(), [](float v) { return v != 0; });
  CHECK(std::abs(static_cast<double>(kept) - 7500) < 4 * std::sqrt(10000 * 0.25 * 0.75));
  CHECK(values != again.to_vector<float>());
  sum(y).backward();
  CHECK(x.grad().to_vector<float>() == values);
}
