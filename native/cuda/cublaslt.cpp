#include "native/cuda/cublaslt.hpp"

#include <dlfcn.h>

#include <filesystem>

#include "native/cuda/context.hpp"

namespace inkgrad::cuda {

namespace {

constexpr std::size_t slot_of_workspace = 3;

/// The module's address book, or null and why there is none. It stays loaded: CUDA's libraries do not take well to leaving.
const cublaslt::Interface* load(const std::string& name, std::string& why_not) {
  std::string path = name;
  if (name.find('/') == std::string::npos && !name.empty()) {
    std::error_code ignored;
    path = (std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / name).string();
  }
  void* module = dlopen(path.empty() ? nullptr : path.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* entry = module == nullptr ? nullptr : dlsym(module, cublaslt::entry_name);
  if (entry == nullptr) {
    const char* error = dlerror();
    why_not = error == nullptr ? "it has no " + std::string(cublaslt::entry_name) : error;
    return nullptr;
  }
  const cublaslt::Interface* found = reinterpret_cast<const cublaslt::Interface* (*)()>(entry)();
  if (found->version == cublaslt::interface_version) return found;
  why_not = concatenate(path, " is of another build: its interface is version ", found->version, ", this inkgrad's ",
                        cublaslt::interface_version);
  return nullptr;
}

}  // namespace

CublasLt::CublasLt(const CublasLtOptions& options) : options_(options) {
  module_ = load(options.module, why_not_);
  if (module_ == nullptr) return;
  const int status = module_->open(&library_);
  if (status != 0) why_not_ = concatenate("it does not start: ", module_->status_name(status));
}

CublasLt::~CublasLt() {
  if (library_ != nullptr) module_->close(library_);
}

std::string CublasLt::name() const {
  const std::size_t version = module_->library_version();
  return concatenate("cuBLASLt ", version / 10000, ".", version / 100 % 100, ".", version % 100);
}

bool CublasLt::multiply(Context& context, const cublaslt::Product& product) {
  const double flops = 2.0 * product.m * product.n * product.k;
  if (library_ == nullptr || flops == 0) return false;
  if (product.rounding == cublaslt::to_float32 && flops < options_.least_flops) return false;
  std::byte* workspace = context.scratch<std::byte>(slot_of_workspace, static_cast<std::int64_t>(options_.workspace));
  const int status = module_->multiply(library_, &product, workspace, options_.workspace, context.stream());
  if (status != 0 && status != cublaslt::no_algorithm) {
    failure("the GPU failed at a product by ", name(), ": ", module_->status_name(status));
  }
  return status == 0;
}

cublaslt::Rounding rounding_of(Precision precision) {
  switch (precision) {
    case Precision::tf32: return cublaslt::to_tf32;
    case Precision::bf16: return cublaslt::to_bf16;
    case Precision::float32: break;
  }
  return cublaslt::to_float32;
}

}  // namespace inkgrad::cuda
