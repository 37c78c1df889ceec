#include "tests/cuda_emulator/memory.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>

#include "tests/cuda_emulator/sanitizer.hpp"
#include "tests/cuda_emulator/scheduler.hpp"

namespace inkgrad::cuda_emulator {

namespace {

constexpr std::size_t page = 4096;
constexpr std::size_t alignment = 256;  // what cudaMalloc promises
constexpr int beyond = 0xA5;            // what lies between a block and the page behind it

struct Mapping {
  std::byte* pages;
  std::size_t page_bytes;  // without the one that never opens
  std::size_t bytes;
};

struct Memory {
  std::map<const std::byte*, Mapping> blocks;
  std::size_t bytes = 0;
  int open = 0;

  void protect(const Mapping& mapping) const {
    mprotect(mapping.pages, mapping.page_bytes, open > 0 ? PROT_READ | PROT_WRITE : PROT_NONE);
  }
};

Memory& memory() {
  static Memory one;
  return one;
}

std::size_t rounded_up(std::size_t bytes, std::size_t step) { return (bytes + step - 1) / step * step; }

}  // namespace

void* map_block(std::size_t bytes) {
  const std::size_t room = rounded_up(std::max<std::size_t>(bytes, 1), alignment), page_bytes = rounded_up(room, page);
  void* pages = mmap(nullptr, page_bytes + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (pages == MAP_FAILED) throw Report("the emulator has no memory left");
  Mapping mapping{static_cast<std::byte*>(pages), page_bytes, bytes};
  std::byte* block = mapping.pages + page_bytes - room;
  const OpenMemory open;
  memory().protect(mapping);
  std::memset(block, 0xFF, bytes);
  std::memset(block + bytes, beyond, room - bytes);
  forbid(mapping.pages, static_cast<std::size_t>(block - mapping.pages));
  forbid(block + bytes, room - bytes);
  memory().blocks.emplace(block, mapping);
  memory().bytes += bytes;
  return block;
}

void unmap_block(void* block) {
  const auto found = memory().blocks.find(static_cast<std::byte*>(block));
  if (found == memory().blocks.end()) throw Report("cudaFree of what cudaMalloc did not give, or twice");
  const Mapping mapping = found->second;
  const std::byte* end = mapping.pages + mapping.page_bytes;
  bool clean = false;
  {
    const OpenMemory open;
    allow(mapping.pages, mapping.page_bytes);
    clean = std::all_of(found->first + mapping.bytes, end, [](std::byte b) { return b == std::byte{beyond}; });
  }
  memory().blocks.erase(found);
  memory().bytes -= mapping.bytes;
  munmap(mapping.pages, mapping.page_bytes + page);
  if (!clean) throw Report("something was written behind a block of " + std::to_string(mapping.bytes) + " bytes");
}

bool is_device_memory(const void* address) { return device_bytes_from(address) > 0; }

std::size_t device_bytes_from(const void* address) {
  const auto* byte = static_cast<const std::byte*>(address);
  auto next = memory().blocks.upper_bound(byte);
  if (next == memory().blocks.begin()) return 0;
  const auto& [block, mapping] = *std::prev(next);
  const std::byte* end = block + std::max<std::size_t>(mapping.bytes, 1);
  return byte < end ? static_cast<std::size_t>(end - byte) : 0;
}

std::size_t mapped_bytes() { return memory().bytes; }

OpenMemory::OpenMemory() {
  if (++memory().open > 1) return;
  for (const auto& [block, mapping] : memory().blocks) memory().protect(mapping);
}
OpenMemory::~OpenMemory() {
  if (--memory().open > 0) return;
  for (const auto& [block, mapping] : memory().blocks) memory().protect(mapping);
}

}  // namespace inkgrad::cuda_emulator
