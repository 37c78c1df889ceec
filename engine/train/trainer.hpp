#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/data/mnist.hpp"
#include "engine/nn/model.hpp"
#include "engine/train/metrics.hpp"
#include "engine/train/options.hpp"

namespace inkgrad {

/// Trains a model on a data set, a step at a time. Deterministic: options, data and number of steps alone decide
/// the weights' bytes.
class Trainer {
 public:
  /// Starts a new model. Keeps references to no argument. Throws Error if an option makes no sense or the device cannot run it.
  Trainer(const TrainOptions& options, const Dataset& train, double mean, double std);
  /// Starts from the weights of a model, with a fresh optimizer; options.spec is the model's.
  Trainer(const TrainOptions& options, const Dataset& train, const Model& start);
  ~Trainer();
  Trainer(Trainer&&) noexcept;
  Trainer& operator=(Trainer&&) noexcept;

  /// One mini-batch: forward, backward, update. The last batch of an epoch holds what is left.
  void step();
  /// Some steps, `most` or fewer, none beyond the end of the epoch: on a GPU in one launch, with the same results. Returns how many.
  std::int64_t steps(std::int64_t most);
  std::int64_t steps_done() const;
  std::int64_t steps_per_epoch() const;
  int epoch() const;                 ///< epochs finished
  bool at_epoch_start() const;       ///< no step of the current epoch has been done
  /// Loss of the last step's batch, before its update.
  double last_loss() const;
  /// Mean loss and accuracy over the images of the current epoch so far (of the finished one when at_epoch_start()).
  Metrics running() const;

  /// Takes effect at the next step. Throws Error (Input) if a schedule decides the learning rate.
  void set_lr(double lr);
  const TrainOptions& options() const;

  /// Goes on with another training set (more of the data has arrived). Only at_epoch_start().
  void set_train_data(const Dataset& train);

  const Model& model() const;
  /// The model as a file, with its training record.
  std::vector<std::byte> save_model() const;
  /// Model, optimizer state and position: enough to go on to the same bytes.
  std::vector<std::byte> save_checkpoint() const;
  /// Goes on from a checkpoint. The data must be the one it was made with (count is checked).
  static Trainer resume(std::span<const std::byte> checkpoint, std::string_view name, const Dataset& train, Device device);

 private:
  struct Impl;
  explicit Trainer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Loss and accuracy of a model on a data set, a batch at a time so that a caller can yield in between.
class Evaluation {
 public:
  Evaluation(const Model& model, const Dataset& data);
  ~Evaluation();
  Evaluation(Evaluation&&) noexcept;
  /// Evaluates the next batch (500 images). False when all is done.
  bool step();
  Metrics metrics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};
Metrics evaluate(const Model& model, const Dataset& data);

}  // namespace inkgrad
