#pragma once

#include "tests/cuda_emulator/kernel_language.hpp"

/// Of CUDA's cooperative groups the grid, which a cooperative launch is for, and the cluster.
namespace cooperative_groups {

struct grid_group {
  void sync(const std::source_location& where = std::source_location::current()) const {
    inkgrad::cuda_emulator::wait_for_grid(where);
  }
};

inline grid_group this_grid() { return {}; }

struct cluster_group {
  void barrier_arrive(const std::source_location& where = std::source_location::current()) const { inkgrad::cuda_emulator::arrive_at_cluster(where); }
  void barrier_wait(const std::source_location& where = std::source_location::current()) const { inkgrad::cuda_emulator::wait_for_cluster(where); }
  void sync(const std::source_location& where = std::source_location::current()) const {
    barrier_arrive(where);
    barrier_wait(where);
  }
  unsigned block_rank() const { return inkgrad::cuda_emulator::cluster_rank(); }
  unsigned num_blocks() const { return inkgrad::cuda_emulator::cluster_size(); }
  /// Where block `rank` of the cluster has what lies at `address` in this block's shared memory.
  template <class T>
  T* map_shared_rank(T* address, int rank, const std::source_location& where = std::source_location::current()) const {
    return static_cast<T*>(inkgrad::cuda_emulator::in_cluster(address, static_cast<unsigned>(rank), where));
  }
};

inline cluster_group this_cluster() { return {}; }

}  // namespace cooperative_groups
