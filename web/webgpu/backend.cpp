#include "web/webgpu/backend.hpp"

#include <array>
#include <limits>
#include <memory>
#include <vector>

#include "web/webgpu/ops.hpp"

namespace inkgrad::webgpu {

namespace {

/// The entry of the rows that compute nothing (is_view).
void view(Context&, Views, Views, const Attributes&) {}
/// The entry of rows without a kernel.
void absent(Context&, Views, Views, const Attributes&) { unsupported("this op has no WebGPU kernel"); }

/// A row takes its launcher by reference: a table without one does not compile.
struct Row {
  constexpr Row(Op op_, Launcher& launcher_) : op(op_), launcher(launcher_) {}

  Op op;
  Launcher* launcher;
};

constexpr std::array<Row, op_count> table = {{
    {Op::add, add},
    {Op::sub, sub},
    {Op::mul, mul},
    {Op::div, div},
    {Op::pow, absent},
    {Op::eq, absent},
    {Op::lt, absent},
    {Op::le, absent},
    {Op::where, absent},
    {Op::neg, neg},
    {Op::abs, abs},
    {Op::exp, exp},
    {Op::log, log},
    {Op::sqrt, sqrt},
    {Op::sin, absent},
    {Op::cos, absent},
    {Op::tanh, tanh},
    {Op::sigmoid, sigmoid},
    {Op::relu, relu},
    {Op::relu_backward, relu_backward},
    {Op::cast, absent},
    {Op::sum, sum},
    {Op::amax, amax},
    {Op::argmax, absent},
    {Op::matmul, matmul},
    {Op::linear, linear},
    {Op::conv2d, conv2d},
    {Op::conv2d_input_backward, conv2d_input_backward},
    {Op::conv2d_weight_backward, conv2d_weight_backward},
    {Op::max_pool2d, max_pool2d},
    {Op::max_pool2d_backward, max_pool2d_backward},
    {Op::avg_pool2d, avg_pool2d},
    {Op::avg_pool2d_backward, avg_pool2d_backward},
    {Op::one_hot, absent},
    {Op::pick_class, absent},
    {Op::cross_entropy, cross_entropy},
    {Op::dropout, dropout},
    {Op::batch_norm, batch_norm},
    {Op::batch_norm_backward, batch_norm_backward},
    {Op::batch_places, batch_places},
    {Op::gather_batch, gather_batch},
    {Op::augment_batch, absent},
    {Op::accumulate_metrics, accumulate_metrics},
    {Op::sgd_step, sgd_step},
    {Op::adam_step, adam_step},
    {Op::cat, absent},
    {Op::index_select, absent},
    {Op::index_select_backward, absent},
    {Op::slice_backward, absent},
    {Op::copy, copy},
    {Op::view, view},
    {Op::transpose, view},
    {Op::expand, view},
    {Op::slice, view},
}};

constexpr bool is_complete(const std::array<Row, op_count>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (index_of(rows[i].op) != i) return false;
  }
  return true;
}
static_assert(is_complete(table), "WebGPU has a row for every Op, in the order of the enumerators");

class WebGpuBackend : public Backend, public DeviceMemory {
 public:
  WebGpuBackend() {
    provide_backend(Device::webgpu, this);
    provide_memory(Device::webgpu, this);
  }
  ~WebGpuBackend() override {
    provide_backend(Device::webgpu, nullptr);
    provide_memory(Device::webgpu, nullptr);
  }
  WebGpuBackend(const WebGpuBackend&) = delete;
  WebGpuBackend& operator=(const WebGpuBackend&) = delete;

  Device device() const override { return Device::webgpu; }
  std::string description() const override {
    return concatenate("webgpu (", context_.name().empty() ? "a GPU without a name" : context_.name(), ")");
  }
  void set_threads(int) override {}

  bool supports(Op op, DType dtype) const override {
    if (is_view(op)) return true;
    if (table[index_of(op)].launcher == absent) return false;
    switch (dtype) {
      case DType::float32: return true;
      case DType::float64: return op == Op::accumulate_metrics || op == Op::add || op == Op::copy;
      case DType::int64: return op == Op::batch_places || op == Op::copy;
      default: return false;
    }
  }

  std::shared_ptr<Storage> allocate(std::size_t bytes) override { return context_.allocate(bytes); }

  void run(Op op, Views in, Views out, const Attributes& attributes) override {
    if (!supports(op, out[0].dtype)) unsupported(name(op), " on ", name(out[0].dtype), " is not supported by ", description());
    bool has_work = is_in_place(op);
    for (const View& each : out) has_work = has_work || each.numel() > 0;
    if (has_work) table[index_of(op)].launcher(context_, in, out, attributes);
  }

  void upload(const Tensor& to, std::span<const std::byte> bytes) override {
    if (bytes.size() != to.bytes() || !to.is_contiguous()) {
      input_error("upload of ", bytes.size(), " bytes into ", describe(to), ", which takes ", to.bytes(), " in row-major order");
    }
    context_.write(to.raw_data(), bytes);
  }

  void read_back(const Tensor& from, std::function<void(std::span<const std::byte>)> done) override {
    std::vector<std::byte> bytes(from.bytes());
    context_.read(bytes, from.raw_data());
    done(bytes);
  }

  void copy_in(std::byte* to, std::span<const std::byte> from) override { context_.write(to, from); }
  void copy_out(std::span<std::byte> to, const std::byte* from) override { context_.read(to, from); }

 private:
  Context context_;
};

std::unique_ptr<Backend> opened;

}  // namespace

std::string open() {
  if (opened) return {};
  const std::string why_not = open_device();
  if (why_not.empty()) opened = std::make_unique<WebGpuBackend>();
  return why_not;
}

void close() { opened.reset(); }

}  // namespace inkgrad::webgpu
