#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "engine/core/random.hpp"

namespace inkgrad {

/// PyTorch's Dataset: anything that has a size and is indexed. What it gives is most often a pair of an input and the output that
/// is wanted for it: a vector of pairs is one, so is a text (of letters), so is TensorDataset.
template <class D>
concept Indexed = requires(const D& dataset) {
  { dataset.size() } -> std::convertible_to<std::size_t>;
  dataset[std::size_t{0}];
};

/// Python's list(zip(a, b)): item by item a pair, as many as the shorter has.
template <Indexed A, Indexed B>
auto zip(const A& a, const B& b) {
  using Pair = decltype(std::make_pair(a[std::size_t{0}], b[std::size_t{0}]));
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < std::min<std::size_t>(a.size(), b.size()); ++i) pairs.emplace_back(a[i], b[i]);
  return pairs;
}

/// How a DataLoader makes batches. PyTorch's names and defaults; `seed` and the epoch alone decide how it shuffles.
struct LoaderOptions {
  std::int64_t batch_size = 1;
  bool shuffle = false;
  bool drop_last = false;  ///< leaves out what is too little for a batch at the end
  std::uint64_t seed = 1;
};

/// Which of `count` items are in which batch.
class BatchSampler {
 public:
  /// Throws Error (Input) for a batch size below 1.
  BatchSampler(std::int64_t count, const LoaderOptions& options);

  std::int64_t size() const;  ///< batches an epoch
  /// The order of another epoch, if it shuffles.
  void set_epoch(std::uint32_t epoch);
  /// The places of the items in a batch. Throws Error (Input) if there is no such batch.
  std::vector<std::int64_t> operator[](std::int64_t batch) const;

 private:
  std::int64_t count_;
  LoaderOptions options_;
  KeyedPermutation order_;
};

/// A dataset, a batch at a time: `for (const auto& batch : loader)`. A batch is a vector of items; or, if the dataset has a
/// function gather(places), what that makes of them.
template <Indexed Dataset>
class DataLoader {
 public:
  DataLoader(Dataset dataset, const LoaderOptions& options)
      : dataset_(std::move(dataset)), sampler_(static_cast<std::int64_t>(dataset_.size()), options) {}

  std::int64_t size() const { return sampler_.size(); }
  void set_epoch(std::uint32_t epoch) { sampler_.set_epoch(epoch); }
  const Dataset& dataset() const { return dataset_; }

  auto operator[](std::int64_t batch) const {
    const std::vector<std::int64_t> places = sampler_[batch];
    if constexpr (requires { dataset_.gather(places); }) {
      return dataset_.gather(places);
    } else {
      std::vector<std::decay_t<decltype(dataset_[std::size_t{0}])>> items;
      for (const std::int64_t place : places) items.push_back(dataset_[static_cast<std::size_t>(place)]);
      return items;
    }
  }

  class Iterator {
   public:
    using difference_type = std::ptrdiff_t;
    using value_type = decltype(std::declval<const DataLoader&>()[0]);

    Iterator() = default;
    Iterator(const DataLoader* loader, std::int64_t batch) : loader_(loader), batch_(batch) {}
    value_type operator*() const { return (*loader_)[batch_]; }
    Iterator& operator++() {
      ++batch_;
      return *this;
    }
    Iterator operator++(int) { return {loader_, batch_++}; }
    bool operator==(const Iterator&) const = default;

   private:
    const DataLoader* loader_ = nullptr;
    std::int64_t batch_ = 0;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  Dataset dataset_;
  BatchSampler sampler_;
};

}  // namespace inkgrad
