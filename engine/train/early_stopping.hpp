#pragma once

#include <limits>

namespace inkgrad {

/// Says when to stop training: once the loss on images that are not trained on has reached no new best for a while. Training
/// further would only learn the training images themselves.
class EarlyStopping {
 public:
  /// Stops after `patience` losses in a row without a new best, 1 or more. Throws Error (Input) for fewer.
  explicit EarlyStopping(int patience);

  /// To be told every validation loss, an epoch's say. True if the last `patience` of them were no new best; a loss that is not a
  /// number never is one.
  bool should_stop(double validation_loss);

  /// Whether the last loss was the best so far: the moment to keep the model.
  bool is_best() const { return since_best_ == 0; }
  /// The best loss so far, infinite before the first.
  double best() const { return best_; }

 private:
  int patience_;
  int since_best_ = 0;
  double best_ = std::numeric_limits<double>::infinity();
};

}  // namespace inkgrad
