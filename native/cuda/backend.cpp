#include "native/cuda/backend.hpp"

#include <array>
#include <cstring>
#include <limits>
#include <mutex>
#include <vector>

#include "native/cuda/allocator.hpp"
#include "native/cuda/context.hpp"
#include "native/cuda/ops.hpp"
#include "native/cuda/persistent.hpp"

namespace inkgrad::cuda {

// elementwise.cu
Launcher add, sub, mul, div, pow, eq, lt, le, where;
Launcher neg, abs, exp, log, sqrt, sin, cos, tanh, sigmoid, relu, relu_backward;
// memory.cu
Launcher cast, copy, batch_places, gather_batch;
// reduce.cu
Launcher sum, amax, argmax;
// linear.cu
Launcher matmul, linear;
// convolution.cu
Launcher conv2d, conv2d_input_backward, conv2d_weight_backward;
// pooling.cu
Launcher max_pool2d, max_pool2d_backward, avg_pool2d, avg_pool2d_backward;
// classification.cu
Launcher one_hot, pick_class, cross_entropy;
// training.cu
Launcher dropout, batch_norm, batch_norm_backward;
// augment.cu
Launcher augment_batch;
// indexing.cu
Launcher cat, index_select, index_select_backward, slice_backward;
// optimizer.cu
Launcher accumulate_metrics, sgd_step, adam_step;

namespace {

/// The entry of the rows that compute nothing (is_view).
void view(Context&, Views, Views, const Attributes&) {}

/// Which floating types a row's kernels are there for. What trains networks is in float32 alone; what counts and measures besides, in
/// both.
enum class Types { single, floating };

/// A row takes its launcher by reference: a table without one does not compile.
struct Row {
  constexpr Row(Op op_, Launcher& launcher_, Types types_) : op(op_), launcher(launcher_), types(types_) {}

  Op op;
  Launcher* launcher;
  Types types;
};

constexpr std::array<Row, op_count> table = {{
    {Op::add, add, Types::floating},
    {Op::sub, sub, Types::floating},
    {Op::mul, mul, Types::floating},
    {Op::div, div, Types::floating},
    {Op::pow, pow, Types::floating},
    {Op::eq, eq, Types::floating},
    {Op::lt, lt, Types::floating},
    {Op::le, le, Types::floating},
    {Op::where, where, Types::floating},
    {Op::neg, neg, Types::floating},
    {Op::abs, abs, Types::floating},
    {Op::exp, exp, Types::floating},
    {Op::log, log, Types::floating},
    {Op::sqrt, sqrt, Types::floating},
    {Op::sin, sin, Types::floating},
    {Op::cos, cos, Types::floating},
    {Op::tanh, tanh, Types::floating},
    {Op::sigmoid, sigmoid, Types::floating},
    {Op::relu, relu, Types::floating},
    {Op::relu_backward, relu_backward, Types::floating},
    {Op::cast, cast, Types::floating},
    {Op::sum, sum, Types::floating},
    {Op::amax, amax, Types::floating},
    {Op::argmax, argmax, Types::floating},
    {Op::matmul, matmul, Types::single},
    {Op::linear, linear, Types::single},
    {Op::conv2d, conv2d, Types::single},
    {Op::conv2d_input_backward, conv2d_input_backward, Types::single},
    {Op::conv2d_weight_backward, conv2d_weight_backward, Types::single},
    {Op::max_pool2d, max_pool2d, Types::single},
    {Op::max_pool2d_backward, max_pool2d_backward, Types::single},
    {Op::avg_pool2d, avg_pool2d, Types::single},
    {Op::avg_pool2d_backward, avg_pool2d_backward, Types::single},
    {Op::one_hot, one_hot, Types::floating},
    {Op::pick_class, pick_class, Types::floating},
    {Op::cross_entropy, cross_entropy, Types::single},
    {Op::dropout, dropout, Types::single},
    {Op::batch_norm, batch_norm, Types::single},
    {Op::batch_norm_backward, batch_norm_backward, Types::single},
    {Op::batch_places, batch_places, Types::floating},
    {Op::gather_batch, gather_batch, Types::single},
    {Op::augment_batch, augment_batch, Types::single},
    {Op::accumulate_metrics, accumulate_metrics, Types::floating},
    {Op::sgd_step, sgd_step, Types::single},
    {Op::adam_step, adam_step, Types::single},
    {Op::cat, cat, Types::floating},
    {Op::index_select, index_select, Types::floating},
    {Op::index_select_backward, index_select_backward, Types::floating},
    {Op::slice_backward, slice_backward, Types::floating},
    {Op::copy, copy, Types::floating},
    {Op::view, view, Types::floating},
    {Op::transpose, view, Types::floating},
    {Op::expand, view, Types::floating},
    {Op::slice, view, Types::floating},
}};

constexpr bool is_complete(const std::array<Row, op_count>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (index_of(rows[i].op) != i) return false;
  }
  return true;
}
static_assert(is_complete(table), "CUDA has a row for every Op, in the order of the enumerators");

/// A CUDA graph of kernels, ready to go.
class Graph : public Replay {
 public:
  Graph(cudaGraph_t graph, cudaStream_t stream) : stream_(stream) {
    const cudaError_t error = cudaGraphInstantiate(&executable_, graph, 0);
    cudaGraphDestroy(graph);
    check(error, "making a graph");
  }
  ~Graph() override { cudaGraphExecDestroy(executable_); }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  void run() override { check(cudaGraphLaunch(executable_, stream_), "a graph"); }

