// The emulator itself: small kernels that do something right, and small kernels that each do one thing wrong, which must be reported.
#include <cooperative_groups.h>
#include <cuda_runtime.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "native/cuda/context.hpp"
#include "tests/cuda/fixture.hpp"

using namespace inkgrad;
using namespace inkgrad::test;
namespace emulator = inkgrad::cuda_emulator;

namespace {

/// A stream under a schedule, with memory for kernels to write to.
struct Bench {
  explicit Bench(std::uint64_t seed = 0) {
    emulator::set_schedule(seed);
    emulator::counters() = {};
    REQUIRE(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking) == cudaSuccess);
  }
  ~Bench() {
    cudaStreamDestroy(stream);
    emulator::set_schedule(0);
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  template <class... P, class... A>
  cudaError_t launch(void (*kernel)(P...), dim3 grid, dim3 block, A... arguments) {
    std::tuple<P...> values(arguments...);
    return std::apply([&](auto&... value) {
      void* addresses[] = {&value...};
      return cudaLaunchKernel(kernel, grid, block, addresses, 0, stream);
    }, values);
  }

  template <class T>
  T* block_of(std::size_t count) {
    void* block = nullptr;
    REQUIRE(cudaMalloc(&block, count * sizeof(T)) == cudaSuccess);
    return static_cast<T*>(block);
  }

  template <class T>
  std::vector<T> read(const T* block, std::size_t count) {
    std::vector<T> values(count);
    REQUIRE(cudaMemcpyAsync(values.data(), block, count * sizeof(T), cudaMemcpyDeviceToHost, stream) == cudaSuccess);
    return values;
  }

  cudaStream_t stream = nullptr;
};

/// What is reported about a kernel of one block, under every schedule: it must be the same kind of thing.
template <class... P, class... A>
std::string report_of(void (*kernel)(P...), dim3 block, A... arguments) {
  std::string last;
  for (const std::uint64_t seed : schedules) {
    Bench bench(seed);
    try {
      bench.launch(kernel, 1, block, arguments...);
      cudaStreamSynchronize(bench.stream);
      last = "nothing";
    } catch (const emulator::Report& report) {
      last = report.what();
    }
    CHECK_MESSAGE(last != "nothing", "schedule ", seed);
  }
  return last;
}

bool says(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

__global__ void number_threads(int* out) {
  const unsigned thread = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
  const unsigned block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
  out[block * blockDim.x * blockDim.y * blockDim.z + thread] = static_cast<int>(block * 1000 + thread);
}

__global__ void reverse_block(const float* x, float* out) {
  SHARED_ARRAY(float, values, [64]);
  values[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  out[threadIdx.x] = values[63 - threadIdx.x];
}

__global__ void reverse_block_without_barrier(const float* x, float* out) {
  SHARED_ARRAY(float, values, [64]);
  values[threadIdx.x] = x[threadIdx.x];
  out[threadIdx.x] = values[63 - threadIdx.x];
}

/// Each thread hands two numbers to the thread opposite, through the same memory. Both barriers inside are needed.
template <bool with_all_barriers>
__global__ void swap_twice(int* out) {
  SHARED_ARRAY(int, values, [64]);
  const int thread = static_cast<int>(threadIdx.x);
  int total = 0;
  for (int round = 1; round <= 2; ++round) {
    if (with_all_barriers) __syncthreads();
    values[thread] = round * thread;
    __syncthreads();
    total += values[63 - thread];
  }
  out[thread] = total;
}

__global__ void barriers_apart() {
  if (threadIdx.x < 16) __syncthreads();
  else __syncthreads();
}
__global__ void barrier_for_some() {
  if (threadIdx.x < 16) __syncthreads();
}
__global__ void too_much_shared() {
  SHARED_ARRAY(float, first, [8192]);
  SHARED_ARRAY(float, second, [8192]);
  first[0] = second[0];
}
__global__ void lane_out_of_mask() { __shfl_sync(0xffffu, 1, 0); }
__global__ void lanes_apart() {
  if (threadIdx.x % 2 == 0) __syncwarp();
  else __shfl_sync(~0u, 1, 0);
}
__global__ void lane_gone() {
  if (threadIdx.x == 5) return;
  __syncwarp();
}
__global__ void grid_barrier() { cooperative_groups::this_grid().sync(); }
__global__ void write_at(int* out, int place) { out[place] = 7; }

__global__ void warp_operations(int* out) {
  const int lane = static_cast<int>(threadIdx.x);
  out[lane] = __shfl_xor_sync(~0u, lane, 1);
  out[32 + lane] = __shfl_down_sync(~0u, lane, 4);
  out[64 + lane] = static_cast<int>(__ballot_sync(~0u, lane % 3 == 0));
  out[96 + lane] = __any_sync(~0u, lane == 9) && !__all_sync(~0u, lane == 9);
  // Half a warp may go on alone, before the other half has read what the whole one exchanged.
  if (lane < 16) out[lane] += 100 * __shfl_sync(0xffffu, lane, 3);
}

__global__ void count_up(int* total, unsigned* largest) {
  atomicAdd(total, 1);
  atomicMax(largest, threadIdx.x);
}

__global__ void sum_over_grid(const float* x, float* parts, float* out) {
  SHARED_ARRAY(float, mine, [1]);
  if (threadIdx.x == 0) mine[0] = 2 * x[blockIdx.x];
  __syncthreads();
  if (threadIdx.x == 1) parts[blockIdx.x] = mine[0];
  cooperative_groups::this_grid().sync();
  if (threadIdx.x != 0) return;
  float total = mine[0] - parts[blockIdx.x];  // 0: each block's shared memory is its own
  for (unsigned i = 0; i < gridDim.x; ++i) total += parts[i];
  out[blockIdx.x] = total;
}

__global__ void add_from(const float* x, float* out, float times) { out[threadIdx.x] += times * x[threadIdx.x]; }

}  // namespace

TEST_CASE("the emulator runs every thread of every block once") {
  for (const std::uint64_t seed : schedules) {
    Bench bench(seed);
    int* out = bench.block_of<int>(2 * 3 * 2 * 4 * 2 * 3);
    bench.launch(number_threads, dim3(2, 3, 2), dim3(4, 2, 3), out);
    const std::vector<int> got = bench.read(out, 288);
    for (int block = 0; block < 12; ++block) {
      for (int thread = 0; thread < 24; ++thread) CHECK(got[static_cast<std::size_t>(block * 24 + thread)] == block * 1000 + thread);
    }
    cudaFree(out);
  }
}

TEST_CASE("the emulator shows a missing barrier") {
  std::vector<float> values(64);
  for (std::size_t i = 0; i < 64; ++i) values[i] = static_cast<float>(i);
  for (const std::uint64_t seed : schedules) {
    Bench bench(seed);
    float *x = bench.block_of<float>(64), *out = bench.block_of<float>(64);
    cudaMemcpyAsync(x, values.data(), 256, cudaMemcpyHostToDevice, bench.stream);
    const std::vector<float> reversed(values.rbegin(), values.rend());
    bench.launch(reverse_block, 1, 64, x, out);
    CHECK(bench.read(out, 64) == reversed);
    bench.launch(reverse_block_without_barrier, 1, 64, x, out);
    const std::vector<float> got = bench.read(out, 64);
    CHECK(got != reversed);
    CHECK(std::count_if(got.begin(), got.end(), [](float v) { return std::isnan(v); }) >= 16);  // read before it was written
    cudaFree(x);
    cudaFree(out);
  }
}

TEST_CASE("the emulator lets one warp run ahead into what another still reads") {
  for (const std::uint64_t seed : schedules) {
    Bench bench(seed);
    int* out = bench.block_of<int>(64);
    std::vector<int> expected(64);
    for (int i = 0; i < 64; ++i) expected[static_cast<std::size_t>(i)] = 3 * (63 - i);
    bench.launch(swap_twice<true>, 1, 64, out);
    CHECK(bench.read(out, 64) == expected);
    bench.launch(swap_twice<false>, 1, 64, out);
    CHECK(bench.read(out, 64) != expected);
    cudaFree(out);
  }
}

TEST_CASE("the emulator reports what would hang or go astray on a GPU") {
  CHECK(says(report_of(barriers_apart, 32), "different __syncthreads"));
  CHECK(says(report_of(barrier_for_some, 32), "deadlock: 16 threads at __syncthreads, 0 in a warp operation, 0 at cluster.sync(), 0 at grid.sync(), 16 returned"));
  CHECK(says(report_of(too_much_shared, 1), "more than 48 KiB"));
  CHECK(says(report_of(lane_out_of_mask, 32), "is not in the mask"));
  CHECK(says(report_of(lanes_apart, 32), "different warp operations"));
  CHECK(says(report_of(lane_gone, 32), "deadlock: 0 threads at __syncthreads, 31 in a warp operation"));
  CHECK(says(report_of(grid_barrier, 32), "not cooperative"));
  CHECK(says(report_of(barrier_for_some, 2048), "a launch that no device takes"));
  // And it goes on afterwards.
  Bench bench;
  int* out = bench.block_of<int>(4);
  bench.launch(number_threads, 1, 4, out);
  CHECK(bench.read(out, 4) == std::vector<int>{0, 1, 2, 3});
  cudaFree(out);
}

TEST_CASE("the emulator's warp operations and atomics") {
  for (const std::uint64_t seed : schedules) {
    Bench bench(seed);
    int* out = bench.block_of<int>(128);
    bench.launch(warp_operations, 1, 32, out);
    const std::vector<int> got = bench.read(out, 128);
    for (int lane = 0; lane < 32; ++lane) {
      const auto i = static_cast<std::size_t>(lane);
      CHECK(got[i] == (lane ^ 1) + (lane < 16 ? 300 : 0));
      CHECK(got[32 + i] == (lane < 28 ? lane + 4 : lane));
      CHECK(got[64 + i] == 0x49249249);
      CHECK(got[96 + i] == 1);
    }
    cudaMemsetAsync(out, 0, 512, bench.stream);
    bench.launch(count_up, 3, 100, out, reinterpret_cast<unsigned*>(out + 1));
    CHECK(bench.read(out, 2) == std::vector<int>{300, 99});
    cudaFree(out);
  }
}

TEST_CASE("a cooperative launch keeps its blocks alive and apart") {
  for (const std::uint64_t seed : schedules) {
    Bench bench(seed);
    float *x = bench.block_of<float>(4), *parts = bench.block_of<float>(4), *out = bench.block_of<float>(4);
    const std::vector<float> values{1, 2, 3, 4};
    cudaMemcpyAsync(x, values.data(), 16, cudaMemcpyHostToDevice, bench.stream);
    void* arguments[] = {&x, &parts, &out};
    CHECK(cudaLaunchCooperativeKernel(sum_over_grid, 4, 2, arguments, 0, bench.stream) == cudaSuccess);
    CHECK(bench.read(out, 4) == std::vector<float>(4, 20.0f));
    CHECK_THROWS_AS((cudaLaunchCooperativeKernel(sum_over_grid, 1000, 2, arguments, 0, bench.stream), cudaStreamSynchronize(bench.stream)),
                    emulator::Report);
    for (float* block : {x, parts, out}) cudaFree(block);
  }
}

#if defined(__SANITIZE_ADDRESS__)
namespace {

__global__ void read_at(const int* x, int* out, int place) { out[0] = x[place]; }
__global__ void read_shared_at(int* out, int place) {
  SHARED_ARRAY(int, values, [5]);
  values[threadIdx.x] = 1;
  __syncthreads();
  const int* all = values;
  out[threadIdx.x] = all[static_cast<int>(threadIdx.x) + place];
}

/// What a process says on its standard error that does this and then ends.
template <class Work>
std::string last_words(Work work) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    work();
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  char part[4096];
  for (ssize_t count; (count = read(ends[0], part, sizeof part)) > 0;) text.append(part, static_cast<std::size_t>(count));
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return text;
}

}  // namespace

TEST_CASE("the address sanitizer stops a kernel that reads beside its memory") {
  Bench bench;
  int *x = bench.block_of<int>(5), *out = bench.block_of<int>(5);
  const auto read_beside = [&](int place) {
    return last_words([&] { bench.launch(read_at, 1, 1, x, out, place); });
  };
  CHECK(read_beside(4).empty());
  CHECK(says(read_beside(5), "AddressSanitizer: use-after-poison"));
  CHECK(says(read_beside(-1), "AddressSanitizer: use-after-poison"));
  CHECK(says(last_words([&] { bench.launch(write_at, 1, 1, x, 5); }), "AddressSanitizer: use-after-poison"));
  const auto read_shared = [&](int place) {
    return last_words([&] { bench.launch(read_shared_at, 1, 5, out, place); });
  };
  CHECK(read_shared(0).empty());
  CHECK(says(read_shared(1), "AddressSanitizer: heap-buffer-overflow"));
  cudaFree(x);
  cudaFree(out);
}
#else
TEST_CASE("writing behind a block is reported when it is freed, and so is freeing what is none") {
  Bench bench;
  int* out = bench.block_of<int>(5);
  bench.launch(write_at, 1, 1, out, 5);
  CHECK_THROWS_AS(cudaFree(out), emulator::Report);
  CHECK_THROWS_AS(cudaFree(out), emulator::Report);
  CHECK(emulator::allocated_bytes() == 0);
}
#endif

TEST_CASE("streams put work off under odd schedules, and take host memory at once") {
  for (const std::uint64_t seed : {0, 1}) {
    Bench bench(seed);
    float* x = bench.block_of<float>(2);
    std::vector<float> values{1, 2};
    cudaMemcpyAsync(x, values.data(), 8, cudaMemcpyHostToDevice, bench.stream);
    values = {8, 9};
    CHECK(bench.read(x, 2) == std::vector<float>{1, 2});
    CHECK(cudaMemcpyAsync(x, values.data(), 8, cudaMemcpyDeviceToHost, bench.stream) == cudaErrorInvalidValue);
    CHECK(cudaGetLastError() == cudaErrorInvalidValue);
    CHECK(cudaGetLastError() == cudaSuccess);
    cudaFree(x);
  }
}

TEST_CASE("graphs replay what was captured, with the arguments of then") {
  for (const std::uint64_t seed : schedules) {
    Bench bench(seed);
    float *x = bench.block_of<float>(2), *out = bench.block_of<float>(2);
    const std::vector<float> values{1, 2};
    cudaMemcpyAsync(x, values.data(), 8, cudaMemcpyHostToDevice, bench.stream);
    cudaMemsetAsync(out, 0, 8, bench.stream);
    CHECK(cudaStreamBeginCapture(bench.stream, cudaStreamCaptureModeGlobal) == cudaSuccess);
    float times = 3;
    bench.launch(add_from, 1, 2, x, out, times);
    times = 100;
    cudaGraph_t graph = nullptr;
    cudaGraphExec_t executable = nullptr;
    CHECK(cudaStreamEndCapture(bench.stream, &graph) == cudaSuccess);
    CHECK(cudaGraphInstantiate(&executable, graph, 0) == cudaSuccess);
    CHECK(bench.read(out, 2) == std::vector<float>{0, 0});  // captured, not run
    emulator::counters() = {};
    for (int i = 0; i < 5; ++i) CHECK(cudaGraphLaunch(executable, bench.stream) == cudaSuccess);
    CHECK(bench.read(out, 2) == std::vector<float>{15, 30});
    CHECK(emulator::counters().launches == 5);
    CHECK(emulator::counters().graph_kernels == 5);
    CHECK(emulator::counters().bytes_to_host == 8);
    cudaGraphExecDestroy(executable);
    cudaGraphDestroy(graph);
    cudaFree(x);
    cudaFree(out);
  }
}

TEST_CASE("what a capture does not allow fails and spoils it") {
  Bench bench;
  float* x = bench.block_of<float>(2);
  void* block = nullptr;
  cudaGraph_t graph = nullptr;
  const auto spoilt_by = [&](auto forbidden, cudaError_t error) {
    REQUIRE(cudaStreamBeginCapture(bench.stream, cudaStreamCaptureModeGlobal) == cudaSuccess);
    CHECK(forbidden() == error);
    CHECK(cudaStreamEndCapture(bench.stream, &graph) == cudaErrorStreamCaptureInvalidated);
    CHECK(graph == nullptr);
  };
  spoilt_by([&] { return cudaMalloc(&block, 8); }, cudaErrorStreamCaptureUnsupported);
  spoilt_by([&] { return cudaFree(x); }, cudaErrorStreamCaptureUnsupported);
  spoilt_by([&] { return cudaStreamSynchronize(bench.stream); }, cudaErrorStreamCaptureUnsupported);
  CHECK(cudaStreamEndCapture(bench.stream, &graph) == cudaErrorInvalidValue);
  cudaGetLastError();
  cudaFree(x);
}

TEST_CASE("launches, copies, allocations and waits are counted") {
  Bench bench;
  float* x = bench.block_of<float>(2);
  const std::vector<float> values{1, 2};
  cudaMemcpyAsync(x, values.data(), 8, cudaMemcpyHostToDevice, bench.stream);
  cudaMemsetAsync(x, 0, 4, bench.stream);
  bench.launch(add_from, 1, 1, x, x, 1.0f);
  bench.read(x, 2);
  const emulator::Counters& counted = emulator::counters();
  CHECK(counted.launches == 1);
  CHECK(counted.copies == 3);
  CHECK(counted.bytes_to_device == 8);
  CHECK(counted.bytes_on_device == 4);
  CHECK(counted.bytes_to_host == 8);
  CHECK(counted.allocations == 1);
  CHECK(counted.synchronisations == 1);
  cudaFree(x);
}
