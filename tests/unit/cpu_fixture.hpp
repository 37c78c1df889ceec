#pragma once

#include <cstdint>
#include <vector>

#include "engine/backend/cpu/kernels.hpp"
#include "engine/core/random.hpp"

/// What the tests of the CPU's kernels and of its layers share.
namespace inkgrad::test {

using Floats = std::vector<float>;

inline std::size_t size(std::int64_t n) { return static_cast<std::size_t>(n); }

/// Numbers between -1 and 1 that depend on nothing but their place and the stream.
inline Floats numbers(std::int64_t count, std::uint32_t stream) {
  Floats values(size(count));
  for (std::int64_t i = 0; i < count; ++i) {
    values[size(i)] = 2 * uniform(7, Purpose::initialise, stream, static_cast<std::uint64_t>(i)) - 1;
  }
  return values;
}

/// The kernels of every instruction set that this machine has.
inline std::vector<const cpu::KernelTable*> tables() {
  std::vector<const cpu::KernelTable*> found;
  for (int set = 0; set < cpu::instruction_sets; ++set) {
    if (const cpu::KernelTable* table = cpu::kernels_of(set)) found.push_back(table);
  }
  return found;
}

}  // namespace inkgrad::test
