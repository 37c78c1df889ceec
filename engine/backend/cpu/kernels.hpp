#pragma once
// The fast CPU kernels: plain functions over contiguous float32 memory, in one table for each instruction set.
//
// This header is included by files compiled with their own -m flags, so it includes nothing but <cstdint>, and
// it holds declarations only. Kernels run on the calling thread, allocate nothing and keep no state.

#include <cstdint>

namespace inkgrad::cpu {

/// C[m,n] (+)= op(A)[m,k] * op(B)[k,n], row-major, with what usually follows done while C is still in registers:
///
///     C = relu?( (accumulate? C : 0) + op(A) op(B) + column_bias[j] + row_bias[i] )
///
/// Each element's sum runs over k in one fixed order that depends on k alone, so that a product computed in
/// pieces of C, by however many threads, has the same bytes.
struct Gemm {
  std::int64_t m = 0, n = 0, k = 0;
  const float* a = nullptr;
  std::int64_t lda = 0;    ///< floats from one row of A, as stored, to the next
  bool trans_a = false;    ///< A is stored as [k,m]
  const float* b = nullptr;
  std::int64_t ldb = 0;
  bool trans_b = false;    ///< B is stored as [n,k], as Linear keeps its weight
  float* c = nullptr;
  std::int64_t ldc = 0;
  const float* column_bias = nullptr;  ///< n floats, or none
  const float* row_bias = nullptr;     ///< m floats, or none
  bool relu = false;
  bool accumulate = false;
};

struct KernelTable {
  const char* name;
  std::int64_t gemm_scratch;  ///< floats that `gemm` needs as scratch, whatever the shape
  std::int64_t gemm_columns;  ///< split C at multiples of this many columns, or lose speed at the edges
  void (*gemm)(const Gemm& args, float* scratch);
};

/// The best table for this machine, chosen once.
const KernelTable& kernels();

/// One instruction set's table, or null where it does not run: 0 is the baseline (always there), 1 AVX2 with FMA.
const KernelTable* kernels_of(int instruction_set);

}  // namespace inkgrad::cpu
