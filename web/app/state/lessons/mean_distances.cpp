#include "web/app/state/lessons/mean_distances.hpp"

#include <algorithm>
#include <chrono>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"

namespace inkgrad {
namespace {

constexpr std::int64_t slice = 32;

double milliseconds_now() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

bool MeanDistances::work(const PageData& data, double milliseconds) {
  const double end = milliseconds_now() + milliseconds;
  if (added_ < 1) add_up(data, end);
  while (added_ >= 1 && measured_ < 1 && milliseconds_now() < end) measure(data.digits().test);
  return measured_ < 1;
}

void MeanDistances::add_up(const PageData& data, double end) {
  if (digits_.empty()) {
    for (int digit = 0; digit < 10; ++digit) {
      const auto places = data.train_places(digit);
      digits_.emplace_back(data.digits().train, std::vector<std::int64_t>(places.begin(), places.end()));
    }
  }
  std::int64_t added = 0;
  for (lessons::FirstImages& digit : digits_) {
    while (digit.added() < digit.count() && milliseconds_now() < end) digit.add();
    added += digit.added();
  }
  added_ = static_cast<double>(added) / static_cast<double>(data.digits().train.count());
  if (added_ < 1) return;
  for (std::size_t digit = 0; digit < 10; ++digit) means_[digit] = digits_[digit].mean_of(digits_[digit].count());
  digits_.clear();
}

void MeanDistances::measure(const Dataset& test) {
  const auto begin = static_cast<std::int64_t>(distances_[l1].size() / 10);
  const std::int64_t count = std::min(slice, test.count() - begin);
  const std::span<const std::uint8_t> pixels = std::span(test.images).subspan(
      static_cast<std::size_t>(begin * mnist_pixels), static_cast<std::size_t>(count * mnist_pixels));
  const Tensor images = lessons::grey(pixels);
  for (const Measure measure : {l1, rmse}) {
    std::vector<Tensor> columns;
    for (const Tensor& mean : means_) columns.push_back(measure == l1 ? lessons::l1(images, mean) : lessons::l2(images, mean));
    const std::vector<float> rows = stack(columns, 1).to_vector<float>();
    distances_[measure].insert(distances_[measure].end(), rows.begin(), rows.end());
  }
  measured_ = static_cast<double>(begin + count) / static_cast<double>(test.count());
}

Tensor MeanDistances::between(std::span<const std::int64_t> places, std::span<const int> digits, Measure measure) const {
  std::vector<float> values;
  values.reserve(places.size() * digits.size());
  for (const std::int64_t place : places) {
    for (const int digit : digits) values.push_back(distances_[measure][static_cast<std::size_t>(place * 10 + digit)]);
  }
  return Tensor::from_values(values, {static_cast<std::int64_t>(places.size()), static_cast<std::int64_t>(digits.size())});
}

}  // namespace inkgrad