 private:
  cudaStream_t stream_;
  cudaGraphExec_t executable_ = nullptr;
};

/// Destroys the stream after all that uses it.
struct Stream {
  cudaStream_t handle;
  ~Stream() { cudaStreamDestroy(handle); }
};

class CudaBackend : public Backend, public DeviceMemory {
 public:
  CudaBackend(cudaStream_t stream, const cudaDeviceProp& properties, const OpenOptions& options)
      : stream_{stream},
        device_(concatenate(properties.name, ", compute capability ", properties.major, ".", properties.minor)),
        has_tensor_cores_(properties.major >= 8),
        graphs_(options.graphs),
        cluster_memory_(options.clusters && properties.major >= 9 ? properties.sharedMemPerBlockOptin : 0),
        allocator_(std::make_shared<Allocator>(options.cache_limit)),
        context_(stream, options.cublaslt) {
    provide_backend(Device::cuda, this);
    provide_memory(Device::cuda, this);
  }
  ~CudaBackend() override {
    provide_backend(Device::cuda, nullptr);
    provide_memory(Device::cuda, nullptr);
  }
  CudaBackend(const CudaBackend&) = delete;
  CudaBackend& operator=(const CudaBackend&) = delete;

  Device device() const override { return Device::cuda; }
  std::string description() const override {
    const CublasLt& library = context_.cublaslt();
    const std::string& why_not = library.why_not();
    return concatenate("cuda (", device_, ", ", why_not.empty() ? library.name() : "without cuBLASLt: " + why_not, ")");
  }
  void set_threads(int) override {}

  bool supports(Op op, DType dtype) const override {
    return dtype != DType::float64 || table[index_of(op)].types == Types::floating;
  }

  bool fuses(Op op, Fusion fusion) const override {
    switch (fusion) {
      case Fusion::relu_backward:
        return op == Op::matmul || op == Op::conv2d_input_backward || op == Op::max_pool2d_backward || op == Op::avg_pool2d_backward;
      case Fusion::bias_gradient: return op == Op::matmul || op == Op::conv2d_weight_backward;
      case Fusion::accumulate_metrics: return op == Op::cross_entropy;
      case Fusion::max_pool: return op == Op::conv2d;
      case Fusion::batch_places: return op == Op::gather_batch || op == Op::augment_batch;
      case Fusion::max_pool_backward: return false;
    }
    return false;
  }

