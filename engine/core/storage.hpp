#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace inkgrad {

/// Where a tensor's bytes live and who computes on them. `reference` and `cpu` share host memory.
enum class Device : std::uint8_t { reference, cpu, cuda };
inline constexpr int device_count = 3;

/// "reference", "cpu", "cuda".
std::string_view name(Device device);

/// A block of memory that tensors share. `data` is null while a plan is being recorded, until the plan gives
/// the block its place in an arena.
struct Storage {
  Device device = Device::cpu;
  std::size_t bytes = 0;
  std::byte* data = nullptr;
  std::shared_ptr<void> owner;  ///< keeps the memory alive: a cached block, or the arena that holds it
};

/// Host memory from a cache of freed blocks, 64-byte aligned, uninitialised. Blocks return to the cache when the last tensor
/// goes; the cache keeps at most 64 MiB.
std::shared_ptr<Storage> allocate_host(Device device, std::size_t bytes);

}  // namespace inkgrad
