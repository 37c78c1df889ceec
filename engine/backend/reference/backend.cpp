#include <cstring>

#include "engine/backend/host_backend.hpp"
#include "engine/backend/reference/kernels.hpp"

namespace inkgrad {

namespace reference {

namespace {

constexpr std::array<KernelRow, op_count> table = {{
    {Op::add, add},
    {Op::sub, sub},
    {Op::mul, mul},
    {Op::div, div},
    {Op::neg, neg},
    {Op::exp, exp},
    {Op::log, log},
    {Op::sqrt, sqrt},
    {Op::tanh, tanh},
    {Op::sigmoid, sigmoid},
    {Op::relu, relu},
    {Op::relu_backward, relu_backward},
    {Op::cast, cast},
    {Op::sum, sum},
    {Op::amax, amax},
    {Op::argmax, argmax},
    {Op::matmul, matmul},
    {Op::linear, linear},
    {Op::conv2d, conv2d},
    {Op::conv2d_input_backward, conv2d_input_backward},
    {Op::conv2d_weight_backward, conv2d_weight_backward},
    {Op::max_pool2d, max_pool2d},
    {Op::max_pool2d_backward, max_pool2d_backward},
    {Op::avg_pool2d, avg_pool2d},
    {Op::avg_pool2d_backward, avg_pool2d_backward},
    {Op::one_hot, one_hot},
    {Op::pick_class, pick_class},
    {Op::cross_entropy, cross_entropy},
    {Op::gather_batch, gather_batch},
    {Op::accumulate_metrics, accumulate_metrics},
    {Op::sgd_step, sgd_step},
    {Op::adam_step, adam_step},
    {Op::copy, copy},
    {Op::view, view_kernel},
    {Op::transpose, view_kernel},
    {Op::expand, view_kernel},
}};
static_assert(is_complete(table), "the reference has a kernel for every Op, in the order of the enumerators");

class ReferenceBackend : public HostBackend {
 public:
  Device device() const override { return Device::reference; }
  std::string description() const override { return "reference (xtensor, 1 thread)"; }
  bool supports(Op, DType) const override { return true; }
  void run(Op op, Views in, Views out, const Attributes& attributes) override { kernel(op)(in, out, attributes); }
  void set_threads(int) override {}
};

}  // namespace

Kernel kernel(Op op) { return table[index_of(op)].kernel; }

}  // namespace reference

Backend& reference_backend() {
  static reference::ReferenceBackend backend;
  return backend;
}

}  // namespace inkgrad