  std::string why_not(Precision precision) const override {
    if (precision == Precision::float32) return {};
    if (!has_tensor_cores_) return "it needs compute capability 8.0";
    return context_.cublaslt().why_not().empty() ? "" : "it needs cuBLASLt";
  }

  std::shared_ptr<Storage> allocate(std::size_t bytes) override { return allocator_->allocate(bytes); }

  void run(Op op, Views in, Views out, const Attributes& attributes) override {
    if (!supports(op, out[0].dtype)) unsupported(name(op), " on ", name(out[0].dtype), " is not supported by ", description(), "; use --device cpu");
    for (const Views views : {in, out}) {
      for (const View& each : views) {
        // Kernels number elements in 32 bits.
        if (each.numel() > std::numeric_limits<std::int32_t>::max()) failure(name(op), ": a tensor of ", to_string(each.shape), " is too large for the GPU's kernels");
      }
    }
    bool has_work = is_in_place(op);
    for (const View& each : out) has_work = has_work || each.numel() > 0;
    if (!has_work) return;
    // Scratch is shared.
    const std::lock_guard lock(mutex_);
    table[index_of(op)].launcher(context_, in, out, attributes);
  }

  std::unique_ptr<Program> compile(std::span<const PlanRow> rows) override {
    return cluster_memory_ > 0 ? make_persistent(context_, rows, cluster_memory_) : nullptr;
  }

  std::unique_ptr<Replay> capture(const std::function<void()>& work) override {
    if (!graphs_) return nullptr;
    const cudaStream_t stream = context_.stream();
    cudaGraph_t graph = nullptr;
    check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "a capture");
    try {
      work();
    } catch (...) {
      cudaStreamEndCapture(stream, &graph);
      cudaGetLastError();
      throw;
    }
    check(cudaStreamEndCapture(stream, &graph), "a capture");
    return std::make_unique<Graph>(graph, stream);
  }

  void upload(const Tensor& to, std::span<const std::byte> bytes) override {
    if (bytes.size() != to.bytes() || !to.is_contiguous()) {
      input_error("upload of ", bytes.size(), " bytes into ", describe(to), ", which takes ", to.bytes(), " in row-major order");
    }
    copy_in(to.raw_data(), bytes);
  }

  void read_back(const Tensor& from, std::function<void(std::span<const std::byte>)> done) override {
    std::vector<std::byte> bytes(from.bytes());
    copy_out(bytes, from.raw_data());
    done(bytes);
  }

  void copy_in(std::byte* to, std::span<const std::byte> from) override {
    if (from.empty()) return;
    check(cudaMemcpyAsync(to, from.data(), from.size(), cudaMemcpyHostToDevice, context_.stream()), "a copy to it");
  }

  void copy_out(std::span<std::byte> to, const std::byte* from) override {
    if (to.empty()) return;
    const std::lock_guard lock(mutex_);
    Fault fault;
    check(cudaMemcpyAsync(&fault, context_.fault(), sizeof fault, cudaMemcpyDeviceToHost, context_.stream()), "a copy from it");
    check(cudaMemcpyAsync(to.data(), from, to.size(), cudaMemcpyDeviceToHost, context_.stream()), "a copy from it");
    check(cudaStreamSynchronize(context_.stream()), "what it was given before");
    if (fault.bad_index == 0) return;
    check(cudaMemsetAsync(context_.fault(), 0, sizeof fault, context_.stream()), "a fill");
    input_error("a label or an index was outside of what it chooses from, in something computed on the GPU since the last result was read");
  }

 private:
  Stream stream_;
  std::string device_;
  bool has_tensor_cores_;  // for TF32 and bfloat16
  bool graphs_;
  std::size_t cluster_memory_;  // shared memory that a block of a cluster may have; 0: no clusters
  std::shared_ptr<Allocator> allocator_;
  Context context_;
  std::mutex mutex_;
};

}  // namespace

std::unique_ptr<Backend> make_backend(cudaStream_t stream, const cudaDeviceProp& properties, const OpenOptions& options) {
  return std::make_unique<CudaBackend>(stream, properties, options);
}

}  // namespace inkgrad::cuda
