#include "native/cuda/persistent.hpp"

#include "native/cuda/choice.hpp"
#include "native/cuda/context.hpp"
#include "native/cuda/persistent.cuh"
#include "native/cuda/update.hpp"

namespace inkgrad::cuda {

namespace {

/// What a launch of one cluster is configured by.
class ClusterLaunch {
 public:
  ClusterLaunch(cudaStream_t stream, int shared_bytes) {
    cluster_.id = cudaLaunchAttributeClusterDimension;
    cluster_.val.clusterDim = {cluster_blocks, 1, 1};
    config_.gridDim = dim3(cluster_blocks);
    config_.blockDim = dim3(persistent_threads);
    config_.dynamicSmemBytes = static_cast<std::size_t>(shared_bytes);
    config_.stream = stream;
    config_.attrs = &cluster_;
    config_.numAttrs = 1;
  }
  ClusterLaunch(const ClusterLaunch&) = delete;
  ClusterLaunch& operator=(const ClusterLaunch&) = delete;

  const cudaLaunchConfig_t& config() const { return config_; }

 private:
  cudaLaunchAttribute cluster_{};
  cudaLaunchConfig_t config_{};
};

template <class Rule, bool has_hidden>
class PersistentProgram : public Program {
 public:
  PersistentProgram(Context& context, const PersistentJob& job, const Rule& rule)
      : job_(job), rule_(rule), launch_(context.stream(), job.places.bytes) {}

  /// Whether the device takes it, whose blocks may have so many bytes of shared memory.
  bool fits(std::size_t shared_memory) const {
    int clusters = 0;
    if (launch_.config().dynamicSmemBytes > shared_memory) return false;
    // The most, since the kernel has it once for all its programs.
    const auto most = static_cast<int>(shared_memory);
    if (cudaFuncSetAttribute(persistent<Rule, has_hidden>, cudaFuncAttributeMaxDynamicSharedMemorySize, most) != cudaSuccess) {
      cudaGetLastError();  // this build may not have the kernel for this device
      return false;
    }
    check(cudaOccupancyMaxActiveClusters(&clusters, persistent<Rule, has_hidden>, &launch_.config()), "asking for room for a cluster");
    return clusters > 0;
  }

  void run(std::int64_t times) override {
    job_.steps = static_cast<int>(times);
    check(cudaLaunchKernelEx(&launch_.config(), persistent<Rule, has_hidden>, job_, rule_), "a kernel");
  }

 private:
  PersistentJob job_;
  Rule rule_;
  ClusterLaunch launch_;
};

template <class Rule>
std::unique_ptr<Program> made(Context& context, const PersistentJob& job, const Rule& rule, std::size_t shared_memory) {
  const auto if_it_fits = [&](auto program) { return program->fits(shared_memory) ? std::unique_ptr<Program>(std::move(program)) : nullptr; };
  if (job.net.hidden > 0) return if_it_fits(std::make_unique<PersistentProgram<Rule, true>>(context, job, rule));
  return if_it_fits(std::make_unique<PersistentProgram<Rule, false>>(context, job, rule));
}

/// What an input moves on by from one time to the next, in 8 bytes.
int stride_of(const PlanRow& row, std::size_t input) { return static_cast<int>(row.advance[input] / sizeof(std::int64_t)); }

}  // namespace

std::unique_ptr<Program> make_persistent(Context& context, std::span<const PlanRow> rows, std::size_t shared_memory) {
  const std::optional<SmallTraining> training = recognise_small_training(rows);
  if (!training) return nullptr;
  const auto& [net, gather, optimizer, metrics] = *training;
  const auto* images = gather->inputs[0].as<std::uint8_t>();
  if (reinterpret_cast<std::uintptr_t>(images) % sizeof(unsigned) != 0) return nullptr;
  PersistentJob job{.net = net,
                    .places = Places(net, static_cast<int>(optimizer->outputs.size()) - 1),
                    .images = images,
                    .labels = gather->inputs[1].as<std::int64_t>(),
                    .images_count = static_cast<int>(gather->inputs[0].shape[0]),
                    .choice = chosen(gather->inputs[2], gather->attributes),
                    .hyper = optimizer->inputs[1].as<double>(),
                    .choice_stride = stride_of(*gather, 2),
                    .hyper_stride = stride_of(*optimizer, 1),
                    .steps = 0,
                    .arrays = {},
                    .metrics = metrics,
                    .table = PixelTable(gather->attributes.mean, gather->attributes.std),
                    .fault = &context.fault()->bad_index};
  for (std::size_t i = 0; i < optimizer->outputs.size(); ++i) job.arrays[i] = optimizer->outputs[i].as<float>();
  if (optimizer->op == Op::sgd_step) return made(context, job, SgdRule{sgd_settings(optimizer->attributes)}, shared_memory);
  return made(context, job, AdamRule{adam_settings(optimizer->attributes)}, shared_memory);
}

}  // namespace inkgrad::cuda
