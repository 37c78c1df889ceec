#include <cstring>

#include "engine/backend/host_backend.hpp"
#include "engine/backend/reference/kernels.hpp"

namespace inkgrad {

namespace reference {

namespace {

/// The kernel of an op that the CPU has its own for: a page computes on the CPU in float32, and its row here is an explicit gap,
/// which makes what it loads smaller.
constexpr KernelFunction& hot([[maybe_unused]] KernelFunction& kernel) {
#ifdef INKGRAD_PAGE
  return unsupported_kernel;
#else
  return kernel;
#endif
}

/// The kernel of an op that only lessons use: a gap in the engine of the page's worker, which trains. (Of abs and sum the page has
/// both: the lesson "speed" times them beside the CPU's.)
constexpr KernelFunction& lessons([[maybe_unused]] KernelFunction& kernel) {
#ifdef INKGRAD_WORKER
  return unsupported_kernel;
#else
  return kernel;
#endif
}

constexpr std::array<KernelRow, op_count> table = {{
    {Op::add, add},
    {Op::sub, sub},
    {Op::mul, mul},
    {Op::div, div},
    {Op::pow, lessons(pow)},
    {Op::eq, lessons(eq)},
    {Op::lt, lessons(lt)},
    {Op::le, lessons(le)},
    {Op::where, lessons(where)},
    {Op::neg, hot(neg)},
    {Op::abs, lessons(abs)},
    {Op::exp, hot(exp)},
    {Op::log, hot(log)},
    {Op::sqrt, hot(sqrt)},
    {Op::sin, lessons(sin)},
    {Op::cos, lessons(cos)},
    {Op::tanh, hot(tanh)},
    {Op::sigmoid, hot(sigmoid)},
    {Op::relu, hot(relu)},
    {Op::relu_backward, hot(relu_backward)},
    {Op::cast, cast},
    {Op::sum, lessons(sum)},
    {Op::amax, amax},
    {Op::argmax, argmax},
    {Op::matmul, hot(matmul)},
    {Op::linear, hot(linear)},
    {Op::conv2d, hot(conv2d)},
    {Op::conv2d_input_backward, hot(conv2d_input_backward)},
    {Op::conv2d_weight_backward, hot(conv2d_weight_backward)},
    {Op::max_pool2d, hot(max_pool2d)},
    {Op::max_pool2d_backward, hot(max_pool2d_backward)},
    {Op::avg_pool2d, hot(avg_pool2d)},
    {Op::avg_pool2d_backward, hot(avg_pool2d_backward)},
    {Op::one_hot, one_hot},
    {Op::pick_class, pick_class},
    {Op::cross_entropy, hot(cross_entropy)},
    {Op::dropout, dropout},
    {Op::batch_norm, hot(batch_norm)},
    {Op::batch_norm_backward, hot(batch_norm_backward)},
    {Op::batch_places, batch_places},
    {Op::gather_batch, hot(gather_batch)},
    {Op::augment_batch, augment_batch},
    {Op::accumulate_metrics, accumulate_metrics},
    {Op::sgd_step, hot(sgd_step)},
    {Op::adam_step, hot(adam_step)},
    {Op::cat, lessons(cat)},
    {Op::index_select, lessons(index_select)},
    {Op::index_select_backward, lessons(index_select_backward)},
    {Op::slice_backward, lessons(slice_backward)},
    {Op::copy, copy},
    {Op::view, view_kernel},
    {Op::transpose, view_kernel},
    {Op::expand, view_kernel},
    {Op::slice, view_kernel},
}};
static_assert(is_complete(table), "the reference has a kernel for every Op, in the order of the enumerators");

class ReferenceBackend : public HostBackend {
 public:
  Device device() const override { return Device::reference; }
  std::string description() const override { return "reference (xtensor, 1 thread)"; }
  bool supports(Op op, DType) const override { return kernel(op) != unsupported_kernel; }
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
