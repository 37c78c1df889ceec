// A module with cuBLASLt as of another build: its interface has another version, and so nothing but that number may be read.
#include "native/cuda/cublaslt/interface.hpp"

static constexpr int version = inkgrad::cuda::cublaslt::interface_version + 1;

extern "C" const void* inkgrad_cublaslt() { return &version; }
