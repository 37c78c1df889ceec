#include "tests/cuda_emulator/cublaslt.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "tests/cuda_emulator/memory.hpp"

namespace emulator = inkgrad::cuda_emulator;

struct cublasLtContext {};
struct cublasLtMatmulDescOpaque_t {
  cublasComputeType_t compute;
  cublasOperation_t of_a = CUBLAS_OP_N, of_b = CUBLAS_OP_N;
  cublasLtEpilogue_t epilogue = CUBLASLT_EPILOGUE_DEFAULT;
  float* bias = nullptr;
};
struct cublasLtMatrixLayoutOpaque_t {
  std::int64_t rows, columns, leading;

  std::size_t bytes() const { return static_cast<std::size_t>((columns - 1) * leading + rows) * sizeof(float); }
};
struct cublasLtMatmulPreferenceOpaque_t {
  std::uint64_t workspace = 0;
  std::uint32_t schemes = CUBLASLT_REDUCTION_SCHEME_MASK;
  std::uint32_t alignment[4] = {256, 256, 256, 256};  // of A, B, C, D
};

namespace {

using emulator::Report;
using Description = cublasLtMatmulDescOpaque_t;
using Layout = cublasLtMatrixLayoutOpaque_t;

/// What an algorithm's eight words are to us.
struct Algorithm {
  std::uint64_t of = 0;             ///< the product that it was chosen for
  std::uint16_t alignment[4] = {};  ///< of A, B, D and the bias
  std::uint64_t workspace = 0;
  std::uint64_t parts = 1, in_place = 0;
  std::uint64_t unused[3] = {};
};

/// m rows and n columns of D, k that are added up.
struct Size {
  std::int64_t m = 0, n = 0, k = 0;
};

template <class T>
cublasStatus_t create(T** object, const T& value) {
  *object = new T(value);
  ++emulator::library_counters().objects;
  return CUBLAS_STATUS_SUCCESS;
}

template <class T>
cublasStatus_t destroy(T* object) {
  delete object;
  --emulator::library_counters().objects;
  return CUBLAS_STATUS_SUCCESS;
}

template <class T>
cublasStatus_t put(T& to, const void* value, std::size_t bytes) {
  if (value == nullptr || bytes != sizeof(T)) return CUBLAS_STATUS_INVALID_VALUE;
  std::memcpy(&to, value, bytes);
  return CUBLAS_STATUS_SUCCESS;
}

bool fails(const char* call) { return emulator::machine().failing.contains(call); }

bool sums_a(const Description& description) { return description.epilogue == CUBLASLT_EPILOGUE_BGRADA; }
bool sums_b(const Description& description) { return description.epilogue == CUBLASLT_EPILOGUE_BGRADB; }
bool adds_bias(const Description& description) {
  return description.epilogue < CUBLASLT_EPILOGUE_BGRADA && (description.epilogue & CUBLASLT_EPILOGUE_BIAS) != 0;
}
bool has_relu(const Description& description) {
  return description.epilogue < CUBLASLT_EPILOGUE_BGRADA && (description.epilogue & CUBLASLT_EPILOGUE_RELU) != 0;
}
bool uses_bias(const Description& description) {
  return sums_a(description) || sums_b(description) || adds_bias(description);
}

/// The product's size, or none if the layouts do not fit.
Size size_of(const Description& description, const Layout& a, const Layout& b, const Layout& c, const Layout& d) {
  const bool turned_a = description.of_a == CUBLAS_OP_T, turned_b = description.of_b == CUBLAS_OP_T;
  const Size size{d.rows, d.columns, turned_a ? a.rows : a.columns};
  const bool fit = (turned_a ? a.columns : a.rows) == size.m && (turned_b ? b.columns : b.rows) == size.k &&
                   (turned_b ? b.rows : b.columns) == size.n && c.rows == d.rows && c.columns == d.columns;
  return fit ? size : Size{};
}

/// A number for all that an algorithm depends on but addresses (FNV-1a).
std::uint64_t fingerprint(const Description& description, const Size& size, const Layout& a, const Layout& b, const Layout& d) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::int64_t word : {std::int64_t{description.compute}, std::int64_t{description.of_a}, std::int64_t{description.of_b},
                                  std::int64_t{description.epilogue}, size.m, size.n, size.k, a.leading, b.leading, d.leading}) {
    hash = (hash ^ static_cast<std::uint64_t>(word)) * 0x100000001b3;
  }
  return hash;
}

/// Widths that a kernel may load at once: sixteen bytes where the address and each column allow it.
std::uint16_t width(std::uint32_t promised, std::int64_t leading) { return promised >= 16 && leading % 4 == 0 ? 16 : 4; }

