#include "native/cuda/allocator.hpp"

#include <iterator>

#include "native/cuda/context.hpp"

namespace inkgrad::cuda {

namespace {

/// Rounded up, so that a step finds the last step's blocks again: to a kilobyte, or to an eighth of the next power of two.
std::size_t rounded(std::size_t bytes) {
  std::size_t step = 1024;
  while (step * 16 < bytes) step *= 2;
  return bytes == 0 ? step : (bytes + step - 1) / step * step;
}

}  // namespace

Allocator::~Allocator() { release_cache(); }

std::shared_ptr<Storage> Allocator::allocate(std::size_t bytes) {
  const std::size_t size = cache_limit_ == 0 ? std::max<std::size_t>(bytes, 1) : rounded(bytes);
  auto storage = std::make_shared<Storage>();
  storage->device = Device::cuda;
  storage->bytes = bytes;
  storage->owner = std::shared_ptr<void>(take(size), [size, keep = shared_from_this()](void* block) { keep->give(block, size); });
  storage->data = static_cast<std::byte*>(storage->owner.get());
  return storage;
}

void* Allocator::take(std::size_t size) {
  const std::lock_guard lock(mutex_);
  void* block = nullptr;
  if (const auto found = free_.find(size); found != free_.end()) {
    block = found->second;
    free_.erase(found);
    cached_ -= size;
  } else {
    cudaError_t error = cudaMalloc(&block, size);
    if (error == cudaErrorMemoryAllocation && cached_ > 0) {
      cudaGetLastError();
      release_cache();
      error = cudaMalloc(&block, size);
    }
    if (error == cudaErrorMemoryAllocation) {
      cudaGetLastError();
      failure("the GPU is out of memory: ", size >> 20, " MiB wanted besides the ", taken_ >> 20, " MiB in use; try a smaller --batch or --model");
    }
    check(error, "an allocation");
  }
  taken_ += size;
  return block;
}

void Allocator::give(void* block, std::size_t size) {
  const std::lock_guard lock(mutex_);
  taken_ -= size;
  if (size > cache_limit_) {
    cudaFree(block);
    return;
  }
  // The largest go first: what a training step frees and takes is many small blocks, a data set is one large one.
  while (cached_ + size > cache_limit_) {
    const auto largest = std::prev(free_.end());
    cudaFree(largest->second);
    cached_ -= largest->first;
    free_.erase(largest);
  }
  free_.emplace(size, block);
  cached_ += size;
}

void Allocator::release_cache() {
  for (const auto& [size, block] : free_) cudaFree(block);
  free_.clear();
  cached_ = 0;
}

}  // namespace inkgrad::cuda
