#pragma once

#include <cstddef>

struct CUstream_st;

/// What the program and the module with cuBLASLt agree on. The module is a shared library beside the program, linked with
/// libcublasLt, which is slow to load: the program opens it once a GPU has answered. Plain data and function pointers; what is
/// changed here in any way gets another version.
namespace inkgrad::cuda::cublaslt {

inline constexpr int interface_version = 1;

/// What the factors are rounded to (engine/ops/op.hpp's Precision).
enum Rounding : int { to_float32, to_tf32, to_bf16 };

/// What comes with the product, in the same launch.
enum Extra : int {
  no_extra,
  add_bias,           ///< C's columns plus `vector` [n]
  add_bias_and_relu,  ///< the same, and then the larger of it and 0
  sum_a,              ///< `vector` [m] becomes the sums of A's rows
};

/// C[m, n] = A[m, k] B[k, n]: float32 on the device, row-major and dense.
struct Product {
  int m = 0, n = 0, k = 0;
  int transpose_a = 0, transpose_b = 0;  ///< 1: the factor lies there as its transpose
  Rounding rounding = to_float32;
  Extra extra = no_extra;
  const float *a = nullptr, *b = nullptr;
  float* c = nullptr;
  float* vector = nullptr;  ///< null without an extra
};

/// What multiply and open return: a cublasStatus_t, of which 0 is success, or this: the library has no algorithm for it.
inline constexpr int no_algorithm = -1;

struct Library;

/// What the module gives. No function throws. `workspace` is device memory of workspace_bytes that no other stream uses.
struct Interface {
  int version;  ///< interface_version; of another one only this number can be read
  const char* (*status_name)(int status);
  std::size_t (*library_version)();  ///< 130100 is 13.1.0
  int (*open)(Library** library);
  void (*close)(Library* library);
  /// Gives the stream a product, and waits for nothing. Equal products, on addresses as well aligned, have equal results.
  int (*multiply)(Library* library, const Product* product, void* workspace, std::size_t workspace_bytes, CUstream_st* stream);
};

/// The module's one symbol, a function without arguments that gives a `const Interface*`.
inline constexpr const char* entry_name = "inkgrad_cublaslt";

}  // namespace inkgrad::cuda::cublaslt
