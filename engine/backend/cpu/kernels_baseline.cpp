// The kernels for what every machine of this kind has: SSE2, or WebAssembly's SIMD (relaxed or not, as the build
// says).
#define INKGRAD_ISA baseline
#include "engine/backend/cpu/isa/table.hpp"

namespace inkgrad::cpu {

extern const KernelTable baseline_kernels;
#if defined(__wasm_relaxed_simd__)
constexpr KernelTable baseline_kernels = baseline::make_table("WebAssembly relaxed SIMD");
#elif defined(__wasm_simd128__)
constexpr KernelTable baseline_kernels = baseline::make_table("WebAssembly SIMD");
#elif defined(__SSE2__)
constexpr KernelTable baseline_kernels = baseline::make_table("SSE2");
#else
constexpr KernelTable baseline_kernels = baseline::make_table("4-lane vectors");
#endif

}  // namespace inkgrad::cpu
