// The module with cuBLASLt, whose own source is compiled against the emulator's header: what it asks of the library and what is said
// where there is none. What it computes: test_cuda_products.cpp.
#include <array>
#include <cmath>

#include "engine/autograd/functional.hpp"
#include "engine/train/trainer.hpp"
#include "tests/cuda/products.hpp"
#include "tests/unit/golden_traces.hpp"
#include "tests/unit/thorough.hpp"

using namespace inkgrad;
using namespace inkgrad::test;
using cuda_emulator::library_counters;

namespace {

constexpr std::size_t cache = std::size_t{64} << 20;

Dataset noise(int count) {
  Random random(12);
  Dataset data;
  for (int i = 0; i < 784 * count; ++i) data.images.push_back(static_cast<std::uint8_t>(random.integer(0, 255)));
  for (int i = 0; i < count; ++i) data.labels.push_back(random.integer(0, 9));
  return data;
}

/// The losses of some steps.
std::vector<double> losses(const TrainOptions& options, const Dataset& data, int steps) {
  Trainer trainer(options, data, 0.13, 0.31);
  std::vector<double> all;
  for (int i = 0; i < steps; ++i) {
    trainer.step();
    all.push_back(trainer.last_loss());
  }
  return all;
}

/// What the backend says of itself with that module.
std::string description_with(const std::string& module) {
  const EmulatedGpu gpu(0, {.cublaslt = {.module = module}});
  const std::string text = backend(Device::cuda).description();
  // Our own kernels are there all the same.
  const Tensor twos = Tensor::full({2, 2}, 2, DType::float32, Device::cuda);
  CHECK(matmul(twos, twos).to_vector<float>() == std::vector<float>(4, 8));
  return text;
}

}  // namespace

TEST_CASE("a precision rounds the factors alone") {
  // With one product a sum, each result is known to the last bit: two factors of at most 11 bits have an exact product.
  const auto kept = [](float value, Precision precision) {
    int exponent = 0;
    const double fraction = std::frexp(value, &exponent), steps = std::ldexp(1, mantissa(precision) + 1);
    return std::ldexp(std::nearbyint(fraction * steps) / steps, exponent);
  };
  const EmulatedGpu gpu(0, all_products());
  const Tensor x = numbers_on({5, 1}, 1, Device::cuda), w = numbers_on({7, 1}, 2, Device::cuda);
  const Tensor b = numbers_on({7}, 3, Device::cuda);
  const std::vector<float> xs = x.to_vector<float>(), ws = w.to_vector<float>(), bs = b.to_vector<float>();
  for (const Precision precision : precisions) {
    const std::vector<float> y = apply_one(Op::linear, {x, w, b}, {.precision = precision}).to_vector<float>();
    int away = 0;
    for (std::size_t i = 0; i < 35; ++i) {
      const float product = static_cast<float>(kept(xs[i / 7], precision) * kept(ws[i % 7], precision));
      CHECK(y[i] == product + bs[i % 7]);
      away += y[i] != xs[i / 7] * ws[i % 7] + bs[i % 7] ? 1 : 0;
    }
    CHECK((away > 30) == (precision != Precision::float32));
  }
}

TEST_CASE("an algorithm is searched for once for each kind of product, by where its numbers lie") {
  const EmulatedGpu gpu(0, all_products());
  const Tensor whole = numbers_on({100}, 8, Device::cuda);
  const std::vector<float> numbers = whole.to_vector<float>();
  const auto multiply = [&](std::size_t a, std::size_t b) {
    const auto factor = [&](std::size_t start) {
      return Tensor::over(whole.storage(), {4, 8}, DType::float32, static_cast<std::int64_t>(start));
    };
    const std::vector<float> c = apply_one(Op::matmul, {factor(a), factor(b)}, {.transpose_b = true}).to_vector<float>();
    for (std::size_t i = 0; i < 16; ++i) {
      double sum = 0;
      for (std::size_t l = 0; l < 8; ++l) sum += static_cast<double>(numbers[a + i / 4 * 8 + l]) * numbers[b + i % 4 * 8 + l];
      CHECK(std::abs(c[i] - sum) < 8 * tolerance(Precision::float32, 8));
    }
    return library_counters().searches;
  };
  CHECK(multiply(0, 40) == 1);
  CHECK(multiply(4, 44) == 1);
  CHECK(multiply(1, 40) == 2);  // begins where no sixteen bytes do
  CHECK(multiply(2, 44) == 2);
  CHECK(multiply(0, 43) == 3);
  CHECK(multiply(3, 43) == 4);
  CHECK(multiply(0, 40) == 4);
  CHECK(library_counters().products == 7);
}

