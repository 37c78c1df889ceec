#pragma once

#include <array>
#include <vector>

#include "engine/lessons/loss.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// Loss: three predictions and their targets, what mnist_loss and accuracy make of them, and the sigmoid that squeezes scores.
class LossLesson : public LessonState {
 public:
  static constexpr int count = 3;
  static constexpr double widest = 6;  ///< scores go from minus this to this; so does the sigmoid's chart
  static constexpr double nudge_by = 0.01;

  double prediction(int i) const { return predictions_[static_cast<std::size_t>(i)]; }
  /// Moves one within low() to high(), and looks at it in the chart.
  void set_prediction(int i, double value);
  /// The same by hand: to a hundredth, or a twentieth where the range is wide.
  void drag_prediction(int i, double value);
  bool target(int i) const { return targets_[static_cast<std::size_t>(i)] == 1; }
  void toggle_target(int i);
  /// The course's predictions, or those with the last one better; targets too.
  void choose_example(bool better);
  /// Scores of any size instead of predictions between 0 and 1.
  bool wide() const { return wide_; }
  void set_wide(bool wide);
  double low() const { return wide_ ? -widest : 0; }
  double high() const { return wide_ ? widest : 1; }
  /// Whether the sigmoid squeezes them first.
  bool squeezed() const { return squeezed_; }
  void set_squeezed(bool squeezed);
  /// Every prediction a hundredth nearer to its target.
  void nudge();

  const std::vector<double>& squeezed_values() const { return squeezed_values_; }  ///< sigmoid of each
  const std::vector<double>& distances() const { return distances_; }              ///< of what the loss is taken of
  const std::vector<double>& slopes() const { return slopes_; }                    ///< of the loss, by backward()
  double loss() const { return squeezed_ ? loss_squeezed_ : loss_plain_; }
  double loss_plain() const { return loss_plain_; }
  double loss_squeezed() const { return loss_squeezed_; }
  double accuracy() const { return accuracy_; }
  /// What a hundredth for each, towards its target, would lower the loss and raise the accuracy by.
  double loss_moves() const { return loss_moves_; }
  double accuracy_moves() const { return accuracy_moves_; }

  // One prediction over its range, the others as they are.
  int looked_at() const { return looked_at_; }
  void look_at(int i);
  const std::vector<double>& places() const { return places_; }
  const std::vector<double>& losses() const { return losses_; }
  const std::vector<double>& accuracies() const { return accuracies_; }

  // The sigmoid.
  double x() const { return x_; }
  void set_x(double x);
  void drag_x(double x);
  const std::vector<double>& sigmoid_x() const { return sigmoid_x_; }
  const std::vector<double>& sigmoid_curve() const { return sigmoid_curve_; }
  double sigmoid_value() const { return sigmoid_value_; }
  double sigmoid_slope() const { return sigmoid_slope_; }
  const std::vector<double>& sigmoid_examples() const { return sigmoid_examples_; }  ///< at lessons::sigmoid_places

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  void compute_loss();
  void compute_chart();
  void compute_sigmoid();

  std::array<double, count> predictions_ = lessons::course_predictions, targets_ = lessons::course_targets;
  bool wide_ = false, squeezed_ = false;
  std::vector<double> squeezed_values_, distances_, slopes_;
  double loss_plain_ = 0, loss_squeezed_ = 0, accuracy_ = 0, loss_moves_ = 0, accuracy_moves_ = 0;

  int looked_at_ = 2;
  std::vector<double> places_, losses_, accuracies_;

  double x_ = 0;
  std::vector<double> sigmoid_x_, sigmoid_curve_, sigmoid_examples_;
  double sigmoid_value_ = 0, sigmoid_slope_ = 0;

  bool have_all_right_ = false, have_negative_ = false, have_squeezed_ = false;
};

}  // namespace inkgrad
