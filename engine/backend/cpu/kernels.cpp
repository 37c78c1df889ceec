#include "engine/backend/cpu/kernels.hpp"

namespace inkgrad::cpu {

extern const KernelTable baseline_kernels;
#if defined(__x86_64__)
extern const KernelTable avx2_kernels;
#endif

const KernelTable* kernels_of(int instruction_set) {
  if (instruction_set == 0) return &baseline_kernels;
#if defined(__x86_64__)
  if (instruction_set == 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &avx2_kernels;
#endif
  return nullptr;
}

const KernelTable& kernels() {
  static const KernelTable& best = kernels_of(1) ? *kernels_of(1) : *kernels_of(0);
  return best;
}

}  // namespace inkgrad::cpu
