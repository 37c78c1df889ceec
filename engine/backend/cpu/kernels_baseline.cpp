// The kernels for what every machine of this kind has: SSE2, or WebAssembly's SIMD (relaxed or not, as the build
// says).
#define INKGRAD_ISA baseline
#include "engine/backend/cpu/isa/table.hpp"

namespace inkgrad::cpu {

extern const KernelTable baseline_kernels;
constexpr KernelTable baseline_kernels = baseline::make_table("baseline");

}  // namespace inkgrad::cpu
