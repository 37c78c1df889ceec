#include "native/cuda/context.hpp"

namespace inkgrad::cuda {

void check(cudaError_t error, const char* what) {
  if (error == cudaSuccess) return;
  cudaGetLastError();  // or the next call would report it, too
  failure("the GPU failed at ", what, ": ", cudaGetErrorString(error), " (", cudaGetErrorName(error), ")");
}

Context::Context(cudaStream_t stream) : stream_(stream) {
  void* block = nullptr;
  check(cudaMalloc(&block, sizeof(Fault)), "an allocation");
  fault_ = static_cast<Fault*>(block);
  check(cudaMemsetAsync(fault_, 0, sizeof(Fault), stream_), "a fill");
}

Context::~Context() {
  for (const Block& block : blocks_) cudaFree(block.data);
  cudaFree(fault_);
}

std::byte* Context::scratch_bytes(std::size_t slot, std::size_t bytes) {
  if (slot >= blocks_.size()) blocks_.resize(slot + 1);
  Block& block = blocks_[slot];
  if (block.bytes < bytes) {
    // Freeing waits for the kernels that use the old block.
    if (block.data != nullptr) check(cudaFree(std::exchange(block.data, nullptr)), "giving back memory");
    void* grown = nullptr;
    block.bytes = 0;
    check(cudaMalloc(&grown, bytes), "an allocation");
    block = {static_cast<std::byte*>(grown), bytes};
    if (slot == 0) check(cudaMemsetAsync(grown, 0, bytes, stream_), "a fill");
  }
  return block.data;
}

}  // namespace inkgrad::cuda
