// Random numbers, shuffles and initial weights against tests/golden/random.json: Random123's known answers and a second
// implementation in NumPy.
#include <doctest/doctest.h>

#include <set>

#include "engine/core/random.hpp"
#include "engine/nn/model.hpp"
#include "tests/unit/golden.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

TEST_CASE("philox gives the published words") {
  for (const auto& c : golden("random.json")["philox"]) {
    const auto words = philox(whole_number(c["seed"]), static_cast<Purpose>(c["purpose"].get<std::uint32_t>()), c["stream"],
                              whole_number(c["index"]));
    CHECK(std::vector(words.begin(), words.end()) == c["words"].get<std::vector<std::uint32_t>>());
  }
}

TEST_CASE("uniform numbers are philox words' top bits") {
  for (const auto& c : golden("random.json")["uniform"]) {
    for (std::size_t i = 0; i < c["values"].size(); ++i) {
      const float value = uniform(whole_number(c["seed"]), static_cast<Purpose>(c["purpose"].get<std::uint32_t>()),
                                  c["stream"], i);
      CHECK(static_cast<double>(value) == c["values"][i].get<double>());
    }
  }
}

TEST_CASE("the shuffle is the pinned permutation") {
  for (const auto& c : golden("random.json")["permutation"]) {
    const auto count = c["count"].get<std::uint64_t>();
    const KeyedPermutation permutation(whole_number(c["seed"]), c["epoch"], count);
    std::vector<std::uint64_t> places(count);
    for (std::uint64_t i = 0; i < count; ++i) places[i] = permutation(i);
    const auto first = c["first"].get<std::vector<std::uint64_t>>();
    CHECK(std::vector(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(first.size())) == first);
    std::uint64_t weighted_sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) weighted_sum += places[i] * (i % 1009 + 1);
    CHECK(weighted_sum == c["weighted_sum"].get<std::uint64_t>());
    CHECK(std::set(places.begin(), places.end()).size() == count);
  }
}

TEST_CASE("new models have the pinned weights") {
  for (const auto& c : golden("random.json")["initial"]) {
    const Model model = make_model(c["spec"], whole_number(c["seed"]));
    const auto parameters = model.network.named_parameters();
    const auto& [name, tensor] = parameters.at(c["number"]);
    CHECK(name == c["name"].get<std::string>());
    REQUIRE(std::vector(tensor.shape().begin(), tensor.shape().end()) == c["shape"].get<std::vector<std::int64_t>>());
    const std::vector<float> values = tensor.to_vector<float>();
    for (std::size_t i = 0; i < c["first"].size(); ++i) CHECK(values[i] == c["first"][i].get<float>());
    CHECK(values.back() == c["last"].get<float>());
  }
}