TEST_CASE("layers of one shape have an algorithm in common, and a bias each") {
  const EmulatedGpu gpu(0, all_products());
  const auto filled = [](const Shape& shape, double value) { return Tensor::full(shape, value, DType::float32, Device::cuda); };
  const Tensor x = filled({2, 4}, 1), w = filled({4, 4}, 1), first = filled({4}, 10), second = filled({4}, 20);
  CHECK(apply_one(Op::linear, {x, w, first}).to_vector<float>() == std::vector<float>(8, 14));
  CHECK(apply_one(Op::linear, {x, w, second}).to_vector<float>() == std::vector<float>(8, 24));
  CHECK(library_counters().searches == 1);
}

TEST_CASE("in float32 cuBLASLt takes large products alone") {
  const EmulatedGpu gpu(0, cache);
  const auto products = [](std::int64_t units) {
    library_counters().products = 0;
    const auto ones = [](const Shape& shape) { return Tensor::full(shape, 1, DType::float32, Device::cuda); };
    CHECK(apply_one(Op::linear, {ones({64, 784}), ones({units, 784}), ones({units})}).to_vector<float>().back() == 785);
    return library_counters().products;
  };
  CHECK(products(512) == 0);   // 51 MFLOP
  CHECK(products(1024) == 1);  // 103
}

TEST_CASE("captured steps with cuBLASLt do what eager ones do, and search and allocate nothing") {
  const Dataset data = noise(56);
  for (const char* precision : {"float32", "tf32", "bf16"}) {
    const TrainOptions options{
        .spec = "c3x5r-p2-100r-12r-10", .batch = 16, .seed = 3, .device = Device::cuda, .precision = precision};
    std::vector<std::byte> plain;
    for (const bool graphs : {false, true}) {
      const EmulatedGpu gpu(graphs ? 3 : 0, all_products(graphs));
      Trainer trainer(options, data, 0.13, 0.31);
      while (trainer.epoch() < 2) trainer.steps(2);
      if (!graphs) {
        plain = trainer.save_checkpoint();
        continue;
      }
      const int searches = library_counters().searches;
      cuda_emulator::counters() = {};
      while (trainer.epoch() < 3) trainer.steps(2);
      CHECK(library_counters().searches == searches);
      CHECK(cuda_emulator::counters().allocations == 0);
    }
    const EmulatedGpu gpu(1, all_products());
    Trainer again = Trainer::resume(plain, "the checkpoint", data, Device::cuda);
    CHECK(again.options().precision == precision);
    Trainer captured(options, data, 0.13, 0.31);
    while (captured.epoch() < 2) captured.steps(2);
    CHECK(cuda_emulator::counters().graph_kernels > 0);
    CHECK(captured.save_checkpoint() == plain);
  }
}

TEST_CASE("kernels of a step with cuBLASLt: a ReLU's slope is one of its own") {
  struct Expected {
    std::string spec, precision;
    std::int64_t kernels;
    double least_flops;
  };
  // In float32 what is large enough in batches of 512 is it here in ones of 4.
  const double usual = cuda::CublasLtOptions().least_flops, as_of_512 = usual * 4 / 512;
  for (const auto& [spec, precision, kernels, least_flops] :
       {Expected{"784-10", "tf32", 5, usual}, Expected{"784-128r-10", "tf32", 9, usual}, Expected{"784-32r-32r-10", "bf16", 13, usual},
        Expected{"784-512r-512r-10", "float32", 12, as_of_512}}) {
    const EmulatedGpu gpu(0, {.cache_limit = cache, .cublaslt = emulated_cublaslt(least_flops)});
    Trainer trainer({.spec = spec, .batch = 4, .device = Device::cuda, .precision = precision}, noise(32), 0.13, 0.31);
    for (int i = 0; i < 2; ++i) trainer.steps(2);
    cuda_emulator::counters() = {};
    library_counters().products = 0;
    CHECK(trainer.steps(2) == 2);
    const std::int64_t counted = cuda_emulator::counters().graph_kernels;
    CHECK_MESSAGE(counted == 2 * kernels, spec, ": ", counted, " kernels in 2 steps");
    CHECK(library_counters().products == 0);  // they are in the graph
    CHECK(cuda_emulator::counters().allocations == 0);
    CHECK(cuda_emulator::counters().synchronisations == 0);
  }
}

TEST_CASE("losses of 784-512r-512r-10 by cuBLASLt are the cpu's") {
  const Dataset* images = training_images();
  if (images == nullptr) return;
  const int steps = thorough() ? 30 : 3;
  TrainOptions options{.spec = "784-512r-512r-10", .batch = 64, .seed = 1};
  const std::vector<double> expected = losses(options, *images, steps);
  options.device = Device::cuda;
  for (const Precision precision : precisions) {
    options.precision = std::array{"float32", "tf32", "bf16"}[static_cast<std::size_t>(precision)];
    const EmulatedGpu gpu(2, all_products());
    const std::vector<double> got = losses(options, *images, steps);
    const auto away = [&](std::size_t step) { return std::abs(got[step] - expected[step]) / expected[step]; };
    if (precision == Precision::float32) {
      for (std::size_t step = 0; step < got.size(); ++step) CHECK_MESSAGE(away(step) < 1e-4, "step ", step + 1, ": ", away(step));
      continue;
    }
    // From the same weights, what rounding does to the mean over 64 images is less than the last bit that is kept. From then on
    // the trainings are two, and Adam makes of small gradients steps as long as of large ones.
    CHECK_MESSAGE(away(0) < std::ldexp(1, -mantissa(precision)), options.precision, ": ", away(0));
    CHECK(away(0) > 0);
    CHECK(got.back() < got.front());
  }
}

