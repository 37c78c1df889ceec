// Datasets, and batches of them.
#include <doctest/doctest.h>

#include <numeric>
#include <set>
#include <string>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/data/loader.hpp"
#include "engine/train/tensor_dataset.hpp"

using namespace inkgrad;

namespace {

std::vector<int> range(int count) {
  std::vector<int> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), 0);
  return values;
}

template <class Loader>
std::vector<int> all_items(const Loader& loader) {
  std::vector<int> all;
  for (const std::vector<int>& batch : loader) all.insert(all.end(), batch.begin(), batch.end());
  return all;
}

}  // namespace

TEST_CASE("a DataLoader gives all items in order, the last batch smaller") {
  const DataLoader loader(range(11), {.batch_size = 4});
  CHECK(loader.size() == 3);
  CHECK(all_items(loader) == range(11));
  CHECK(loader[0] == std::vector<int>{0, 1, 2, 3});
  CHECK(loader[2] == std::vector<int>{8, 9, 10});
}

TEST_CASE("a DataLoader drops what is too little for a batch, if told so") {
  const DataLoader loader(range(11), {.batch_size = 4, .drop_last = true});
  CHECK(loader.size() == 2);
  CHECK(all_items(loader) == range(8));
  CHECK(DataLoader(range(3), {.batch_size = 4, .drop_last = true}).size() == 0);
  CHECK(DataLoader(range(8), {.batch_size = 4, .drop_last = true}).size() == 2);
}

TEST_CASE("a DataLoader shuffles: every item once an epoch, each epoch another order, the same from the same seed") {
  DataLoader loader(range(100), {.batch_size = 7, .shuffle = true, .seed = 3});
  const std::vector<int> first = all_items(loader);
  CHECK(first != range(100));
  CHECK(std::set<int>(first.begin(), first.end()).size() == 100);
  CHECK(first.size() == 100);
  loader.set_epoch(1);
  const std::vector<int> second = all_items(loader);
  CHECK(second != first);
  CHECK(std::set<int>(second.begin(), second.end()).size() == 100);
  loader.set_epoch(0);
  CHECK(all_items(loader) == first);
  CHECK(all_items(DataLoader(range(100), {.batch_size = 7, .shuffle = true, .seed = 4})) != first);
}

TEST_CASE("zip makes a dataset of pairs, as long as the shorter") {
  const auto pairs = zip(std::vector<int>{1, 2, 3, 4, 5}, std::string("abcd"));
  CHECK(pairs == std::vector<std::pair<int, char>>{{1, 'a'}, {2, 'b'}, {3, 'c'}, {4, 'd'}});
  const DataLoader loader(pairs, {.batch_size = 3});
  CHECK(loader[1] == std::vector<std::pair<int, char>>{{4, 'd'}});
}

TEST_CASE("batches of two tensors are two tensors") {
  const TensorDataset dataset{Tensor::from_values<float>({0, 1, 10, 11, 20, 21}, {3, 2}),
                              Tensor::from_values<std::int64_t>({5, 6, 7}, {3})};
  CHECK(dataset[1].x.to_vector<float>() == std::vector<float>{10, 11});
  const DataLoader loader(dataset, {.batch_size = 2});
  int seen = 0;
  for (const auto& [x, y] : loader) {
    CHECK(x.size(0) == y.size(0));
    seen += static_cast<int>(y.numel());
  }
  CHECK(seen == 3);
  CHECK(loader[1].x.to_vector<float>() == std::vector<float>{20, 21});
  CHECK(loader[1].y.to_vector<std::int64_t>() == std::vector<std::int64_t>{7});
}

TEST_CASE("a loader refuses a batch size of 0 and a batch that is not there") {
  CHECK_THROWS_WITH_AS(DataLoader(range(3), {.batch_size = 0}), doctest::Contains("1 or more"), Error);
  CHECK_THROWS_WITH_AS(DataLoader(range(3), {.batch_size = 2})[2], doctest::Contains("only 2"), Error);
  CHECK(DataLoader(range(0), {.batch_size = 2}).size() == 0);
}

TEST_CASE("places of a batch computed on a device are a loader's") {
  BatchSampler sampler(1000, {.batch_size = 64, .shuffle = true, .seed = 21});
  for (const std::int64_t epoch : {0, 2}) {
    sampler.set_epoch(static_cast<std::uint32_t>(epoch));
    for (const std::int64_t batch : {std::int64_t{0}, std::int64_t{3}, sampler.size() - 1}) {
      const std::vector<std::int64_t> places = sampler[batch];
      const Tensor position = Tensor::from_values<std::int64_t>({epoch, 64 * batch}, {2});
      const Attributes order{.batch = static_cast<std::int64_t>(places.size()), .count = 1000, .shuffle = true, .seed = 21};
      CHECK(apply_one(Op::batch_places, {position}, order).to_vector<std::int64_t>() == places);
    }
  }
  const Tensor beyond = Tensor::from_values<std::int64_t>({0, 990}, {2});
  CHECK_THROWS_WITH_AS(apply_one(Op::batch_places, {beyond}, {.batch = 11, .count = 1000}),
                       "batch_places: 11 from 990 on go beyond the last of 1000", Error);
}
