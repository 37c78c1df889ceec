#pragma once

#include <cstddef>
#include <string>

/// The door to the CUDA backend, for the program and the tests: no CUDA header behind it. A build without CUDA has absent.cpp in
/// place of all else in this folder.
namespace inkgrad::cuda {

/// How the backend works.
struct OpenOptions {
  std::size_t cache_limit = std::size_t{1} << 30;  ///< bytes of freed blocks that are kept for tensors to come
  bool graphs = true;                              ///< whether plans are captured as CUDA graphs
  bool clusters = true;                            ///< whether small networks stay on a cluster of multiprocessors, where the GPU has such
};

/// Makes Device::cuda known to the engine, on the first GPU. Returns why not, as a clause for people ("no NVIDIA driver is
/// installed"), or nothing if the device is ready. Once open, it stays.
std::string open(const OpenOptions& options = {});

/// Forgets the device; its tensors must be gone. For tests.
void close();

}  // namespace inkgrad::cuda
