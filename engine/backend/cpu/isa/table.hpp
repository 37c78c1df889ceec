#pragma once
// The table of one instruction set's kernels.

#include "engine/backend/cpu/isa/gemm.hpp"

namespace inkgrad::cpu::INKGRAD_ISA {

inline constexpr KernelTable make_table(const char* name) {
  KernelTable table = {};
  table.name = name;
  table.gemm_scratch = gemm_scratch;
  table.gemm_columns = tile_columns;
  table.gemm = gemm;
  return table;
}

}  // namespace inkgrad::cpu::INKGRAD_ISA
