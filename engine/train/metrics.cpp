#include "engine/train/metrics.hpp"

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"

namespace inkgrad {

namespace {

/// A mean over a broadcast of [n] and [n, 1] would be a number too, of nothing.
void expect_pairs(const Tensor& readings, const Tensor& labels) {
  if (readings.ndim() != 1 || !(readings.shape() == labels.shape())) {
    input_error("a metric takes as many readings as labels, got ", to_string(readings.shape()), " and ", to_string(labels.shape()));
  }
}

Tensor errors(const Tensor& readings, const Tensor& labels) {
  expect_pairs(readings, labels);
  return to(readings, DType::float64) - to(labels, DType::float64);
}

/// The diagonal's share of the sums over an axis.
Tensor hits_of(const Tensor& confusion, int axis) {
  const Tensor counts = to(confusion, DType::float64), totals = sum(counts, {axis});
  std::vector<Tensor> hits;
  for (std::int64_t i = 0; i < counts.size(0); ++i) hits.push_back(counts.select(0, i).select(0, i));
  return stack(hits) / where(totals == 0, Tensor::scalar(1, DType::float64), totals);
}

}  // namespace

Tensor accuracy(const Tensor& scores, const Tensor& labels) {
  const Tensor readings = argmax(scores, 1);
  expect_pairs(readings, labels);
  return mean(to(readings == labels, DType::float32));
}

Tensor confusion_matrix(const Tensor& readings, const Tensor& labels, std::int64_t classes) {
  expect_pairs(readings, labels);
  std::vector<std::int64_t> counts(static_cast<std::size_t>(classes * classes));
  const std::vector<std::int64_t> columns = readings.to_vector<std::int64_t>(), rows = labels.to_vector<std::int64_t>();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const std::int64_t value : {rows[i], columns[i]}) {
      if (value < 0 || value >= classes) input_error("a class is 0 to ", classes - 1, ", got ", value);
    }
    ++counts[static_cast<std::size_t>(rows[i] * classes + columns[i])];
  }
  return Tensor::from_values(counts, {classes, classes});
}

Tensor precision(const Tensor& confusion) { return hits_of(confusion, 0); }
Tensor recall(const Tensor& confusion) { return hits_of(confusion, 1); }

Tensor rmse(const Tensor& readings, const Tensor& labels) { return sqrt(mean(pow(errors(readings, labels), 2))); }
Tensor mae(const Tensor& readings, const Tensor& labels) { return mean(abs(errors(readings, labels))); }

}  // namespace inkgrad
