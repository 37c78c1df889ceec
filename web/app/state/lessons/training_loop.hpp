#pragma once

#include <optional>

#include "engine/lessons/sgd_from_scratch.hpp"
#include "engine/lessons/threes_and_sevens.hpp"
#include "web/app/state/lessons/lesson_state.hpp"
#include "web/app/state/training.hpp"

namespace inkgrad {

/// Threes against sevens by stochastic gradient descent: seven steps, each an action that is allowed in its turn, or run one after
/// the other.
class TrainingLoopLesson : public LessonState {
 public:
  /// The seven steps in their order.
  enum Step { initialise, predict_scores, loss, gradient, step, repeat, stop };
  static constexpr int steps = 7;

  /// Whether a step can be done now.
  bool allowed(Step step) const;
  /// Does it, if it is allowed.
  void take(Step step);
  /// The step that was done last, or none before the first.
  std::optional<Step> last() const { return last_; }

  /// Runs until so many epochs have been done in all, or until it is paused.
  void run();
  void pause() { running_ = false; }
  bool running() const { return running_; }
  /// Whether all epochs wished for have been done.
  bool finished() const { return epochs_done() >= epochs_; }

  double lr() const { return lr_; }
  void set_lr(double lr);
  int batch_size() const { return batch_size_; }
  /// Begins anew: other batches.
  void set_batch_size(int batch_size);
  int epochs() const { return epochs_; }
  void set_epochs(int epochs) { epochs_ = epochs; }

  /// The image that is looked at, by its place in the batch.
  int shown() const { return shown_; }
  /// Another image, `by` places on; stops at both ends.
  void show(int by);

  bool ready() const { return loader_.has_value(); }
  std::int64_t batch() const { return batch_; }      ///< in its epoch, from 0
  std::int64_t batches() const { return loader_->size(); }
  std::int64_t batch_images() const { return images_.y.size(0); }
  int epochs_done() const { return static_cast<int>(accuracies_.size()); }

  // Undefined (or empty) before the step that computes it.
  const Tensor& weights() const { return model_.weights; }  ///< random before the first step, all the same
  bool initialised() const { return last_.has_value(); }
  const Tensor& weights_gradient() const { return weights_gradient_; }  ///< [784, 1], of this batch
  const Tensor& change() const { return change_; }                      ///< [784, 1]: what the last step added to the weights
  Tensor shown_image() const { return images_.x.select(0, shown_); }    ///< [784], 0 to 1
  bool shown_is_three() const { return images_.y.select(0, shown_).item() == 1; }
  std::optional<double> shown_score() const;
  std::optional<double> batch_loss() const { return loss_; }   ///< of this batch, before its step
  std::optional<double> new_loss() const { return new_loss_; } ///< of this batch, after its step
  std::optional<double> gradient_mean() const { return gradient_mean_; }
  double accuracy_before() const { return accuracy_before_; }  ///< before anything is learnt
  std::optional<double> accuracy() const;                      ///< on the test images, after the last epoch
  const std::vector<CurvePoint>& curve() const { return curve_; }  ///< accuracy by epochs

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  void load(AppState& app);
  void begin();
  void forget_results();
  void do_step(Step step);
  void measure_new_loss();
  Step due() const;

  double lr_ = lessons::scratch_lr;
  int batch_size_ = lessons::scratch_batch;
  int epochs_ = lessons::scratch_epochs;
  int shown_ = 0;

  std::optional<DataLoader<lessons::ThreesAndSevens>> loader_;
  int loaded_batch_size_ = 0;
  TensorDataset test_;
  lessons::Parameters model_;

  std::optional<Step> last_;
  bool running_ = false;
  std::int64_t batch_ = 0;
  bool batch_used_ = false;  // a step has been made with it
  TensorDataset images_;
  Tensor scores_, loss_tensor_, weights_gradient_, change_;
  std::optional<double> loss_, new_loss_, gradient_mean_;
  double accuracy_before_ = 0;
  std::vector<double> accuracies_;
  std::vector<CurvePoint> curve_;
  unsigned by_hand_ = 0;  // steps taken by their buttons, a bit each
};

}  // namespace inkgrad
