#include "engine/backend/cpu/kernels.hpp"

namespace inkgrad::cpu {

extern const KernelTable baseline_kernels;
#if defined(__x86_64__)
extern const KernelTable avx2_kernels;
const KernelTable& avx512_kernels();
#endif

const KernelTable* kernels_of(int instruction_set) {
  if (instruction_set == 0) return &baseline_kernels;
#if defined(__x86_64__)
  if (instruction_set == 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &avx2_kernels;
  if (instruction_set == 2 && kernels_of(1) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    return &avx512_kernels();
  }
#endif
  return nullptr;
}

const KernelTable& kernels() {
  static const KernelTable* const best = [] {
    int set = instruction_sets - 1;
    while (!kernels_of(set)) --set;
    return kernels_of(set);
  }();
  return *best;
}

}  // namespace inkgrad::cpu
