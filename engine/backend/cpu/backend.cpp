#include <memory>
#include <mutex>

#include "engine/backend/cpu/ops.hpp"
#include "engine/backend/host_backend.hpp"
#include "engine/backend/reference/kernels.hpp"

namespace inkgrad {

namespace cpu {

namespace {

/// Not hot: the reference's kernel does.
constexpr FastKernel of_reference = nullptr;

struct FastRow {
  Op op;
  FastKernel kernel;
};

constexpr std::array<FastRow, op_count> table = {{
    {Op::add, add},
    {Op::sub, sub},
    {Op::mul, mul},
    {Op::div, div},
    {Op::pow, of_reference},
    {Op::eq, of_reference},
    {Op::lt, of_reference},
    {Op::le, of_reference},
    {Op::where, of_reference},
    {Op::neg, neg},
    {Op::abs, abs},
    {Op::exp, exp},
    {Op::log, log},
    {Op::sqrt, sqrt},
    {Op::sin, of_reference},
    {Op::cos, of_reference},
    {Op::tanh, tanh},
    {Op::sigmoid, sigmoid},
    {Op::relu, relu},
    {Op::relu_backward, relu_backward},
    {Op::cast, of_reference},
    {Op::sum, sum},
    {Op::amax, of_reference},
    {Op::argmax, of_reference},
    {Op::matmul, matmul},
    {Op::linear, linear},
    {Op::conv2d, conv2d},
    {Op::conv2d_input_backward, conv2d_input_backward},
    {Op::conv2d_weight_backward, conv2d_weight_backward},
    {Op::max_pool2d, max_pool2d},
    {Op::max_pool2d_backward, max_pool2d_backward},
    {Op::avg_pool2d, avg_pool2d},
    {Op::avg_pool2d_backward, avg_pool2d_backward},
    {Op::one_hot, of_reference},
    {Op::pick_class, of_reference},
    {Op::cross_entropy, cross_entropy},
    {Op::dropout, of_reference},
    {Op::batch_norm, batch_norm},
    {Op::batch_norm_backward, batch_norm_backward},
    {Op::batch_places, of_reference},
    {Op::gather_batch, gather_batch},
    {Op::augment_batch, of_reference},
    {Op::accumulate_metrics, of_reference},
    {Op::sgd_step, sgd_step},
    {Op::adam_step, adam_step},
    {Op::cat, of_reference},
    {Op::index_select, of_reference},
    {Op::index_select_backward, of_reference},
    {Op::slice_backward, of_reference},
    {Op::copy, copy},
    {Op::view, of_reference},
    {Op::transpose, of_reference},
    {Op::expand, of_reference},
    {Op::slice, of_reference},
}};

constexpr bool is_complete(const std::array<FastRow, op_count>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (index_of(rows[i].op) != i) return false;
  }
  return true;
}
static_assert(is_complete(table), "the CPU has a row for every Op, in the order of the enumerators");

class CpuBackend : public HostBackend {
 public:
  Device device() const override { return Device::cpu; }

  std::string description() const override {
    const std::lock_guard lock(mutex_);
    return concatenate("cpu (", compute_->kernels.name, ", ", compute_->threads(),
                       compute_->threads() == 1 ? " thread)" : " threads)");
  }

  bool supports(Op op, DType dtype) const override {
    const bool own = dtype == DType::float32 && table[index_of(op)].kernel != of_reference;
    return own || reference::kernel(op) != unsupported_kernel;
  }

  bool fuses(Op op, Fusion fusion) const override {
    switch (fusion) {
      case Fusion::max_pool: return op == Op::conv2d;
      case Fusion::relu_backward: return op == Op::max_pool2d_backward;
      case Fusion::bias_gradient: return op == Op::conv2d_weight_backward;
      case Fusion::max_pool_backward: return op == Op::conv2d_weight_backward || op == Op::conv2d_input_backward;
      case Fusion::batch_places: return op == Op::gather_batch;
      default: return false;
    }
  }

  /// Two cores' second-level caches of 1 MB.
  std::size_t near_bytes() const override { return std::size_t{2} << 20; }

  void run(Op op, Views in, Views out, const Attributes& attributes) override {
    const FastKernel kernel = table[index_of(op)].kernel;
    if (kernel == of_reference || out[0].dtype != DType::float32) {
      return reference::kernel(op)(in, out, attributes);
    }
    // A page or program may predict on one thread while it trains on another; threads and scratch are shared.
    const std::lock_guard lock(mutex_);
    kernel(*compute_, in, out, attributes);
  }

  void set_threads(int threads) override {
    const std::lock_guard lock(mutex_);
    if (threads != compute_->threads()) compute_ = std::make_unique<Compute>(kernels(), threads);
  }

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<Compute> compute_ = std::make_unique<Compute>(kernels(), 1);
};

}  // namespace

}  // namespace cpu

Backend& cpu_backend() {
  static cpu::CpuBackend backend;
  return backend;
}

}  // namespace inkgrad
