#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

namespace inkgrad::cpu {

/// Memory that kernels need for the length of a call. It grows to the largest amount asked for and stays, so that
/// a training step allocates nothing after the first.
class Scratch {
 public:
  /// `count` uninitialised elements, 64-byte aligned, valid until the next call for the same slot.
  template <class T>
  T* get(std::size_t slot, std::int64_t count) {
    if (slot >= blocks_.size()) blocks_.resize(slot + 1);
    Block& block = blocks_[slot];
    const std::size_t bytes = static_cast<std::size_t>(count) * sizeof(T);
    if (block.bytes < bytes) {
      block.memory.reset();
      block.memory.reset(static_cast<std::byte*>(::operator new(bytes, alignment)));
      block.bytes = bytes;
    }
    return reinterpret_cast<T*>(block.memory.get());
  }

 private:
  static constexpr std::align_val_t alignment{64};
  struct Free {
    void operator()(std::byte* p) const { ::operator delete(p, alignment); }
  };
  struct Block {
    std::unique_ptr<std::byte, Free> memory;
    std::size_t bytes = 0;
  };
  std::vector<Block> blocks_;
};

}  // namespace inkgrad::cpu
