#include "engine/backend/cpu/constant_columns.hpp"
#include "engine/backend/cpu/ops.hpp"

namespace inkgrad::cpu {

namespace {

/// out [m, n] = a [m, k] * b [k, n], each stored transposed on request.
Gemm product(const View& a, bool trans_a, const View& b, bool trans_b, const View& out) {
  Gemm gemm;
  gemm.m = out.shape[0], gemm.n = out.shape[1], gemm.k = a.shape[trans_a ? 0 : 1];
  gemm.a = a.as<float>(), gemm.lda = a.shape[1], gemm.trans_a = trans_a;
  gemm.b = b.as<float>(), gemm.ldb = b.shape[1], gemm.trans_b = trans_b;
  gemm.c = out.as<float>(), gemm.ldc = out.shape[1];
  return gemm;
}

void multiply(Compute& compute, const Gemm& gemm) {
  if (!compute.kernels.fold_constant_columns || !gemm_of_constant_columns(compute, gemm)) compute.gemm(gemm);
}

}  // namespace

void matmul(Compute& compute, Views in, Views out, const Attributes& attributes) {
  multiply(compute, product(in[0], attributes.transpose_a, in[1], attributes.transpose_b, out[0]));
}

void linear(Compute& compute, Views in, Views out, const Attributes& attributes) {
  Gemm gemm = product(in[0], false, in[1], true, out[0]);
  gemm.column_bias = in[2].as<float>();
  gemm.relu = attributes.activation == Activation::relu;
  multiply(compute, gemm);
}

}  // namespace inkgrad::cpu
