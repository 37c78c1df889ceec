#include "web/app/state/curve_view.hpp"

#include <algorithm>
#include <cmath>

namespace inkgrad {

void smooth(const std::vector<CurvePoint>& curve, double weight, std::vector<CurvePoint>& smoothed) {
  smoothed.clear();
  smoothed.reserve(curve.size());
  double mean = 0, unseen = 1;  // weight^i: how much of the mean is still its start
  for (const CurvePoint& point : curve) {
    if (!std::isfinite(point.value)) {
      smoothed.push_back(point);
      continue;
    }
    mean = weight * mean + (1 - weight) * point.value;
    unseen *= weight;
    smoothed.push_back({point.step, mean / (1 - unseen)});
  }
}

void CurveView::show(double a, double b, double end) {
  double from = std::clamp(std::min(a, b), 0.0, end), to = std::clamp(std::max(a, b), 0.0, end);
  if (to - from < least_steps) {
    from = std::clamp((from + to - least_steps) / 2, 0.0, std::max(0.0, end - least_steps));
    to = std::min(end, from + least_steps);
  }
  if (from <= 0 && to >= end) zoom_.reset();
  else zoom_ = Range{from, to};
}

void CurveView::zoom_by(double factor, double centre, double end) {
  const Range now = shown(end);
  const double before = now.to - now.from, after = std::min(end, before * factor);
  const double part = std::clamp((centre - now.from) / before, 0.0, 1.0);
  const double from = std::clamp(now.from + part * (before - after), 0.0, end - after);
  show(from, from + after, end);
}

void CurveView::move(double part, double end) {
  if (!zoom_) return;
  const double length = zoom_->to - zoom_->from;
  const double from = std::clamp(zoom_->from + part * length, 0.0, std::max(0.0, end - length));
  zoom_ = Range{from, from + length};
}

const std::vector<CurveView::Smoothed>& CurveView::smoothed(const Training& training) const {
  if (smoothed_by_ == smoothing && smoothed_revision_ == training.revision()) return smoothed_;
  smoothed_by_ = smoothing;
  smoothed_revision_ = training.revision();
  smoothed_.resize(training.runs().size());
  for (std::size_t i = 0; i < smoothed_.size(); ++i) {
    smooth(training.runs()[i].loss, smoothing, smoothed_[i].loss);
    smooth(training.runs()[i].train_accuracy, smoothing, smoothed_[i].train_accuracy);
  }
  return smoothed_;
}

}  // namespace inkgrad
