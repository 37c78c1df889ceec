#pragma once

#include <cstddef>

/// Memory that only kernels and copies can touch.
namespace inkgrad::cuda_emulator {

/// A block of NaN, aligned as CUDA aligns; the page behind it is never open.
void* map_block(std::size_t bytes);
/// Throws Report if something was written just behind the block, or if it is none.
void unmap_block(void* block);
/// Whether an address lies in a block.
bool is_device_memory(const void* address);
/// Bytes from an address to the end of its block; 0 if it lies in none.
std::size_t device_bytes_from(const void* address);
std::size_t mapped_bytes();

/// Opens all blocks while it lives.
class OpenMemory {
 public:
  OpenMemory();
  ~OpenMemory();
  OpenMemory(const OpenMemory&) = delete;
  OpenMemory& operator=(const OpenMemory&) = delete;
};

}  // namespace inkgrad::cuda_emulator
