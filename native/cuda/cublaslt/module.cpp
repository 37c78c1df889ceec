// The module: products by NVIDIA's cuBLASLt. It sees no header of the engine, and the program none of cuBLASLt.
//
// cuBLASLt takes matrices by columns. A row-major matrix is its own transpose by columns, so instead of C = A B it is asked for
// C' = B' A': its first factor is our B, its second our A, its rows are our columns.
//
// Which algorithm computes a product is asked once for each kind of product, and kept, with the descriptors. Algorithms that add
// parts of k where they come together are excluded (reduction scheme "in place"); allowed are one sequence, and parts that go to the
// workspace and are added in a step of their own: so a product has the same bytes each time.
#include <cublasLt.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <new>

#include "native/cuda/cublaslt/interface.hpp"

namespace inkgrad::cuda::cublaslt {

namespace {

/// One of the library's descriptors.
template <class Handle, cublasStatus_t (*destroy)(Handle)>
struct Deleter {
  void operator()(std::remove_pointer_t<Handle>* handle) const { destroy(handle); }
};
template <class Handle, cublasStatus_t (*destroy)(Handle)>
using Owned = std::unique_ptr<std::remove_pointer_t<Handle>, Deleter<Handle, destroy>>;
using Description = Owned<cublasLtMatmulDesc_t, cublasLtMatmulDescDestroy>;
using Layout = Owned<cublasLtMatrixLayout_t, cublasLtMatrixLayoutDestroy>;
using Preference = Owned<cublasLtMatmulPreference_t, cublasLtMatmulPreferenceDestroy>;

/// Thrown and caught within this file.
struct Refused {
  cublasStatus_t status;
};
void check(cublasStatus_t status) {
  if (status != CUBLAS_STATUS_SUCCESS) throw Refused{status};
}

template <class T>
void set(const Description& description, cublasLtMatmulDescAttributes_t attribute, T value) {
  check(cublasLtMatmulDescSetAttribute(description.get(), attribute, &value, sizeof value));
}
template <class T>
void set(const Preference& preference, cublasLtMatmulPreferenceAttributes_t attribute, T value) {
  check(cublasLtMatmulPreferenceSetAttribute(preference.get(), attribute, &value, sizeof value));
}

Layout layout(int rows, int columns) {
  cublasLtMatrixLayout_t made = nullptr;
  const auto height = static_cast<std::uint64_t>(rows), width = static_cast<std::uint64_t>(columns);
  check(cublasLtMatrixLayoutCreate(&made, CUDA_R_32F, height, width, rows));
  return Layout(made);
}

cublasComputeType_t compute_type(Rounding rounding) {
  switch (rounding) {
    case to_tf32: return CUBLAS_COMPUTE_32F_FAST_TF32;
    case to_bf16: return CUBLAS_COMPUTE_32F_FAST_16BF;
    default: return CUBLAS_COMPUTE_32F;
  }
}

cublasLtEpilogue_t epilogue(Extra extra) {
  switch (extra) {
    case add_bias: return CUBLASLT_EPILOGUE_BIAS;
    case add_bias_and_relu: return CUBLASLT_EPILOGUE_RELU_BIAS;
    case sum_a: return CUBLASLT_EPILOGUE_BGRADB;  // of its second factor, our first
    default: return CUBLASLT_EPILOGUE_DEFAULT;
  }
}

/// How well an address is aligned, in bytes: of the two that matter to loads, sixteen and one number.
std::uint32_t alignment(const float* address) { return reinterpret_cast<std::uintptr_t>(address) % 16 == 0 ? 16 : sizeof(float); }

/// What decides the algorithm.
using Kind = std::array<std::size_t, 12>;
Kind kind_of(const Product& p, std::size_t workspace_bytes) {
  const auto number = [](int value) { return static_cast<std::size_t>(value); };
  return {number(p.m), number(p.n), number(p.k), number(p.transpose_a), number(p.transpose_b), number(p.rounding),
          number(p.extra), alignment(p.a), alignment(p.b), alignment(p.c), alignment(p.vector), workspace_bytes};
}

/// How products of a kind are computed.
struct Way {
  Description description;
  Layout a, b, c;  // cuBLASLt's: a is our B
  cublasLtMatmulAlgo_t algorithm{};
  bool exists = false;  // the algorithm
};

Way find_way(cublasLtHandle_t handle, const Product& p, std::size_t workspace_bytes) {
  Way way;
  cublasLtMatmulDesc_t description = nullptr;
  check(cublasLtMatmulDescCreate(&description, compute_type(p.rounding), CUDA_R_32F));
  way.description.reset(description);
  set(way.description, CUBLASLT_MATMUL_DESC_TRANSA, p.transpose_b ? CUBLAS_OP_T : CUBLAS_OP_N);
  set(way.description, CUBLASLT_MATMUL_DESC_TRANSB, p.transpose_a ? CUBLAS_OP_T : CUBLAS_OP_N);
  set(way.description, CUBLASLT_MATMUL_DESC_EPILOGUE, epilogue(p.extra));
  // Its alignment is read off the address itself.
  if (p.extra != no_extra) set(way.description, CUBLASLT_MATMUL_DESC_BIAS_POINTER, p.vector);
  way.a = p.transpose_b ? layout(p.k, p.n) : layout(p.n, p.k);
  way.b = p.transpose_a ? layout(p.m, p.k) : layout(p.k, p.m);
  way.c = layout(p.n, p.m);
  cublasLtMatmulPreference_t made = nullptr;
  check(cublasLtMatmulPreferenceCreate(&made));
  const Preference preference(made);
  set(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, static_cast<std::uint64_t>(workspace_bytes));
  set(preference, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK,
      static_cast<std::uint32_t>(CUBLASLT_REDUCTION_SCHEME_NONE | CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE));
  set(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, alignment(p.b));
  set(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, alignment(p.a));
  set(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, alignment(p.c));
  set(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, alignment(p.c));
  cublasLtMatmulHeuristicResult_t best{};
  int found = 0;
  const cublasStatus_t status =
      cublasLtMatmulAlgoGetHeuristic(handle, way.description.get(), way.a.get(), way.b.get(), way.c.get(), way.c.get(),
                                     preference.get(), 1, &best, &found);
  if (status == CUBLAS_STATUS_NOT_SUPPORTED) return way;
  check(status);
  way.exists = found > 0 && best.state == CUBLAS_STATUS_SUCCESS;
  way.algorithm = best.algo;
  return way;
}

}  // namespace

struct Library {
  cublasLtHandle_t handle = nullptr;
  std::map<Kind, Way> ways;
};

namespace {

const char* status_name(int status) { return cublasLtGetStatusName(static_cast<cublasStatus_t>(status)); }
std::size_t library_version() { return cublasLtGetVersion(); }

int open(Library** library) {
  *library = nullptr;
  cublasLtHandle_t handle = nullptr;
  if (const cublasStatus_t status = cublasLtCreate(&handle); status != CUBLAS_STATUS_SUCCESS) return status;
  *library = new (std::nothrow) Library{handle, {}};
  if (*library != nullptr) return CUBLAS_STATUS_SUCCESS;
  cublasLtDestroy(handle);
  return CUBLAS_STATUS_ALLOC_FAILED;
}

void close(Library* library) {
  const cublasLtHandle_t handle = library->handle;
  delete library;
  cublasLtDestroy(handle);
}

int multiply(Library* library, const Product* product, void* workspace, std::size_t workspace_bytes, CUstream_st* stream) {
  const Product& p = *product;
  try {
    const Kind kind = kind_of(p, workspace_bytes);
    auto found = library->ways.find(kind);
    if (found == library->ways.end()) found = library->ways.emplace(kind, find_way(library->handle, p, workspace_bytes)).first;
    const Way& way = found->second;
    if (!way.exists) return no_algorithm;
    // The address is not part of the kind: layers of one shape have one way and a vector each.
    if (p.extra != no_extra) set(way.description, CUBLASLT_MATMUL_DESC_BIAS_POINTER, p.vector);
    const float one = 1, zero = 0;
    return cublasLtMatmul(library->handle, way.description.get(), &one, p.b, way.a.get(), p.a, way.b.get(), &zero, p.c,
                          way.c.get(), p.c, way.c.get(), &way.algorithm, workspace, workspace_bytes, stream);
  } catch (const Refused& refused) {
    return refused.status;
  } catch (const std::bad_alloc&) {
    return CUBLAS_STATUS_ALLOC_FAILED;
  }
}

constexpr Interface the_interface{interface_version, status_name, library_version, open, close, multiply};

}  // namespace

}  // namespace inkgrad::cuda::cublaslt

extern "C" __attribute__((visibility("default"))) const inkgrad::cuda::cublaslt::Interface* inkgrad_cublaslt() {
  return &inkgrad::cuda::cublaslt::the_interface;
}
