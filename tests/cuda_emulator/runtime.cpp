#include "tests/cuda_emulator/runtime.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "tests/cuda_emulator/memory.hpp"

namespace emulator = inkgrad::cuda_emulator;

/// What a stream or a graph has to do.
struct Work {
  bool is_kernel = false;
  std::int64_t bytes_to_device = 0, bytes_to_host = 0, bytes_on_device = 0;
  std::function<void()> run;
};

struct CUgraph_st {
  std::vector<Work> nodes;
};

struct CUgraphExec_st {
  std::vector<Work> nodes;
};

struct CUstream_st {
  std::vector<Work> waiting;
  std::optional<CUgraph_st> capture;
  bool is_spoilt = false;  // the capture
};

namespace {

struct Name {
  cudaError_t error;
  const char* name;
  const char* text;
};
constexpr Name names[] = {
    {cudaSuccess, "cudaSuccess", "no error"},
    {cudaErrorInvalidValue, "cudaErrorInvalidValue", "invalid argument"},
    {cudaErrorMemoryAllocation, "cudaErrorMemoryAllocation", "out of memory"},
    {cudaErrorInitializationError, "cudaErrorInitializationError", "initialization error"},
    {cudaErrorInvalidConfiguration, "cudaErrorInvalidConfiguration", "invalid configuration argument"},
    {cudaErrorStubLibrary, "cudaErrorStubLibrary", "CUDA driver is a stub library"},
    {cudaErrorInsufficientDriver, "cudaErrorInsufficientDriver", "CUDA driver version is insufficient for CUDA runtime version"},
    {cudaErrorDevicesUnavailable, "cudaErrorDevicesUnavailable", "CUDA-capable device(s) is/are busy or unavailable"},
    {cudaErrorNoDevice, "cudaErrorNoDevice", "no CUDA-capable device is detected"},
    {cudaErrorInvalidDevice, "cudaErrorInvalidDevice", "invalid device ordinal"},
    {cudaErrorNoKernelImageForDevice, "cudaErrorNoKernelImageForDevice", "no kernel image is available for execution on the device"},
    {cudaErrorInvalidClusterSize, "cudaErrorInvalidClusterSize", "cluster misconfiguration"},
    {cudaErrorSystemNotReady, "cudaErrorSystemNotReady", "system not yet initialized"},
    {cudaErrorStreamCaptureUnsupported, "cudaErrorStreamCaptureUnsupported", "operation not permitted when stream is capturing"},
    {cudaErrorStreamCaptureInvalidated, "cudaErrorStreamCaptureInvalidated", "operation failed due to a previous error during capture"},
    {cudaErrorStreamCaptureImplicit, "cudaErrorStreamCaptureImplicit", "operation would make the legacy stream depend on a capturing blocking stream"},
};

cudaError_t last_error = cudaSuccess;
std::vector<cudaStream_t> streams;

cudaError_t said(cudaError_t error) {
  if (error != cudaSuccess) last_error = error;
  return error;
}

/// The failure that a test wants of this call, if any.
cudaError_t wanted(const char* call) {
  const auto& failing = emulator::machine().failing;
  const auto found = failing.find(call);
  return found == failing.end() ? cudaSuccess : found->second;
}

/// The error of every call that needs a device where there is none.
cudaError_t no_device() {
  int count = 0;
  return cudaGetDeviceCount(&count);
}

/// What no stream may be capturing for: it spoils the captures, as in CUDA's global mode.
cudaError_t forbidden_in_capture() {
  bool capturing = false;
  for (const cudaStream_t stream : streams) {
    if (!stream->capture) continue;
    stream->is_spoilt = true;
    capturing = true;
  }
  return capturing ? cudaErrorStreamCaptureUnsupported : cudaSuccess;
}

void run(std::vector<Work>& work) {
  std::vector<Work> now;
  now.swap(work);
  const emulator::OpenMemory open;
  for (const Work& item : now) item.run();
}

/// Dynamic shared memory that a kernel may have beyond what every device gives.
std::map<const void*, std::size_t> granted_shared;
constexpr std::size_t usual_shared = std::size_t{48} << 10;

cudaError_t is_launchable(const void* kernel, const emulator::LaunchShape& shape) {
  if (shape.cluster > 1 && emulator::machine().device.major < 9) return cudaErrorInvalidClusterSize;
  const auto granted = granted_shared.find(kernel);
  const std::size_t most = granted == granted_shared.end() ? usual_shared : std::max(usual_shared, granted->second);
  return shape.dynamic_shared > most ? cudaErrorInvalidValue : cudaSuccess;
}

bool puts_off() { return emulator::schedule() % 2 == 1; }

/// Work that a kernel launch, a copy or a graph is, for a stream to do.
cudaError_t enqueue(cudaStream_t stream, Work work) {
  if (stream == nullptr) throw emulator::Report("work for the default stream, where it would wait for all others");
  if (stream->capture) {
    stream->capture->nodes.push_back(std::move(work));
    return cudaSuccess;
  }
  emulator::Counters& counters = emulator::counters();
  (work.is_kernel ? counters.launches : counters.copies) += 1;
  counters.bytes_to_device += work.bytes_to_device;
  counters.bytes_to_host += work.bytes_to_host;
  counters.bytes_on_device += work.bytes_on_device;
  stream->waiting.push_back(std::move(work));
  if (!puts_off()) run(stream->waiting);
  return cudaSuccess;
}

}  // namespace