void expect_memory(const char* what, const void* address, std::size_t bytes, std::size_t alignment) {
  if (emulator::device_bytes_from(address) < bytes) {
    throw Report(std::string("cublasLtMatmul: ") + what + " is not " + std::to_string(bytes) + " bytes of the device's memory");
  }
  if (reinterpret_cast<std::uintptr_t>(address) % alignment != 0) {
    throw Report(std::string("cublasLtMatmul: ") + what + " is not at a multiple of " + std::to_string(alignment) +
                 " bytes, as the algorithm was promised");
  }
}

void expect_apart(const char* what, const void* d, std::size_t d_bytes, const void* other, std::size_t bytes) {
  const auto *first = static_cast<const std::byte*>(d), *second = static_cast<const std::byte*>(other);
  if (first < second + bytes && second < first + d_bytes) throw Report(std::string("cublasLtMatmul: D overlaps ") + what);
}

/// A call of cublasLtMatmul, frozen.
struct Product {
  Description description;
  Size size;
  Layout a_layout, b_layout, c_layout, d_layout;
  const float *a, *b, *c;
  float* d;
  float alpha, beta;
  Algorithm algorithm;
  float* workspace;

  float a_at(std::int64_t i, std::int64_t l) const {
    return description.of_a == CUBLAS_OP_T ? a[l + i * a_layout.leading] : a[i + l * a_layout.leading];
  }
  float b_at(std::int64_t l, std::int64_t j) const {
    return description.of_b == CUBLAS_OP_T ? b[j + l * b_layout.leading] : b[l + j * b_layout.leading];
  }
  float rounded(float value) const {
    switch (description.compute) {
      case CUBLAS_COMPUTE_32F_FAST_TF32: return emulator::rounded_to(value, 10);
      case CUBLAS_COMPUTE_32F_FAST_16BF: return emulator::rounded_to(value, 7);
      case CUBLAS_COMPUTE_32F: break;
    }
    return value;
  }

  /// The sums of a part of k, by columns: [m, n].
  void add_part(std::int64_t begin, std::int64_t end, float* sums) const {
    std::fill_n(sums, size.m * size.n, 0.0f);
    std::vector<float> column(static_cast<std::size_t>(size.m));
    for (std::int64_t l = begin; l < end; ++l) {
      for (std::int64_t i = 0; i < size.m; ++i) column[static_cast<std::size_t>(i)] = rounded(a_at(i, l));
      for (std::int64_t j = 0; j < size.n; ++j) {
        const float factor = rounded(b_at(l, j));
        for (std::int64_t i = 0; i < size.m; ++i) sums[i + j * size.m] += column[static_cast<std::size_t>(i)] * factor;
      }
    }
  }

  void run() const {
    const auto parts = static_cast<std::int64_t>(algorithm.parts), count = size.m * size.n;
    std::vector<float> own(parts == 1 || algorithm.in_place != 0 ? static_cast<std::size_t>(count * parts) : 0);
    float* sums = own.empty() ? workspace : own.data();
    for (std::int64_t part = 0; part < parts; ++part) {
      add_part(size.k * part / parts, size.k * (part + 1) / parts, sums + part * count);
    }
    // In place, the parts are added as they come.
    const std::int64_t first = algorithm.in_place != 0 ? static_cast<std::int64_t>(emulator::schedule()) % parts : 0;
    for (std::int64_t j = 0; j < size.n; ++j) {
      for (std::int64_t i = 0; i < size.m; ++i) {
        float total = 0;
        for (std::int64_t part = 0; part < parts; ++part) total += sums[(first + part) % parts * count + i + j * size.m];
        total *= alpha;
        if (beta != 0) total += beta * c[i + j * c_layout.leading];
        if (adds_bias(description)) total += description.bias[i];
        if (has_relu(description)) total = total > 0 ? total : 0;
        d[i + j * d_layout.leading] = total;
      }
    }
    for (std::int64_t i = 0; sums_a(description) && i < size.m; ++i) {
      description.bias[i] = 0;
      for (std::int64_t l = 0; l < size.k; ++l) description.bias[i] += a_at(i, l);
    }
    for (std::int64_t j = 0; sums_b(description) && j < size.n; ++j) {
      description.bias[j] = 0;
      for (std::int64_t l = 0; l < size.k; ++l) description.bias[j] += b_at(l, j);
    }
  }
};

}  // namespace

namespace inkgrad::cuda_emulator {

LibraryCounters& library_counters() {
  static LibraryCounters one;
  return one;
}

float rounded_to(float value, int mantissa_bits) {
  if (!(std::fabs(value) < INFINITY)) return value;
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const int dropped = 23 - mantissa_bits;
  const std::uint32_t half = (std::uint32_t{1} << (dropped - 1)) - 1 + (bits >> dropped & 1);
  return std::bit_cast<float>((bits + half) >> dropped << dropped);
}

}  // namespace inkgrad::cuda_emulator

