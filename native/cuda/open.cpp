#include "native/cuda/open.hpp"

#include <cuda_runtime.h>

#include <memory>

#include "native/cuda/backend.hpp"

namespace inkgrad::cuda {

namespace {

std::unique_ptr<Backend> opened;

/// CUDA's 13020 as "13.2".
std::string version_text(int version) { return concatenate(version / 1000, ".", version % 1000 / 10); }

std::string reason(cudaError_t error) {
  int driver = 0, runtime = 0;
  cudaDriverGetVersion(&driver);
  cudaRuntimeGetVersion(&runtime);
  switch (error) {
    case cudaErrorInsufficientDriver:
      if (driver == 0) return "no NVIDIA driver is installed";
      return concatenate("the NVIDIA driver is too old: it knows CUDA ", version_text(driver), ", and this inkgrad needs ", version_text(runtime));
    case cudaErrorStubLibrary: return "in place of the NVIDIA driver there is only its stub, which programs are linked with";
    case cudaErrorNoDevice: return "the NVIDIA driver finds no GPU";
    case cudaErrorMemoryAllocation: return "the GPU is out of memory: another program may hold it";
    case cudaErrorDevicesUnavailable: return "another program has the GPU for itself";
    default: return concatenate("the GPU does not answer: ", cudaGetErrorString(error), " (", cudaGetErrorName(error), ")");
  }
}

}  // namespace

std::string open(const OpenOptions& options) {
  if (opened) return {};
  int count = 0;
  cudaDeviceProp properties{};
  cudaError_t error = cudaGetDeviceCount(&count);
  if (error == cudaSuccess) error = cudaGetDeviceProperties(&properties, 0);
  if (error == cudaSuccess && 10 * properties.major + properties.minor < INKGRAD_CUDA_OLDEST) {
    return concatenate("the GPU is too old: ", properties.name, " has compute capability ", properties.major, ".", properties.minor,
                       ", and this inkgrad needs ", INKGRAD_CUDA_OLDEST / 10, ".", INKGRAD_CUDA_OLDEST % 10);
  }
  if (error == cudaSuccess) error = cudaSetDevice(0);
  cudaStream_t stream = nullptr;
  if (error == cudaSuccess) error = cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
  // The first memory taken: where a GPU that others have filled says so.
  void* some = nullptr;
  if (error == cudaSuccess) error = cudaMalloc(&some, std::size_t{1} << 20);
  if (error != cudaSuccess) {
    cudaGetLastError();  // CUDA would report it again
    if (stream != nullptr) cudaStreamDestroy(stream);
    return reason(error);
  }
  cudaFree(some);
  opened = make_backend(stream, properties, options);
  return {};
}

void close() { opened.reset(); }

}  // namespace inkgrad::cuda
