#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "tests/cuda_emulator/kernel_language.hpp"

// The part of CUDA's runtime that our host code calls, with CUDA's names and numbers, for tests.
//
// Device memory is memory that the host cannot touch: it is open while a kernel or a copy runs and shut otherwise, a page that
// never opens lies behind each block, and a block begins as NaN. What a stream is given runs at once under even schedules, and
// under odd ones only when something waits for the stream. Capture follows CUDA's rules: what is not allowed fails with CUDA's
// error and spoils the capture; a graph replays the arguments it was captured with.

enum cudaError_t {
  cudaSuccess = 0,
  cudaErrorInvalidValue = 1,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInitializationError = 3,
  cudaErrorInvalidConfiguration = 9,
  cudaErrorStubLibrary = 34,
  cudaErrorInsufficientDriver = 35,
  cudaErrorDevicesUnavailable = 46,
  cudaErrorNoDevice = 100,
  cudaErrorInvalidDevice = 101,
  cudaErrorNoKernelImageForDevice = 209,
  cudaErrorInvalidClusterSize = 912,
  cudaErrorSystemNotReady = 802,
  cudaErrorStreamCaptureUnsupported = 900,
  cudaErrorStreamCaptureInvalidated = 901,
  cudaErrorStreamCaptureImplicit = 906,
  cudaErrorUnknown = 999,
};
enum cudaMemcpyKind { cudaMemcpyHostToHost, cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost, cudaMemcpyDeviceToDevice, cudaMemcpyDefault };
enum cudaStreamCaptureMode { cudaStreamCaptureModeGlobal, cudaStreamCaptureModeThreadLocal, cudaStreamCaptureModeRelaxed };
inline constexpr unsigned cudaStreamNonBlocking = 1;

struct cudaDeviceProp {
  char name[256];
  std::size_t totalGlobalMem;
  int major, minor;
  int multiProcessorCount;
  std::size_t sharedMemPerBlockOptin = 0;
};

enum cudaFuncAttribute { cudaFuncAttributeMaxDynamicSharedMemorySize = 8 };
enum cudaLaunchAttributeID { cudaLaunchAttributeClusterDimension = 4 };
struct cudaLaunchAttribute {
  cudaLaunchAttributeID id;
  struct {
    struct {
      unsigned x, y, z;
    } clusterDim;
  } val;
};

struct CUstream_st;
struct CUgraph_st;
struct CUgraphExec_st;
using cudaStream_t = CUstream_st*;
using cudaGraph_t = CUgraph_st*;
using cudaGraphExec_t = CUgraphExec_st*;

const char* cudaGetErrorName(cudaError_t error);
const char* cudaGetErrorString(cudaError_t error);
cudaError_t cudaGetLastError();
cudaError_t cudaDriverGetVersion(int* version);
cudaError_t cudaRuntimeGetVersion(int* version);
cudaError_t cudaGetDeviceCount(int* count);
cudaError_t cudaSetDevice(int device);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device);
cudaError_t cudaMalloc(void** block, std::size_t bytes);
cudaError_t cudaFree(void* block);
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream);
cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream);
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags);
cudaError_t cudaStreamDestroy(cudaStream_t stream);
cudaError_t cudaStreamSynchronize(cudaStream_t stream);
cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode mode);
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph);
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long flags);
cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream);
cudaError_t cudaGraphDestroy(cudaGraph_t graph);
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable);

