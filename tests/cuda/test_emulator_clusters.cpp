// The emulator's clusters and dynamic shared memory: small kernels that use them right, and small kernels that each do one thing wrong.
#include <cooperative_groups.h>
#include <cuda_runtime.h>

#include <string>
#include <vector>

#include "native/cuda/device.cuh"
#include "tests/cuda/fixture.hpp"

using namespace inkgrad;
using namespace inkgrad::test;
namespace emulator = inkgrad::cuda_emulator;

namespace {

constexpr unsigned blocks = 4;

/// What is wrong with a kernel.
enum class Wrong { nothing, no_barrier, one_buffer, early_exit, late_exit, no_first_barrier };

/// Each block hands a number to all others, a few times over: total = sum over rounds and blocks of round * (block + 1).
template <Wrong wrong>
__global__ void exchange(int* out, int rounds) {
  SHARED_ARRAY(int, mine, [2]);
  const auto cluster = cooperative_groups::this_cluster();
  const int rank = static_cast<int>(cluster.block_rank()), count = static_cast<int>(cluster.num_blocks());
  int total = 0;
  if (wrong == Wrong::no_first_barrier) total += *cluster.map_shared_rank(mine, (rank + 1) % count);
  for (int round = 1; round <= rounds; ++round) {
    int* buffer = mine + (wrong == Wrong::one_buffer ? 0 : round % 2);
    if (threadIdx.x == 0) *buffer = round * (rank + 1);
    if (wrong != Wrong::no_barrier || round == 1) cluster.sync();
    else __syncthreads();
    for (int other = 0; other < count; ++other) total += *cluster.map_shared_rank(buffer, other);
    if (wrong == Wrong::late_exit && rank == 0) return;
  }
  if (wrong != Wrong::early_exit) cluster.sync();
  out[blockIdx.x * blockDim.x + threadIdx.x] = total;
}

__global__ void reverse_dynamic(int* out) {
  DYNAMIC_SHARED(memory);
  int* values = reinterpret_cast<int*>(memory);
  values[threadIdx.x] = static_cast<int>(threadIdx.x);
  __syncthreads();
  out[threadIdx.x] = values[blockDim.x - 1 - threadIdx.x];
}

/// A stream under a schedule, and 64 numbers on the device.
struct Bench {
  explicit Bench(std::uint64_t seed) {
    emulator::set_schedule(seed);
    REQUIRE(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking) == cudaSuccess);
    void* block = nullptr;
    REQUIRE(cudaMalloc(&block, 64 * sizeof(int)) == cudaSuccess);
    out = static_cast<int*>(block);
  }
  ~Bench() {
    cudaFree(out);
    cudaStreamDestroy(stream);
    emulator::set_schedule(0);
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  template <class... P, class... A>
  cudaError_t launch(unsigned grid, unsigned cluster, unsigned threads, std::size_t shared, void (*kernel)(P...), A... arguments) {
    cudaLaunchAttribute attribute{.id = cudaLaunchAttributeClusterDimension, .val = {.clusterDim = {cluster, 1, 1}}};
    const cudaLaunchConfig_t config{.gridDim = grid, .blockDim = threads, .dynamicSmemBytes = shared, .stream = stream, .attrs = &attribute, .numAttrs = 1};
    return cudaLaunchKernelEx(&config, kernel, arguments...);
  }
  std::vector<int> read(std::size_t count) {
    std::vector<int> values(count);
    cudaMemcpyAsync(values.data(), out, count * sizeof(int), cudaMemcpyDeviceToHost, stream);
    return values;
  }

  cudaStream_t stream = nullptr;
  int* out = nullptr;
};

/// What two clusters of four blocks make of the exchange, or what is reported of it, under a schedule.
template <Wrong wrong>
std::string exchanged(std::uint64_t seed, int rounds) {
  Bench bench(seed);
  try {
    if (bench.launch(2 * blocks, blocks, 2, 0, exchange<wrong>, bench.out, rounds) != cudaSuccess) return "not launched";
    const std::vector<int> got = bench.read(16);
    const int expected = rounds * (rounds + 1) / 2 * (1 + 2 + 3 + 4);
    return got == std::vector<int>(16, expected) ? "right" : "other numbers";
  } catch (const emulator::Report& report) {
    return report.what();
  }
}

bool says(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("blocks of a cluster read each other's shared memory, a barrier a round with two buffers") {
  for (const std::uint64_t seed : schedules) CHECK(exchanged<Wrong::nothing>(seed, 5) == "right");
}

TEST_CASE("the emulator shows what goes wrong between the blocks of a cluster") {
  for (const std::uint64_t seed : schedules) {
    CAPTURE(seed);
    CHECK(exchanged<Wrong::no_barrier>(seed, 5) == "other numbers");
    CHECK(exchanged<Wrong::one_buffer>(seed, 5) == "other numbers");
    // Whichever comes first: the end of the block, or the other's reading.
    for (const std::string& report : {exchanged<Wrong::early_exit>(seed, 5), exchanged<Wrong::late_exit>(seed, 5)}) {
      const bool is_said = says(report, "a block returns while another may still read its shared memory") || says(report, "shared memory of a block that has returned");
      CHECK_MESSAGE(is_said, report);
    }
    CHECK(says(exchanged<Wrong::no_first_barrier>(seed, 5), "may not have begun"));
  }
}

TEST_CASE("dynamic shared memory and clusters are what the device allows") {
  Bench bench(0);
  CHECK(bench.launch(1, 1, 32, 32 * sizeof(int), reverse_dynamic, bench.out) == cudaSuccess);
  CHECK(bench.read(3) == std::vector<int>{31, 30, 29});
  // More than 48 KiB is to be asked for, and no more than the device has.
  CHECK(bench.launch(1, 1, 32, 64 << 10, reverse_dynamic, bench.out) == cudaErrorInvalidValue);
  CHECK(cudaFuncSetAttribute(reverse_dynamic, cudaFuncAttributeMaxDynamicSharedMemorySize, 228 << 10) == cudaErrorInvalidValue);
  CHECK(cudaFuncSetAttribute(reverse_dynamic, cudaFuncAttributeMaxDynamicSharedMemorySize, 64 << 10) == cudaSuccess);
  CHECK(bench.launch(1, 1, 32, 64 << 10, reverse_dynamic, bench.out) == cudaSuccess);
  CHECK_THROWS_AS(bench.launch(3, 2, 1, 0, exchange<Wrong::nothing>, bench.out, 1), emulator::Report);  // no whole clusters
  CHECK_THROWS_AS(bench.launch(16, 16, 1, 0, exchange<Wrong::nothing>, bench.out, 1), emulator::Report);  // too large
  emulator::machine().device.major = 8;
  CHECK(bench.launch(4, 4, 1, 0, exchange<Wrong::nothing>, bench.out, 1) == cudaErrorInvalidClusterSize);
  emulator::machine() = {};
  cudaGetLastError();
}
