#pragma once

#include "tests/cuda_emulator/kernel_language.hpp"

/// Of CUDA's cooperative groups only the grid: what a cooperative launch is for.
namespace cooperative_groups {

struct grid_group {
  void sync(const std::source_location& where = std::source_location::current()) const {
    inkgrad::cuda_emulator::wait_for_grid(where);
  }
};

inline grid_group this_grid() { return {}; }

}  // namespace cooperative_groups
