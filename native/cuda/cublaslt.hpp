#pragma once

#include <string>

#include "engine/ops/op.hpp"
#include "native/cuda/cublaslt/interface.hpp"
#include "native/cuda/open.hpp"

namespace inkgrad::cuda {

class Context;

/// The matrix products that NVIDIA's cuBLASLt computes in place of our own kernels: those of linear layers, forward and backward,
/// where the module that is linked with it can be loaded.
class CublasLt {
 public:
  /// Loads the module. Without it, without the library behind it, or where either does not fit, why_not() says so.
  explicit CublasLt(const CublasLtOptions& options);
  ~CublasLt();
  CublasLt(const CublasLt&) = delete;
  CublasLt& operator=(const CublasLt&) = delete;

  /// Why it multiplies nothing, as a clause for people; nothing if it does.
  const std::string& why_not() const { return why_not_; }
  /// "cuBLASLt 13.1.0".
  std::string name() const;

  /// Gives the device the product with its extra, or returns false: then it is for our own kernels. It is so for a float32 product
  /// of little work, and where the library has no algorithm. Throws Error (Failure) if the library fails.
  bool multiply(Context& context, const cublaslt::Product& product);

 private:
  const cublaslt::Interface* module_ = nullptr;
  cublaslt::Library* library_ = nullptr;
  CublasLtOptions options_;
  std::string why_not_;
};

/// A row's precision as the module takes it.
cublaslt::Rounding rounding_of(Precision precision);

}  // namespace inkgrad::cuda
