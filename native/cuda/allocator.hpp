#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>

#include "engine/core/storage.hpp"

namespace inkgrad::cuda {

/// Device memory from a cache of freed blocks. All work goes through one stream, so a freed block may be taken again at once: what
/// still uses it runs before what will.
class Allocator : public std::enable_shared_from_this<Allocator> {
 public:
  /// At most `cache_limit` bytes of freed blocks are kept; with 0 each tensor has its own block of exactly its size.
  explicit Allocator(std::size_t cache_limit) : cache_limit_(cache_limit) {}
  ~Allocator();
  Allocator(const Allocator&) = delete;
  Allocator& operator=(const Allocator&) = delete;

  /// Throws Error (Failure) if the GPU has no more memory even after the cache has been given back.
  std::shared_ptr<Storage> allocate(std::size_t bytes);

 private:
  void* take(std::size_t size);
  void give(void* block, std::size_t size);
  void release_cache();

  std::mutex mutex_;
  std::multimap<std::size_t, void*> free_;  // by size
  std::size_t cache_limit_, cached_ = 0, taken_ = 0;
};

}  // namespace inkgrad::cuda