namespace inkgrad::cuda_emulator {

/// The machine that the runtime pretends to run on. Tests change it and put it back.
struct Machine {
  int driver_version = 13000;  ///< 0: no driver is installed
  int device_count = 1;
  cudaDeviceProp device{"Emulated GPU", std::size_t{4} << 30, 9, 0, 132, std::size_t{227} << 10};
  /// Fails the call of that name, for ever.
  std::map<std::string, cudaError_t> failing = {};
};
Machine& machine();

/// What the device was asked to do since the last reset.
struct Counters {
  std::int64_t launches = 0;        ///< kernels on their own, and graphs
  std::int64_t graph_kernels = 0;   ///< kernels within graphs
  std::int64_t copies = 0;          ///< copies and fills on their own
  std::int64_t bytes_to_device = 0, bytes_to_host = 0, bytes_on_device = 0;
  std::int64_t synchronisations = 0;  ///< calls that make the host wait
  std::int64_t allocations = 0;
};
Counters& counters();

/// Bytes that are allocated and not freed.
std::size_t allocated_bytes();

/// Gives a stream what a kernel of a library does.
cudaError_t enqueue_work(cudaStream_t stream, std::function<void()> work);
/// Gives a stream a kernel with its arguments, frozen.
cudaError_t enqueue_kernel(cudaStream_t stream, const void* kernel, const LaunchShape& shape, std::function<void()> body);

template <class... P, std::size_t... I>
cudaError_t enqueue(void (*kernel)(P...), void** arguments, std::index_sequence<I...>, const LaunchShape& shape, cudaStream_t stream) {
  const std::tuple<P...> frozen(*static_cast<P*>(arguments[I])...);
  return enqueue_kernel(stream, reinterpret_cast<const void*>(kernel), shape, [kernel, frozen] { std::apply(kernel, frozen); });
}

cudaError_t set_attribute(const void* kernel, cudaFuncAttribute attribute, int value);
cudaError_t active_clusters(int* count, const void* kernel, const LaunchShape& shape);

}  // namespace inkgrad::cuda_emulator

template <class... P>
cudaError_t cudaLaunchKernel(void (*kernel)(P...), dim3 grid, dim3 block, void** arguments, std::size_t dynamic_shared = 0,
                             cudaStream_t stream = nullptr) {
  return inkgrad::cuda_emulator::enqueue(kernel, arguments, std::index_sequence_for<P...>{},
                                         {.grid = grid, .block = block, .dynamic_shared = dynamic_shared}, stream);
}
template <class... P>
cudaError_t cudaLaunchCooperativeKernel(void (*kernel)(P...), dim3 grid, dim3 block, void** arguments,
                                        std::size_t dynamic_shared = 0, cudaStream_t stream = nullptr) {
  return inkgrad::cuda_emulator::enqueue(kernel, arguments, std::index_sequence_for<P...>{},
                                         {.grid = grid, .block = block, .cooperative = true, .dynamic_shared = dynamic_shared}, stream);
}

struct cudaLaunchConfig_t {
  dim3 gridDim, blockDim;
  std::size_t dynamicSmemBytes = 0;
  cudaStream_t stream = nullptr;
  cudaLaunchAttribute* attrs = nullptr;
  unsigned numAttrs = 0;

  inkgrad::cuda_emulator::LaunchShape shape() const {
    inkgrad::cuda_emulator::LaunchShape shape{.grid = gridDim, .block = blockDim, .dynamic_shared = dynamicSmemBytes};
    for (unsigned i = 0; i < numAttrs; ++i) shape.cluster *= attrs[i].val.clusterDim.x * attrs[i].val.clusterDim.y * attrs[i].val.clusterDim.z;
    return shape;
  }
};

template <class... P, class... A>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(P...), A&&... arguments) {
  std::tuple<P...> values(static_cast<P>(std::forward<A>(arguments))...);
  return std::apply([&](auto&... value) {
    void* addresses[] = {&value...};
    return inkgrad::cuda_emulator::enqueue(kernel, addresses, std::index_sequence_for<P...>{}, config->shape(), config->stream);
  }, values);
}
template <class... P>
cudaError_t cudaFuncSetAttribute(void (*kernel)(P...), cudaFuncAttribute attribute, int value) {
  return inkgrad::cuda_emulator::set_attribute(reinterpret_cast<const void*>(kernel), attribute, value);
}
template <class... P>
cudaError_t cudaOccupancyMaxActiveClusters(int* count, void (*kernel)(P...), const cudaLaunchConfig_t* config) {
  return inkgrad::cuda_emulator::active_clusters(count, reinterpret_cast<const void*>(kernel), config->shape());
}