const char* cublasLtGetStatusName(cublasStatus_t status) {
  switch (status) {
    case CUBLAS_STATUS_SUCCESS: return "CUBLAS_STATUS_SUCCESS";
    case CUBLAS_STATUS_NOT_INITIALIZED: return "CUBLAS_STATUS_NOT_INITIALIZED";
    case CUBLAS_STATUS_ALLOC_FAILED: return "CUBLAS_STATUS_ALLOC_FAILED";
    case CUBLAS_STATUS_INVALID_VALUE: return "CUBLAS_STATUS_INVALID_VALUE";
    case CUBLAS_STATUS_EXECUTION_FAILED: return "CUBLAS_STATUS_EXECUTION_FAILED";
    case CUBLAS_STATUS_NOT_SUPPORTED: return "CUBLAS_STATUS_NOT_SUPPORTED";
  }
  return "unknown status";
}

std::size_t cublasLtGetVersion() { return 130100; }

cublasStatus_t cublasLtCreate(cublasLtHandle_t* handle) {
  return fails("cublasLtCreate") ? CUBLAS_STATUS_NOT_INITIALIZED : create(handle, {});
}
cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle) { return destroy(handle); }

cublasStatus_t cublasLtMatmulDescCreate(cublasLtMatmulDesc_t* description, cublasComputeType_t compute, cudaDataType scale) {
  return scale == CUDA_R_32F ? create(description, {.compute = compute}) : CUBLAS_STATUS_NOT_SUPPORTED;
}
cublasStatus_t cublasLtMatmulDescDestroy(cublasLtMatmulDesc_t description) { return destroy(description); }

cublasStatus_t cublasLtMatmulDescSetAttribute(cublasLtMatmulDesc_t description, cublasLtMatmulDescAttributes_t attribute,
                                              const void* value, std::size_t bytes) {
  switch (attribute) {
    case CUBLASLT_MATMUL_DESC_TRANSA: return put(description->of_a, value, bytes);
    case CUBLASLT_MATMUL_DESC_TRANSB: return put(description->of_b, value, bytes);
    case CUBLASLT_MATMUL_DESC_EPILOGUE: return put(description->epilogue, value, bytes);
    case CUBLASLT_MATMUL_DESC_BIAS_POINTER: return put(description->bias, value, bytes);
  }
  return CUBLAS_STATUS_INVALID_VALUE;
}

cublasStatus_t cublasLtMatrixLayoutCreate(cublasLtMatrixLayout_t* layout, cudaDataType type, std::uint64_t rows,
                                          std::uint64_t columns, std::int64_t leading) {
  if (type != CUDA_R_32F) return CUBLAS_STATUS_NOT_SUPPORTED;
  return create(layout, {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns), leading});
}
cublasStatus_t cublasLtMatrixLayoutDestroy(cublasLtMatrixLayout_t layout) { return destroy(layout); }

cublasStatus_t cublasLtMatmulPreferenceCreate(cublasLtMatmulPreference_t* preference) { return create(preference, {}); }
cublasStatus_t cublasLtMatmulPreferenceDestroy(cublasLtMatmulPreference_t preference) { return destroy(preference); }

cublasStatus_t cublasLtMatmulPreferenceSetAttribute(cublasLtMatmulPreference_t preference,
                                                    cublasLtMatmulPreferenceAttributes_t attribute, const void* value,
                                                    std::size_t bytes) {
  switch (attribute) {
    case CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES: return put(preference->workspace, value, bytes);
    case CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK: return put(preference->schemes, value, bytes);
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES:
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES:
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES:
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES:
      return put(preference->alignment[attribute - CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES], value, bytes);
  }
  return CUBLAS_STATUS_INVALID_VALUE;
}

