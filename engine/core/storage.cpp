#include "engine/core/storage.hpp"

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include <array>
#include <iterator>
#include <map>
#include <mutex>
#include <new>

#include "engine/core/error.hpp"

namespace inkgrad {

namespace {

constexpr std::size_t alignment = 64;
constexpr std::size_t cache_limit = std::size_t{64} << 20;

/// Freed blocks by size. Sizes are rounded up so that a training step finds last step's blocks again.
class HostCache {
 public:
  ~HostCache() {
    for (auto& [size, block] : free_) release(block);
  }

  void* take(std::size_t size) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = free_.find(size); found != free_.end()) {
        void* block = found->second;
        free_.erase(found);
        cached_ -= size;
        return block;
      }
    }
    void* block = ::operator new(size, std::align_val_t{alignment});
    prefer_large_pages(block, size);
    return block;
  }

  void give(void* block, std::size_t size) {
    const std::lock_guard lock(mutex_);
    if (size > cache_limit) return release(block);
    // The largest go first: what a training step frees and takes is many small blocks, a data set is one large one.
    while (cached_ + size > cache_limit) {
      const auto largest = std::prev(free_.end());
      release(largest->second);
      cached_ -= largest->first;
      free_.erase(largest);
    }
    free_.emplace(size, block);
    cached_ += size;
  }

 private:
  static void release(void* block) { ::operator delete(block, std::align_val_t{alignment}); }

  std::mutex mutex_;
  std::multimap<std::size_t, void*> free_;
  std::size_t cached_ = 0;
};

std::array<DeviceMemory*, device_count> provided_memories{};

std::size_t rounded(std::size_t bytes) {
  const std::size_t step = bytes < 4096 ? alignment : 4096;
  return bytes == 0 ? alignment : (bytes + step - 1) / step * step;
}

}  // namespace

std::string_view name(Device device) {
  switch (device) {
    case Device::reference: return "reference";
    case Device::cpu: return "cpu";
    case Device::cuda: return "cuda";
    case Device::webgpu: return "webgpu";
  }
  return "?";
}

void prefer_large_pages([[maybe_unused]] void* block, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__)
  constexpr std::uintptr_t page = std::uintptr_t{1} << 21;
  const auto first = (reinterpret_cast<std::uintptr_t>(block) + page - 1) / page * page;
  const auto end = (reinterpret_cast<std::uintptr_t>(block) + bytes) / page * page;
  // What it says does not matter: without such pages the block is as good as before.
  if (first < end) (void)::madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
#endif
}

std::shared_ptr<Storage> allocate_host(Device device, std::size_t bytes) {
  // Shared by every block's deleter, so that blocks which outlive static destruction still have a cache.
  static const auto cache = std::make_shared<HostCache>();
  const std::size_t size = rounded(bytes);
  auto storage = std::make_shared<Storage>();
  storage->device = device;
  storage->bytes = bytes;
  storage->owner = std::shared_ptr<void>(cache->take(size), [size, keep = cache](void* block) { keep->give(block, size); });
  storage->data = static_cast<std::byte*>(storage->owner.get());
  return storage;
}

void provide_memory(Device device, DeviceMemory* memory) { provided_memories[static_cast<std::size_t>(device)] = memory; }

DeviceMemory& memory_of(Device device) {
  DeviceMemory* memory = provided_memories[static_cast<std::size_t>(device)];
  if (memory == nullptr) unsupported("there is no memory of ", name(device), " here; use --device cpu or reference");
  return *memory;
}

std::shared_ptr<Storage> allocate(Device device, std::size_t bytes) {
  return is_host(device) ? allocate_host(device, bytes) : memory_of(device).allocate(bytes);
}

}  // namespace inkgrad
