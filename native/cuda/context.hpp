#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/backend/backend.hpp"
#include "native/cuda/cublaslt.hpp"

/// What a launcher has besides its views: the stream, memory for the length of a call, and a place for kernels to complain.
namespace inkgrad::cuda {

/// Throws Error (Failure), naming what was tried, unless it worked.
void check(cudaError_t error, const char* what);

/// What kernels set when they meet a label or an index that is none: they cannot throw. Read at the next read-back.
struct Fault {
  int bad_index = 0;
};

class Context {
 public:
  Context(cudaStream_t stream, const CublasLtOptions& options);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  cudaStream_t stream() const { return stream_; }
  Fault* fault() const { return fault_; }
  CublasLt& cublaslt() { return cublaslt_; }
  const CublasLt& cublaslt() const { return cublaslt_; }
  /// Device memory for `count` elements, until the next call for the same slot. It grows to the largest that was asked for and
  /// stays, and so do the smaller ones before it, which captured graphs may use. Slot 0 begins as zeros and must be left as zeros.
  template <class T>
  T* scratch(std::size_t slot, std::int64_t count) {
    return reinterpret_cast<T*>(scratch_bytes(slot, static_cast<std::size_t>(count) * sizeof(T)));
  }

 private:
  struct Block {
    std::byte* data = nullptr;
    std::size_t bytes = 0;
  };
  std::byte* scratch_bytes(std::size_t slot, std::size_t bytes);

  cudaStream_t stream_;
  CublasLt cublaslt_;
  Fault* fault_ = nullptr;
  std::vector<Block> blocks_;
  std::vector<std::byte*> outgrown_;
};

/// Gives the device a kernel: `kernel<<<grid, block, 0, stream>>>(arguments...)`, written so that the emulator's runtime can take
/// it, too. Throws Error (Failure).
template <class... P, class... A>
void launch(Context& context, void (*kernel)(P...), dim3 grid, dim3 block, A&&... arguments) {
  std::tuple<P...> values(static_cast<P>(std::forward<A>(arguments))...);
  const auto send = [&](auto&... value) {
    void* addresses[] = {&value...};
    check(cudaLaunchKernel(kernel, grid, block, addresses, 0, context.stream()), "a kernel");
  };
  std::apply(send, values);
}

/// Blocks for `count` pieces of work, `each` a block.
inline unsigned blocks_for(std::int64_t count, std::int64_t each) { return static_cast<unsigned>((count + each - 1) / each); }

/// An element count as kernels count.
inline int count_of(const View& view) { return static_cast<int>(view.numel()); }

/// Whether four elements can be moved at once from and to all these addresses.
template <class... T>
bool packs_fit(const T*... data) {
  return ((reinterpret_cast<std::uintptr_t>(data) % (sizeof(T) * 4 > 16 ? 16 : sizeof(T) * 4) == 0) && ...);
}

}  // namespace inkgrad::cuda