cublasStatus_t cublasLtMatmulAlgoGetHeuristic(cublasLtHandle_t handle, cublasLtMatmulDesc_t description, cublasLtMatrixLayout_t a,
                                              cublasLtMatrixLayout_t b, cublasLtMatrixLayout_t c, cublasLtMatrixLayout_t d,
                                              cublasLtMatmulPreference_t preference, int wanted,
                                              cublasLtMatmulHeuristicResult_t results[], int* found) {
  *found = 0;
  ++emulator::library_counters().searches;
  if (handle == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  if (fails("cublasLtMatmulAlgoGetHeuristic")) return CUBLAS_STATUS_NOT_SUPPORTED;
  if (fails("CUBLASLT_EPILOGUE_BGRADB") && sums_b(*description)) return CUBLAS_STATUS_NOT_SUPPORTED;
  const Size size = size_of(*description, *a, *b, *c, *d);
  const bool too_close = a->leading < a->rows || b->leading < b->rows || c->leading < c->rows || d->leading < d->rows;
  if (wanted < 1 || size.m < 1 || size.n < 1 || size.k < 1 || too_close) return CUBLAS_STATUS_INVALID_VALUE;
  if (uses_bias(*description) && description->bias == nullptr) {
    throw Report("cublasLtMatmulAlgoGetHeuristic: the bias's alignment is read off its address, and there is none");
  }
  Algorithm chosen;
  chosen.of = fingerprint(*description, size, *a, *b, *d);
  chosen.alignment[0] = width(preference->alignment[0], a->leading);
  chosen.alignment[1] = width(preference->alignment[1], b->leading);
  chosen.alignment[2] = width(std::min(preference->alignment[2], preference->alignment[3]), d->leading);
  chosen.alignment[3] = reinterpret_cast<std::uintptr_t>(description->bias) % 16 == 0 ? 16 : 4;
  // Long sums are split, if it is allowed.
  constexpr std::int64_t long_sum = 96, parts = 3;
  const auto room = static_cast<std::uint64_t>(parts * size.m * size.n) * sizeof(float);
  const bool in_place = (preference->schemes & CUBLASLT_REDUCTION_SCHEME_INPLACE) != 0;
  const bool apart = (preference->schemes & CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE) != 0 && room <= preference->workspace;
  if (size.k >= long_sum && (in_place || apart)) {
    chosen.parts = parts;
    chosen.in_place = in_place ? 1 : 0;
    chosen.workspace = in_place ? 0 : room;
  }
  results[0] = {};
  results[0].workspaceSize = chosen.workspace;
  results[0].algo = std::bit_cast<cublasLtMatmulAlgo_t>(chosen);
  *found = 1;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmul(cublasLtHandle_t handle, cublasLtMatmulDesc_t description, const void* alpha, const void* a,
                              cublasLtMatrixLayout_t a_layout, const void* b, cublasLtMatrixLayout_t b_layout, const void* beta,
                              const void* c, cublasLtMatrixLayout_t c_layout, void* d, cublasLtMatrixLayout_t d_layout,
                              const cublasLtMatmulAlgo_t* algorithm, void* workspace, std::size_t workspace_bytes,
                              cudaStream_t stream) {
  if (handle == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  if (fails("cublasLtMatmul")) return CUBLAS_STATUS_EXECUTION_FAILED;
  const Size size = size_of(*description, *a_layout, *b_layout, *c_layout, *d_layout);
  if (size.m < 1 || alpha == nullptr || beta == nullptr || algorithm == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
  const auto numbers = [](const void* address) { return static_cast<const float*>(address); };
  const Product product{*description, size, *a_layout, *b_layout, *c_layout, *d_layout, numbers(a), numbers(b), numbers(c),
                        static_cast<float*>(d), *numbers(alpha), *numbers(beta), std::bit_cast<Algorithm>(*algorithm),
                        static_cast<float*>(workspace)};
  const Algorithm& chosen = product.algorithm;
  if (chosen.of != fingerprint(*description, size, *a_layout, *b_layout, *d_layout)) {
    throw Report("cublasLtMatmul: the algorithm was chosen for another product");
  }
  if (chosen.workspace > workspace_bytes) return CUBLAS_STATUS_INVALID_VALUE;
  if (workspace_bytes > 0) expect_memory("the workspace", workspace, workspace_bytes, 16);
  expect_memory("A", a, a_layout->bytes(), chosen.alignment[0]);
  expect_memory("B", b, b_layout->bytes(), chosen.alignment[1]);
  expect_memory("D", d, d_layout->bytes(), chosen.alignment[2]);
  if (product.beta != 0) expect_memory("C", c, c_layout->bytes(), chosen.alignment[2]);
  expect_apart("A", d, d_layout->bytes(), a, a_layout->bytes());
  expect_apart("B", d, d_layout->bytes(), b, b_layout->bytes());
  if (uses_bias(*description)) {
    const auto bytes = static_cast<std::size_t>(sums_b(*description) ? size.n : size.m) * sizeof(float);
    expect_memory("the bias", description->bias, bytes, chosen.alignment[3]);
    expect_apart("the bias", d, d_layout->bytes(), description->bias, bytes);
  }
  ++emulator::library_counters().products;
  const cudaError_t error = emulator::enqueue_work(stream, [product] { product.run(); });
  return error == cudaSuccess ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
}
