#include "engine/data/loader.hpp"

#include "engine/core/error.hpp"

namespace inkgrad {

BatchSampler::BatchSampler(std::int64_t count, const LoaderOptions& options)
    : count_(count), options_(options), order_(options.seed, 0, static_cast<std::uint64_t>(count)) {
  if (options.batch_size < 1) input_error("the batch size must be 1 or more, got ", options.batch_size);
}

std::int64_t BatchSampler::size() const {
  return options_.drop_last ? count_ / options_.batch_size : (count_ + options_.batch_size - 1) / options_.batch_size;
}

void BatchSampler::set_epoch(std::uint32_t epoch) {
  order_ = KeyedPermutation(options_.seed, epoch, static_cast<std::uint64_t>(count_));
}

std::vector<std::int64_t> BatchSampler::operator[](std::int64_t batch) const {
  if (batch < 0 || batch >= size()) input_error("there is no batch ", batch, ", only ", size(), " of them");
  const std::int64_t first = batch * options_.batch_size;
  std::vector<std::int64_t> places;
  for (std::int64_t i = first; i < std::min(count_, first + options_.batch_size); ++i) {
    places.push_back(options_.shuffle ? static_cast<std::int64_t>(order_(static_cast<std::uint64_t>(i))) : i);
  }
  return places;
}

}  // namespace inkgrad
