#pragma once

#include <array>
#include <optional>
#include <span>

#include "engine/data/mnist.hpp"
#include "engine/nn/model.hpp"
#include "engine/optim/optimizer.hpp"
#include "engine/train/metrics.hpp"
#include "engine/train/step_plan.hpp"

namespace inkgrad {

/// A data set on a device, as bytes: plans gather and normalise batches there.
struct DeviceData {
  Tensor images;  ///< uint8 [n, 784]
  Tensor labels;  ///< int64 [n]

  DeviceData(const Dataset& dataset, Device device);
  std::int64_t count() const { return labels.numel(); }
};

/// Sums of loss and hits that plans add to on the device, read when somebody asks.
class RunningMetrics {
 public:
  using Sums = std::array<double, 3>;  ///< last loss, sum of loss * batch, sum of correct

  explicit RunningMetrics(Device device);
  const Tensor& tensor() const { return sums_; }
  Sums sums() const;
  void set(const Sums& sums);
  /// Forgets the sums but not the last loss.
  void clear();
  double last_loss() const { return sums()[0]; }
  /// Means over `images` images.
  Metrics read(std::int64_t images) const;

 private:
  Tensor sums_;  // float64 [3]
};

/// One mini-batch as a StepPlan: gather, forward, loss and metrics; in training also augmentation, backward and update.
class BatchPlan {
 public:
  struct Training {
    const ParameterArena* arena;
    const Optimizer* optimizer;
    Augmentation augmentation;
    std::uint64_t seed;
    Precision precision = Precision::float32;  ///< of the products of linear layers, forward and backward
  };

  /// Records the plan. The arguments are kept by handle and must outlive it in place (arena and optimizer by address).
  BatchPlan(const Model& model, const DeviceData& data, const RunningMetrics& metrics, std::int64_t batch,
            const std::optional<Training>& training = {});

  /// What differs from one run to the next.
  struct Batch {
    std::int64_t epoch = 0;    ///< decides the order of the images in training, and how they are moved if they are augmented
    std::int64_t first = 0;    ///< how many images of the epoch came before
    Optimizer::Hyper hyper{};  ///< of the step, in training
  };
  /// How many batches `run` takes.
  static constexpr std::int64_t most_batches = 16;

  /// Runs it on one batch after the other. They travel to the device in one copy, and a device that captures does them in one launch.
  void run(std::span<const Batch> batches);

  const StepPlan& plan() const { return plan_; }

 private:
  Tensor rows_;  // int64 [most_batches, 4]: a batch's epoch and first place, and the bits of its two hyperparameters
  StepPlan plan_;
};

}  // namespace inkgrad
