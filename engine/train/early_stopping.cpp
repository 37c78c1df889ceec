#include "engine/train/early_stopping.hpp"

#include "engine/core/error.hpp"

namespace inkgrad {

EarlyStopping::EarlyStopping(int patience) : patience_(patience) {
  if (patience < 1) input_error("early stopping: the patience must be 1 or more, got ", patience);
}

bool EarlyStopping::should_stop(double validation_loss) {
  if (validation_loss < best_) {
    best_ = validation_loss;
    since_best_ = 0;
  } else {
    ++since_best_;
  }
  return since_best_ >= patience_;
}

}  // namespace inkgrad