namespace inkgrad::cuda_emulator {

Machine& machine() {
  static Machine one;
  return one;
}

Counters& counters() {
  static Counters one;
  return one;
}

std::size_t allocated_bytes() { return mapped_bytes(); }

cudaError_t enqueue_work(cudaStream_t stream, std::function<void()> work) {
  return said(::enqueue(stream, {.is_kernel = true, .run = std::move(work)}));
}

cudaError_t set_attribute(const void* kernel, cudaFuncAttribute, int value) {
  if (const cudaError_t error = wanted("cudaFuncSetAttribute")) return said(error);
  if (value < 0 || static_cast<std::size_t>(value) > machine().device.sharedMemPerBlockOptin) return said(cudaErrorInvalidValue);
  granted_shared[kernel] = static_cast<std::size_t>(value);
  return cudaSuccess;
}

cudaError_t active_clusters(int* count, const void* kernel, const LaunchShape& shape) {
  *count = 0;
  const bool fits = is_launchable(kernel, shape) == cudaSuccess;
  if (fits) *count = machine().device.multiProcessorCount / static_cast<int>(shape.cluster);
  return cudaSuccess;
}

cudaError_t enqueue_kernel(cudaStream_t stream, const void* kernel, const LaunchShape& shape, std::function<void()> body) {
  if (const cudaError_t error = wanted("cudaLaunchKernel")) return said(error);
  if (const cudaError_t error = is_launchable(kernel, shape)) return said(error);
  return said(::enqueue(stream, {.is_kernel = true, .run = [shape, body = std::move(body)] { run_kernel(shape, body); }}));
}

}  // namespace inkgrad::cuda_emulator

const char* cudaGetErrorName(cudaError_t error) {
  for (const Name& name : names) {
    if (name.error == error) return name.name;
  }
  return "unrecognized error code";
}

const char* cudaGetErrorString(cudaError_t error) {
  for (const Name& name : names) {
    if (name.error == error) return name.text;
  }
  return "unrecognized error code";
}

cudaError_t cudaGetLastError() { return std::exchange(last_error, cudaSuccess); }

