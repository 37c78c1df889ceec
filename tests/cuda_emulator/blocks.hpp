#pragma once

#include <boost/context/fiber.hpp>
#include <boost/context/pooled_fixedsize_stack.hpp>
#include <cstddef>
#include <vector>

#include "tests/cuda_emulator/sanitizer.hpp"
#include "tests/cuda_emulator/scheduler.hpp"

// What lives while a kernel runs: its threads, each a fibre, and its blocks with their shared memory.
namespace inkgrad::cuda_emulator {

constexpr std::size_t stack_bytes = std::size_t{64} << 10;

enum class State { ready, at_block_barrier, arrived_at_cluster, at_cluster_barrier, at_grid_barrier, in_warp_operation, done };

/// Stacks for fibres, the last of which is noted.
struct NotingStacks {
  boost::context::pooled_fixedsize_stack pool{stack_bytes};
  Stack* last;

  boost::context::stack_context allocate() {
    const boost::context::stack_context stack = pool.allocate();
    *last = {static_cast<std::byte*>(stack.sp) - stack.size, stack.size};
    return stack;
  }
  void deallocate(boost::context::stack_context& stack) { pool.deallocate(stack); }
};

struct Thread {
  boost::context::fiber fibre;  // waits inside the kernel, or for the next launch
  Stack stack;
  State state = State::ready;
  std::source_location where;
  LaneValues received{};
  int arrivals = 0;  // at cluster barriers
};

/// A warp operation that is being met for.
struct Meeting {
  std::uint32_t mask = 0, arrived = 0;
  std::source_location where;
  LaneValues values{};
};

struct Block {
  Index3 index;
  std::vector<Thread*> threads;
  std::vector<Meeting> warps;
  std::vector<std::vector<std::byte>> shared;  // by the number of the array
  std::size_t shared_bytes = 0;
  std::vector<std::byte> dynamic_shared;
  bool is_gone = false;
  int read_in = -1;  // the stretch between cluster barriers in which another block last read its shared memory
  std::source_location read_at;
};

/// Where `other` has in its shared memory what lies at an address in that of `mine`; null if the address is not there.
inline std::byte* counterpart(const std::byte* address, const Block& mine, Block& other) {
  const auto within = [&](const std::vector<std::byte>& bytes) { return address >= bytes.data() && address < bytes.data() + bytes.size(); };
  if (within(mine.dynamic_shared)) return other.dynamic_shared.data() + (address - mine.dynamic_shared.data());
  for (std::size_t i = 0; i < mine.shared.size(); ++i) {
    if (!within(mine.shared[i])) continue;
    if (other.shared.size() <= i) other.shared.resize(i + 1);
    if (other.shared[i].empty()) other.shared[i].assign(mine.shared[i].size(), std::byte{0xFF});
    return other.shared[i].data() + (address - mine.shared[i].data());
  }
  return nullptr;
}

}  // namespace inkgrad::cuda_emulator
