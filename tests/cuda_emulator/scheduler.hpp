#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <source_location>
#include <stdexcept>
#include <string>

/// Runs CUDA kernels on the CPU, for tests: a fibre for each CUDA thread, on one thread of the machine, in an order that a
/// seed decides. What goes wrong only now and then on a GPU is found here every time, or on one of a few seeds.
///
/// It reports: threads of a block at different __syncthreads, or some of them gone; lanes of a warp in different warp operations
/// or missing from their mask; whatever waits for ever; shared memory read before it is written (it starts as NaN) or used past
/// 48 KiB; a block of a cluster that reads another's shared memory while that one may not have begun, or may be gone. It does not know:
/// races that no order of whole stretches between barriers shows, the memory model, tensor cores.
namespace inkgrad::cuda_emulator {

/// Three unsigned numbers, as CUDA has them: a place, or how many there are.
struct Index3 {
  unsigned x = 0, y = 0, z = 0;
};

/// What is wrong with a kernel, or with how the host drives the device. One line.
struct Report : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// How a kernel is launched.
struct LaunchShape {
  Index3 grid, block;
  bool cooperative = false;  ///< all blocks live at once, so that the grid can wait for itself
  unsigned cluster = 1;      ///< so many blocks, neighbours along x, live at once and read each other's shared memory
  std::size_t dynamic_shared = 0;  ///< bytes a block
};

/// The order in which threads and blocks run from the next launch on: 0 ascending, 1 descending, others shuffled anew at every
/// turn. Odd seeds also make streams put off what they are given (see runtime.hpp).
void set_schedule(std::uint64_t seed);
std::uint64_t schedule();

/// Calls `body` once as each thread of each block. Throws Report.
void run_kernel(const LaunchShape& shape, const std::function<void()>& body);

// What kernels call, as one of the threads. kernel_language.hpp gives these CUDA's names.

void wait_for_block(const std::source_location& where);
void wait_for_grid(const std::source_location& where);
/// The two halves of a cluster barrier. Under odd schedules a thread stays where it arrives until all have, under even ones it goes on
/// before others have come.
void arrive_at_cluster(const std::source_location& where);
void wait_for_cluster(const std::source_location& where);
unsigned cluster_rank();
unsigned cluster_size();
/// What lies in the shared memory of block `rank` of the cluster where `address` lies in the running block's. It is to be read before the
/// next cluster barrier.
void* in_cluster(void* address, unsigned rank, const std::source_location& where);

using LaneValues = std::array<std::uint64_t, 32>;
/// Lanes of `mask` each bring a value and get those of all; other places hold 0.
const LaneValues& exchange(std::uint32_t mask, std::uint64_t value, const std::source_location& where);
/// Place in the warp, 0 to 31.
unsigned lane();

/// The number of another shared array. Each place in the source that declares one keeps its own.
int new_shared_array();
/// The running block's array of that number: `bytes` of NaN for whoever comes first.
void* shared_array(int number, std::size_t bytes);
/// What the launch gave the running block besides: NaN, too.
std::byte* dynamic_shared();

}  // namespace inkgrad::cuda_emulator

// The built-in variables, of the thread that is running.
inline inkgrad::cuda_emulator::Index3 threadIdx, blockIdx, blockDim, gridDim;