cudaError_t cudaDriverGetVersion(int* version) {
  *version = emulator::machine().driver_version;
  return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = 13000;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceCount(int* count) {
  *count = 0;
  if (const cudaError_t error = wanted("cudaGetDeviceCount")) return said(error);
  if (emulator::machine().driver_version < 13000) return said(cudaErrorInsufficientDriver);
  if (emulator::machine().device_count == 0) return said(cudaErrorNoDevice);
  *count = emulator::machine().device_count;
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) {
  if (const cudaError_t error = wanted("cudaSetDevice")) return said(error);
  if (const cudaError_t error = no_device()) return error;
  return said(device == 0 ? cudaSuccess : cudaErrorInvalidDevice);
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  if (const cudaError_t error = no_device()) return error;
  if (device >= emulator::machine().device_count) return said(cudaErrorInvalidDevice);
  *properties = emulator::machine().device;
  return cudaSuccess;
}

cudaError_t cudaMalloc(void** block, std::size_t bytes) {
  *block = nullptr;
  if (const cudaError_t error = no_device()) return error;
  if (const cudaError_t error = wanted("cudaMalloc")) return said(error);
  if (const cudaError_t error = forbidden_in_capture()) return said(error);
  if (emulator::mapped_bytes() + bytes > emulator::machine().device.totalGlobalMem) return said(cudaErrorMemoryAllocation);
  ++emulator::counters().allocations;
  *block = emulator::map_block(bytes);
  return cudaSuccess;
}

cudaError_t cudaFree(void* block) {
  if (const cudaError_t error = forbidden_in_capture()) return said(error);
  // It waits for all that was given before.
  for (const cudaStream_t stream : streams) run(stream->waiting);
  ++emulator::counters().synchronisations;
  if (block != nullptr) emulator::unmap_block(block);
  return cudaSuccess;
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  const bool from_device = emulator::is_device_memory(from), to_device = emulator::is_device_memory(to);
  const cudaMemcpyKind actual = from_device ? (to_device ? cudaMemcpyDeviceToDevice : cudaMemcpyDeviceToHost)
                                            : (to_device ? cudaMemcpyHostToDevice : cudaMemcpyHostToHost);
  if (bytes > 0 && kind != cudaMemcpyDefault && kind != actual) return said(cudaErrorInvalidValue);
  Work work;
  (from_device ? (to_device ? work.bytes_on_device : work.bytes_to_host) : work.bytes_to_device) = static_cast<std::int64_t>(bytes);
  if (from_device || stream == nullptr || stream->capture) {
    work.run = [=] { std::memmove(to, from, bytes); };
  } else {
    // Ordinary host memory is taken at once, so that the caller may change it.
    const auto* first = static_cast<const std::byte*>(from);
    work.run = [to, taken = std::vector<std::byte>(first, first + bytes)] { std::memcpy(to, taken.data(), taken.size()); };
  }
  const cudaError_t error = enqueue(stream, std::move(work));
  if (from_device && !to_device && !stream->capture) {  // into ordinary host memory: the call waits
    run(stream->waiting);
    ++emulator::counters().synchronisations;
  }
  return said(error);
}

cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream) {
  if (bytes > 0 && !emulator::is_device_memory(to)) return said(cudaErrorInvalidValue);
  return said(enqueue(stream, {.bytes_on_device = static_cast<std::int64_t>(bytes), .run = [=] { std::memset(to, value, bytes); }}));
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  if (const cudaError_t error = no_device()) return error;
  if (const cudaError_t error = wanted("cudaStreamCreateWithFlags")) return said(error);
  if (flags != cudaStreamNonBlocking) throw emulator::Report("a stream that waits for the default stream");
  *stream = new CUstream_st;
  streams.push_back(*stream);
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  run(stream->waiting);
  std::erase(streams, stream);
  delete stream;
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  if (const cudaError_t error = wanted("cudaStreamSynchronize")) return said(error);
  if (stream->capture) {
    stream->is_spoilt = true;
    return said(cudaErrorStreamCaptureUnsupported);
  }
  run(stream->waiting);
  ++emulator::counters().synchronisations;
  return cudaSuccess;
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  if (stream == nullptr || stream->capture) return said(cudaErrorStreamCaptureUnsupported);
  stream->capture.emplace();
  stream->is_spoilt = false;
  return cudaSuccess;
}

cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  *graph = nullptr;
  if (!stream->capture) return said(cudaErrorInvalidValue);
  const std::unique_ptr<CUgraph_st> captured = std::make_unique<CUgraph_st>(std::move(*stream->capture));
  stream->capture.reset();
  if (stream->is_spoilt) return said(cudaErrorStreamCaptureInvalidated);
  *graph = new CUgraph_st(*captured);
  return cudaSuccess;
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long) {
  *executable = new CUgraphExec_st{graph->nodes};
  return cudaSuccess;
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  if (stream->capture) throw emulator::Report("a graph launched in a capture, which the emulator does not have");
  Work whole{.is_kernel = true, .run = [nodes = executable->nodes] {
               for (const Work& node : nodes) node.run();
             }};
  for (const Work& node : executable->nodes) {
    emulator::counters().graph_kernels += node.is_kernel ? 1 : 0;
    whole.bytes_to_device += node.bytes_to_device;
    whole.bytes_to_host += node.bytes_to_host;
    whole.bytes_on_device += node.bytes_on_device;
  }
  return said(enqueue(stream, std::move(whole)));
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete graph;
  return cudaSuccess;
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  delete executable;
  return cudaSuccess;
}
