#pragma once

#include <cuda_runtime.h>

#include <memory>

#include "engine/backend/backend.hpp"
#include "native/cuda/open.hpp"

namespace inkgrad::cuda {

/// The backend on a stream, which it destroys in the end; provides itself and its memory to the engine while it lives.
std::unique_ptr<Backend> make_backend(cudaStream_t stream, const cudaDeviceProp& properties, const OpenOptions& options);

}  // namespace inkgrad::cuda
