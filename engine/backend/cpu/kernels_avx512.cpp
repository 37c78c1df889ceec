// The kernels for x86-64 with AVX-512 (F, DQ, BW, VL: every server's since 2017); CMake compiles this file, and no other, with those
// flags. What is not here is as fast with AVX2; what is gives AVX2's bytes, for no kernel here sums across lanes.
#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define INKGRAD_ISA avx512
#include "engine/backend/cpu/isa/elementwise.hpp"
#include "engine/backend/cpu/isa/gemm.hpp"
#include "engine/backend/cpu/isa/image.hpp"
#include "engine/backend/cpu/isa/training.hpp"

namespace inkgrad::cpu {

extern const KernelTable avx2_kernels;

const KernelTable& avx512_kernels() {
  static const KernelTable table = [] {
    KernelTable own = avx2_kernels;
    own.name = "AVX-512";
    own.gemm_scratch = avx512::gemm_scratch;
    own.gemm_columns = avx512::tile_columns;
    own.gemm = avx512::gemm;
    own.add = avx512::add;
    own.relu_backward = avx512::relu_backward;
    own.add_patches = avx512::add_patches;
    own.max_pool = avx512::max_pool;
    own.max_pool_backward = avx512::max_pool_backward;
    own.cross_entropy = avx512::cross_entropy;
    own.adam = avx512::adam;
    own.sgd = avx512::sgd;
    own.gather = avx512::gather;
    return own;
  }();
  return table;
}

}  // namespace inkgrad::cpu
#endif
