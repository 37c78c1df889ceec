// Opening a GPU and each way in which there is none; device memory.
#include "engine/autograd/functional.hpp"
#include "tests/cuda/fixture.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

/// Why the backend does not open on this machine.
std::string why_not(const cuda_emulator::Machine& machine) {
  cuda_emulator::machine() = machine;
  const std::string why = cuda::open();
  CHECK_FALSE(has_backend(Device::cuda));
  CHECK(cuda_emulator::allocated_bytes() == 0);
  cuda_emulator::machine() = {};
  CHECK(why.find('\n') == std::string::npos);
  return why;
}

}  // namespace

TEST_CASE("each kind of missing GPU has its own line") {
  CHECK(why_not({.driver_version = 0}) == "no NVIDIA driver is installed");
  CHECK(why_not({.driver_version = 12040}) == "the NVIDIA driver is too old: it knows CUDA 12.4, and this inkgrad needs 13.0");
  CHECK(why_not({.device_count = 0}) == "the NVIDIA driver finds no GPU");
  CHECK(why_not({.failing = {{"cudaGetDeviceCount", cudaErrorStubLibrary}}}) ==
        "in place of the NVIDIA driver there is only its stub, which programs are linked with");
  CHECK(why_not({.device = {"Old GPU", std::size_t{1} << 30, 6, 1, 20}}) ==
        "the GPU is too old: Old GPU has compute capability 6.1, and this inkgrad needs 7.5");
  CHECK(why_not({.failing = {{"cudaMalloc", cudaErrorMemoryAllocation}}}) == "the GPU is out of memory: another program may hold it");
  CHECK(why_not({.failing = {{"cudaStreamCreateWithFlags", cudaErrorMemoryAllocation}}}) == "the GPU is out of memory: another program may hold it");
  CHECK(why_not({.failing = {{"cudaSetDevice", cudaErrorDevicesUnavailable}}}) == "another program has the GPU for itself");
  CHECK(why_not({.failing = {{"cudaGetDeviceCount", cudaErrorSystemNotReady}}}) ==
        "the GPU does not answer: system not yet initialized (cudaErrorSystemNotReady)");
}

TEST_CASE("without a GPU a tensor cannot lie on one") {
  CHECK_THROWS_AS(Tensor::zeros({2}, DType::float32, Device::cuda), Error);
  CHECK_THROWS_AS(backend(Device::cuda), Error);
}

TEST_CASE("an open GPU says what it is, and closes without a trace") {
  {
    const EmulatedGpu gpu(0);
    CHECK(cuda::open().empty());
    CHECK(backend(Device::cuda).description() == "cuda (Emulated GPU, compute capability 9.0, cuBLASLt 13.1.0)");
  }
  CHECK_FALSE(has_backend(Device::cuda));
}

TEST_CASE("tensors travel to the GPU and back") {
  for (const std::uint64_t seed : schedules) {
    const EmulatedGpu gpu(seed);
    std::vector<float> values{1, 2, 3, 4, 5, 6};
    const Tensor x = Tensor::from_values(values, {2, 3}, Device::cuda);
    values.assign(6, 0);  // the copy must not wait for the values
    CHECK(x.to_vector<float>() == std::vector<float>{1, 2, 3, 4, 5, 6});
    CHECK(x.transpose(0, 1).to_vector<float>() == std::vector<float>{1, 4, 2, 5, 3, 6});
    CHECK(x.select(1, 2).to_vector<float>() == std::vector<float>{3, 6});
    CHECK(x.select(0, 1).select(0, 1).item() == 5);
    CHECK(Tensor::full({3}, 1, DType::boolean, Device::cuda).to_vector<bool>() == std::vector<bool>{true, true, true});
    CHECK(Tensor::zeros({0, 3}, DType::float32, Device::cuda).to_vector<float>().empty());
    CHECK_THROWS_AS(x.data_ptr<float>(), Error);
  }
}

TEST_CASE("freed blocks are taken again, and a full GPU is said") {
  const EmulatedGpu gpu(0, std::size_t{1} << 20);
  const auto allocations = [] { return cuda_emulator::counters().allocations; };
  (void)Tensor::zeros({1000}, DType::float32, Device::cuda);
  const std::int64_t after_first = allocations();
  for (int i = 0; i < 5; ++i) (void)Tensor::zeros({1001}, DType::float32, Device::cuda);
  CHECK(allocations() == after_first);  // both are 4 kilobytes, rounded
  (void)Tensor::empty({500'000}, DType::uint8, Device::cuda);
  const std::size_t cached = cuda_emulator::allocated_bytes();
  CHECK(cached > 500'000);
  cuda_emulator::machine().device.totalGlobalMem = std::size_t{1} << 20;
  // What is in the cache goes back before the GPU is called full.
  CHECK_NOTHROW(Tensor::empty({900'000}, DType::uint8, Device::cuda));
  CHECK(cuda_emulator::allocated_bytes() < (std::size_t{1} << 20));
  CHECK_THROWS_WITH_AS(Tensor::empty({2 << 20}, DType::uint8, Device::cuda),
                       "the GPU is out of memory: 2 MiB wanted besides the 0 MiB in use; try a smaller --batch or --model", Error);
  cuda_emulator::machine() = {};
}

TEST_CASE("a GPU that fails in its work is said") {
  const EmulatedGpu gpu(0);
  const Tensor x = Tensor::full({3}, 1, DType::float32, Device::cuda);
  cuda_emulator::machine().failing = {{"cudaLaunchKernel", cudaErrorUnknown}};
  CHECK_THROWS_AS(x + x, Error);
  cuda_emulator::machine() = {};
  CHECK((x + x).to_vector<float>() == std::vector<float>{2, 2, 2});
}

TEST_CASE("what a GPU has no kernels for is said before it is tried") {
  const EmulatedGpu gpu(0);
  const Tensor x = Tensor::zeros({2, 2}, DType::float64, Device::cuda);
  CHECK_FALSE(backend(Device::cuda).supports(Op::matmul, DType::float64));
  CHECK_THROWS_AS(matmul(x, x), Error);
}
