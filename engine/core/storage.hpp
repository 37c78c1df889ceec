#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace inkgrad {

/// Where a tensor's bytes live and who computes on them. `reference` and `cpu` share host memory.
enum class Device : std::uint8_t { reference, cpu, cuda, webgpu };
inline constexpr int device_count = 4;
/// Whether the device's memory is the host's own.
constexpr bool is_host(Device device) { return device == Device::reference || device == Device::cpu; }

/// "reference", "cpu", "cuda", "webgpu".
std::string_view name(Device device);

/// A block of memory that tensors share; only its device may follow `data`. `data` is null while a plan is being recorded, until the plan gives
/// the block its place in an arena.
struct Storage {
  Device device = Device::cpu;
  std::size_t bytes = 0;
  std::byte* data = nullptr;
  std::shared_ptr<void> owner;  ///< keeps the memory alive: a cached block, or the arena that holds it
};

/// Asks the system to back a block that nobody has touched yet by pages of 2 MiB: where a data set is read, faults for each 4 KiB cost
/// more than the reading. Does nothing for small blocks and where there are no such pages.
void prefer_large_pages(void* block, std::size_t bytes);

/// Host memory from a cache of freed blocks, 64-byte aligned, uninitialised. Blocks return to the cache when the last tensor
/// goes; the cache keeps at most 64 MiB.
std::shared_ptr<Storage> allocate_host(Device device, std::size_t bytes);

/// The memory of a device that is not the host's.
class DeviceMemory {
 public:
  virtual ~DeviceMemory() = default;
  /// Uninitialised, aligned for any element. Throws Error (Failure) if the device has no more.
  virtual std::shared_ptr<Storage> allocate(std::size_t bytes) = 0;
  /// Copies after all work given before; `from` may change when the call is back.
  virtual void copy_in(std::byte* to, std::span<const std::byte> from) = 0;
  /// Copies once all work given before has finished, and waits for it.
  virtual void copy_out(std::span<std::byte> to, const std::byte* from) = 0;
};

/// Makes a device's memory known, so that tensors can lie there; it must outlive them. Null: there is none (any more).
void provide_memory(Device device, DeviceMemory* memory);
/// Throws Error (Unsupported) if none was provided.
DeviceMemory& memory_of(Device device);
/// Memory on any device: the host's, or what was provided.
std::shared_ptr<Storage> allocate(Device device, std::size_t bytes);

}  // namespace inkgrad
