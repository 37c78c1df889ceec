// The kernels for x86-64 with AVX2 and FMA; CMake compiles this file, and no other, with -mavx2 -mfma.
#if defined(__AVX2__) && defined(__FMA__)
#define INKGRAD_ISA avx2
#include "engine/backend/cpu/isa/table.hpp"

namespace inkgrad::cpu {

extern const KernelTable avx2_kernels;
constexpr KernelTable avx2_kernels = avx2::make_table("AVX2");

}  // namespace inkgrad::cpu
#endif
