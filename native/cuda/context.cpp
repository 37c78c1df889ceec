#include "native/cuda/context.hpp"

#include <algorithm>

namespace inkgrad::cuda {

void check(cudaError_t error, const char* what) {
  if (error == cudaSuccess) return;
  cudaGetLastError();  // or the next call would report it, too
  failure("the GPU failed at ", what, ": ", cudaGetErrorString(error), " (", cudaGetErrorName(error), ")");
}

Context::Context(cudaStream_t stream, const CublasLtOptions& options) : stream_(stream), cublaslt_(options) {
  void* block = nullptr;
  check(cudaMalloc(&block, sizeof(Fault)), "an allocation");
  fault_ = static_cast<Fault*>(block);
  check(cudaMemsetAsync(fault_, 0, sizeof(Fault), stream_), "a fill");
}

Context::~Context() {
  for (const Block& block : blocks_) cudaFree(block.data);
  for (std::byte* block : outgrown_) cudaFree(block);
  cudaFree(fault_);
}

std::byte* Context::scratch_bytes(std::size_t slot, std::size_t bytes) {
  if (slot >= blocks_.size()) blocks_.resize(slot + 1);
  Block& block = blocks_[slot];
  if (block.bytes < bytes) {
    // At least twice the last, so that all before it together are no larger.
    const std::size_t size = std::max(bytes, 2 * block.bytes);
    void* grown = nullptr;
    check(cudaMalloc(&grown, size), "an allocation");
    if (slot == 0) check(cudaMemsetAsync(grown, 0, size, stream_), "a fill");
    if (block.data != nullptr) outgrown_.push_back(block.data);
    block = {static_cast<std::byte*>(grown), size};
  }
  return block.data;
}

}  // namespace inkgrad::cuda
