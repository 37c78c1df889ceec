#pragma once

#include <cstddef>
#include <string>

/// The door to the CUDA backend, for the program and the tests: no CUDA header behind it. A build without CUDA has absent.cpp in
/// place of all else in this folder.
namespace inkgrad::cuda {

/// What cuBLASLt is used for, and how.
struct CublasLtOptions {
  /// Its module (native/cuda/cublaslt): a name is looked for beside the program, an empty one in the program itself.
  std::string module = "libinkgrad_cublaslt.so";
  /// Floating-point operations from which a product in float32 is cuBLASLt's. On paper, since no GPU has timed it: at the 67 TFLOP/s
  /// of an H100's float32 these take 1.5 us, and a launch about 1.1. With less work, launches decide, which our own kernels spare.
  double least_flops = 1e8;
  /// Bytes of the GPU's memory that its algorithms may use: as NVIDIA's documentation of cublasSetWorkspace recommends for compute
  /// capability 9.0; for older ones it recommends less.
  std::size_t workspace = std::size_t{32} << 20;
};

/// How the backend works.
struct OpenOptions {
  std::size_t cache_limit = std::size_t{1} << 30;  ///< bytes of freed blocks that are kept for tensors to come
  bool graphs = true;                              ///< whether plans are captured as CUDA graphs
  bool clusters = true;                            ///< whether small networks stay on a cluster of multiprocessors, where the GPU has such
  CublasLtOptions cublaslt{};
};

/// Makes Device::cuda known to the engine, on the first GPU. Returns why not, as a clause for people ("no NVIDIA driver is
/// installed"), or nothing if the device is ready. Once open, it stays.
std::string open(const OpenOptions& options = {});

/// Forgets the device; its tensors must be gone. For tests.
void close();

}  // namespace inkgrad::cuda
