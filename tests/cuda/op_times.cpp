#include "tests/cuda/op_times.hpp"

#include <chrono>

#include "engine/train/trainer.hpp"

namespace inkgrad::test {

namespace {

std::string text(std::span<const View> in, std::span<const View> out) {
  std::string result;
  for (const View& view : in) result += to_string(view.shape) + " ";
  result += "->";
  for (const View& view : out) result += " " + to_string(view.shape);
  return result;
}

}  // namespace

std::vector<OpTime> time_ops(const std::string& spec, int batch, const Dataset& data, int repeats) {
  std::vector<OpTime> times;
  bool is_step = false;
  const Tensor probe = Tensor::zeros({1}, DType::float32, Device::cuda);
  WatchedBackend watched(Device::cuda, [&](Op op, std::span<const View> in, std::span<const View> out, const Attributes& attributes) {
    Backend& device = watched.inner();
    device.run(op, in, out, attributes);
    if (!is_step || is_view(op)) return;
    const auto finish = [&] { device.read_back(probe, [](std::span<const std::byte>) {}); };
    const std::unique_ptr<Replay> replay = device.capture([&] {
      for (int i = 0; i < repeats; ++i) device.run(op, in, out, attributes);
    });
    if (replay == nullptr) failure("the device captures no graphs, without which kernels cannot be timed");
    replay->run();
    finish();
    const auto start = std::chrono::steady_clock::now();
    replay->run();
    finish();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    times.push_back({op, text(in, out), work_of(op, in, out), taken.count() / repeats});
  });
  Trainer trainer({.spec = spec, .batch = batch, .device = Device::cuda}, data.first(batch), mnist_mean, mnist_std);
  is_step = true;
  trainer.step();
  is_step = false;
  return times;
}

}  // namespace inkgrad::test