TEST_CASE("without cuBLASLt the device says so, and our own kernels multiply") {
  CHECK(description_with("") == "cuda (Emulated GPU, compute capability 9.0, cuBLASLt 13.1.0)");
  const std::string absent = description_with("libnone.so");
  CHECK_MESSAGE(absent.starts_with("cuda (Emulated GPU, compute capability 9.0, without cuBLASLt: "), absent);
  CHECK_MESSAGE(absent.find("/libnone.so: cannot open shared object file") != std::string::npos, absent);
  CHECK(description_with(INKGRAD_OTHER_MODULE) ==
        "cuda (Emulated GPU, compute capability 9.0, without cuBLASLt: " INKGRAD_OTHER_MODULE
        " is of another build: its interface is version 2, this inkgrad's 1)");
  cuda_emulator::machine().failing = {{"cublasLtCreate", cudaErrorUnknown}};
  CHECK(description_with("") ==
        "cuda (Emulated GPU, compute capability 9.0, without cuBLASLt: it does not start: CUBLAS_STATUS_NOT_INITIALIZED)");
  cuda_emulator::machine() = {};
}

TEST_CASE("a precision that cannot be had is said before training") {
  const auto refused = [](Device device) {
    try {
      Trainer({.spec = "784-10", .device = device, .precision = "tf32"}, noise(4), 0.13, 0.31);
    } catch (const Error& error) {
      CHECK(error.kind() == Error::Kind::Unsupported);
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(refused(Device::reference).find("it computes in float32 alone; take float32 or another device") != std::string::npos);
  CHECK(refused(Device::cpu).starts_with("the precision tf32 is not for cpu ("));
  {
    const EmulatedGpu gpu(0, {.cublaslt = {.module = "libnone.so"}});
    CHECK(refused(Device::cuda).ends_with("): it needs cuBLASLt; take float32 or another device"));
  }
  cuda_emulator::machine().device.major = 7;
  cuda_emulator::machine().device.minor = 5;
  {
    const EmulatedGpu gpu(0, all_products());
    CHECK(refused(Device::cuda) == "the precision tf32 is not for cuda (Emulated GPU, compute capability 7.5, cuBLASLt 13.1.0): "
                                   "it needs compute capability 8.0; take float32 or another device");
  }
  cuda_emulator::machine() = {};
  const EmulatedGpu gpu(0, all_products());
  CHECK(refused(Device::cuda) == "");
}

TEST_CASE("a product that cuBLASLt has no algorithm for is ours, and one that fails is said") {
  const EmulatedGpu gpu(0, all_products());
  const Tensor x = Tensor::full({2, 3}, 2, DType::float32, Device::cuda);
  const Tensor y = Tensor::full({3, 2}, 3, DType::float32, Device::cuda);
  cuda_emulator::machine().failing = {{"cublasLtMatmulAlgoGetHeuristic", cudaErrorUnknown}};
  CHECK(matmul(x, y).to_vector<float>() == std::vector<float>(4, 18));
  CHECK(library_counters().products == 0);
  // A weight's gradient without that of the bias, which then is a sum of ours.
  cuda_emulator::machine().failing = {{"CUBLASLT_EPILOGUE_BGRADB", cudaErrorUnknown}};
  const Tensor c = Tensor::full({2, 2}, -1, DType::float32, Device::cuda), sums = Tensor::full({2}, -1, DType::float32, Device::cuda);
  const View first = view_of(y), second = view_of(y);
  backend(Device::cuda).run(Op::matmul, std::array{first, second}, std::array{view_of(c), view_of(sums)}, {.transpose_a = true});
  CHECK(c.to_vector<float>() == std::vector<float>(4, 27));
  CHECK(sums.to_vector<float>() == std::vector<float>(2, 9));
  CHECK(library_counters().products == 1);
  cuda_emulator::machine().failing = {{"cublasLtMatmul", cudaErrorUnknown}};
  CHECK_THROWS_WITH_AS(matmul(y, x), "the GPU failed at a product by cuBLASLt 13.1.0: CUBLAS_STATUS_EXECUTION_FAILED", Error);
  cuda_emulator::machine() = {};
  CHECK(matmul(y, x).to_vector<float>() == std::vector<float>(9, 12));
}
