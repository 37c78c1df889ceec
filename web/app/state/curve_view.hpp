#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "web/app/state/training.hpp"

namespace inkgrad {

/// The exponential moving average of a curve, without the pull of its start towards 0: as TensorBoard's smoothing.
/// m_i = weight m_(i-1) + (1 - weight) y_i from m_0 = 0, shown as m_i / (1 - weight^i). `weight`: 0 (the curve itself) to below 1.
/// What is no number stays as it is and does not count.
void smooth(const std::vector<CurvePoint>& curve, double weight, std::vector<CurvePoint>& smoothed);

/// How the learning curves are looked at: smoothing, the steps that are shown, the axis of the loss.
class CurveView {
 public:
  static constexpr double most_smoothing = 0.99;
  static constexpr double least_steps = 10;  ///< no part smaller than this is shown

  double smoothing = 0;   ///< 0 to most_smoothing
  bool log_loss = false;  ///< a logarithmic axis for the loss

  /// The steps that are shown; none: all there are.
  struct Range {
    double from, to;
    bool operator==(const Range&) const = default;
  };
  const std::optional<Range>& zoom() const { return zoom_; }
  /// What is shown of `end` steps.
  Range shown(double end) const { return zoom_.value_or(Range{0, end}); }

  /// Shows the steps between two of them, in any order, of `end` steps; all of them if that is all.
  void show(double a, double b, double end);
  void show_all() { zoom_.reset(); }
  /// Shows `factor` (0.5: half) as many steps, what is at `centre` staying where it is.
  void zoom_by(double factor, double centre, double end);
  /// Moves on by a part of what is shown, no further than the ends.
  void move(double part, double end);

  /// A run's curves after smoothing, kept until the training or the smoothing has changed.
  struct Smoothed {
    std::vector<CurvePoint> loss, train_accuracy;
  };
  const std::vector<Smoothed>& smoothed(const Training& training) const;

  /// Every run's loss under the pointer, as it is drawn: {step, loss}, the oldest run first; empty while the pointer is elsewhere.
  std::vector<CurvePoint> pointed;

 private:
  std::optional<Range> zoom_;
  mutable std::vector<Smoothed> smoothed_;
  mutable double smoothed_by_ = -1;
  mutable std::uint64_t smoothed_revision_ = ~0ull;
};

}  // namespace inkgrad
