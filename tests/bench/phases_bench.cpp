// Times every op of a training step on the CPU, natively or in WebAssembly: JSON, one object a line.
//   spec, step_microseconds
//   spec, op, operands, flops, bytes, microseconds
//   kernels, gflops (of the fastest product found, all of it in the first cache), gigabytes (copied a second within the second cache)
// Each op is repeated within a step until its time is long beside a clock's tick, so caches hold what it works on if they can.

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/backend/cpu/kernels.hpp"
#include "engine/core/random.hpp"
#include "engine/train/trainer.hpp"
#include "tests/cuda/work.hpp"

using namespace inkgrad;
using Json = nlohmann::ordered_json;

namespace {

constexpr int batch = 64;
constexpr double least_seconds = 0.02;

/// Seconds that `work` takes, the least of three means.
template <class F>
double seconds_of(F&& work) {
  const auto now = [] { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); };
  double best = 1e9;
  std::int64_t runs = 1;
  for (int round = 0; round < 3;) {
    const double start = now();
    for (std::int64_t i = 0; i < runs; ++i) work();
    const double spent = now() - start;
    if (spent < least_seconds) {
      runs *= 2;
      continue;
    }
    best = std::min(best, spent / static_cast<double>(runs));
    ++round;
  }
  return best;
}

/// Digits' worth of pixels: ink in the middle and none in the corners, so that of a batch's columns as many hold one number as MNIST's
/// do (a third of 64 images'), and four of five pixels are paper.
Dataset noise(std::int64_t images) {
  Dataset data;
  for (std::int64_t i = 0; i < images * mnist_pixels; ++i) {
    const double x = static_cast<double>(i % 28) - 13.5, y = static_cast<double>(i / 28 % 28) - 13.5;
    const double ink = 0.6 * (1 - (x * x + y * y) / 160);
    const float chance = uniform(1, Purpose::initialise, 0, static_cast<std::uint64_t>(i));
    data.images.push_back(chance < ink ? static_cast<std::uint8_t>(255 - 400 * chance) : 0);
  }
  for (std::int64_t i = 0; i < images; ++i) data.labels.push_back(static_cast<std::uint8_t>(i % 10));
  return data;
}

std::string operands(std::span<const View> in, std::span<const View> out) {
  std::string text;
  for (const View& view : in) text += to_string(view.shape) + " ";
  text += "->";
  for (const View& view : out) text += " " + to_string(view.shape);
  return text;
}

/// What one core can do: multiply-adds on numbers at hand, and bytes read and written within the second cache.
Json limits() {
  const cpu::KernelTable& table = cpu::kernels();
  const std::int64_t m = 60, n = table.gemm_columns, k = 256;
  std::vector<float> a(static_cast<std::size_t>(m * k), 0.5f), b(static_cast<std::size_t>(k * n), 0.25f), c(static_cast<std::size_t>(m * n));
  std::vector<float> scratch(static_cast<std::size_t>(table.gemm_scratch));
  cpu::Gemm product;
  product.m = m, product.n = n, product.k = k;
  product.a = a.data(), product.lda = k, product.b = b.data(), product.ldb = n, product.c = c.data(), product.ldc = n;
  const double multiplying = seconds_of([&] { table.gemm(product, scratch.data()); });
  constexpr std::int64_t floats = 1 << 16;
  std::vector<float> from(floats, 1.0f), to(floats);
  const double adding = seconds_of([&] { table.add_scalar(from.data(), 1, to.data(), floats); });
  return {{"kernels", table.name}, {"gflops", 2e-9 * static_cast<double>(m * n * k) / multiplying}, {"gigabytes", 8e-9 * floats / adding}};
}

void print(const Json& line) { std::printf("%s\n", line.dump().c_str()); }

void time_step(const std::string& spec, const Dataset& data) {
  const TrainOptions options{.spec = spec, .batch = batch};
  {
    Trainer trainer(options, data, mnist_mean, mnist_std);
    trainer.step();
    print({{"spec", spec}, {"step_microseconds", 1e6 * seconds_of([&] { trainer.step(); })}});
  }
  bool is_timed = false;
  test::WatchedBackend watched(Device::cpu, [&](Op op, std::span<const View> in, std::span<const View> out, const Attributes& attributes) {
    watched.inner().run(op, in, out, attributes);
    if (!is_timed || is_view(op)) return;
    const double seconds = seconds_of([&] { watched.inner().run(op, in, out, attributes); });
    const test::Work work = test::work_of(op, in, out);
    print({{"spec", spec}, {"op", name(op)}, {"operands", operands(in, out)}, {"flops", work.flops}, {"bytes", work.bytes}, {"microseconds", 1e6 * seconds}});
  });
  Trainer trainer(options, data, mnist_mean, mnist_std);
  trainer.step();  // makes the plan
  is_timed = true;
  trainer.step();
  is_timed = false;
}

}  // namespace

int main() {
  const Dataset data = noise(4096);
  for (const char* spec : {"784-10", "784-128r-10", "784-512r-512r-10", "c8x5r-p2-c16x5r-p2-10"}) time_step(spec, data);
  print(limits());  // last: by now a browser has compiled the kernels for good
}
