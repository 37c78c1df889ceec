// Metrics of readings, with numbers worked out by hand.
#include <doctest/doctest.h>

#include <cmath>

#include "engine/autograd/functional.hpp"
#include "engine/train/metrics.hpp"

using namespace inkgrad;

namespace {

Tensor digits(const std::vector<std::int64_t>& values) {
  return Tensor::from_values(values, {static_cast<std::int64_t>(values.size())});
}

struct Some {
  Tensor labels = digits({0, 0, 0, 1, 1, 2, 2, 2});
  Tensor readings = digits({0, 0, 1, 1, 0, 2, 2, 0});
};

}  // namespace

TEST_CASE("a confusion matrix counts by label and reading") {
  const auto [labels, readings] = Some{};
  const Tensor confusion = confusion_matrix(readings, labels, 4);
  CHECK(confusion.shape() == Shape{4, 4});
  CHECK(confusion.to_vector<std::int64_t>() == std::vector<std::int64_t>{2, 1, 0, 0, 1, 1, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0});
  CHECK(confusion_matrix(readings, labels).shape() == Shape{10, 10});
  CHECK(sum(to(confusion_matrix(readings, labels), DType::float64)).item() == 8);
}

TEST_CASE("precision and recall, class by class, 0 for one that is not there") {
  const auto [labels, readings] = Some{};
  const Tensor confusion = confusion_matrix(readings, labels, 4);
  CHECK(precision(confusion).to_vector<double>() == std::vector<double>{0.5, 0.5, 1, 0});
  CHECK(recall(confusion).to_vector<double>() == std::vector<double>{2.0 / 3, 0.5, 2.0 / 3, 0});
}

TEST_CASE("accuracy is the share of labels where the largest score is") {
  const Tensor scores = Tensor::from_values<float>({1, 3, 2, 9, 0, 0, 0, 0, 1, 5, 6, 4}, {4, 3});
  CHECK(accuracy(scores, digits({1, 0, 1, 1})).item() == 0.75);
}

TEST_CASE("RMSE and MAE of readings") {
  const auto [labels, readings] = Some{};
  CHECK(std::abs(rmse(readings, labels).item() - std::sqrt(6.0 / 8)) < 1e-15);
  CHECK(mae(readings, labels).item() == 0.5);
  CHECK(rmse(labels, labels).item() == 0);
}

TEST_CASE("metrics refuse readings that do not fit the labels") {
  const auto [labels, readings] = Some{};
  CHECK_THROWS_WITH_AS(mae(readings.unsqueeze(1), labels), doctest::Contains("[8, 1] and [8]"), Error);
  CHECK_THROWS_AS(mae(readings, digits({1})), Error);
  CHECK_THROWS_AS(accuracy(Tensor::zeros({4, 3}), labels), Error);
  CHECK_THROWS_AS(confusion_matrix(readings, digits({1})), Error);
  CHECK_THROWS_WITH_AS(confusion_matrix(readings, labels, 2), doctest::Contains("0 to 1, got 2"), Error);
  CHECK_THROWS_AS(confusion_matrix(digits({-1}), digits({0})), Error);
}

TEST_CASE("the mean of batches weighs a smaller last one by what it has") {
  BatchMean mean;
  CHECK(std::isnan(mean.value()));
  mean.add(1, 4);
  mean.add(0.5, 4);
  mean.add(0, 2);
  CHECK(mean.value() == 0.6);
}
