// Learning-rate schedules and initialisations against tests/golden/training.json, by PyTorch, and normal numbers against
// tests/golden/random.json.
#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include "engine/autograd/functional.hpp"
#include "engine/core/random.hpp"
#include "engine/nn/init.hpp"
#include "engine/optim/schedule.hpp"
#include "tests/unit/golden.hpp"

using namespace inkgrad;
using namespace inkgrad::test;
using Json = nlohmann::json;

namespace {

SGD some_optimizer(double lr) { return SGD({Tensor::zeros({1})}, lr); }

std::unique_ptr<Schedule> schedule_of(const Json& j, Optimizer& optimizer) {
  const Json& a = j["arguments"];
  if (j["name"] == "StepLR") return std::make_unique<StepLR>(optimizer, a["step_size"], a.value("gamma", 0.1));
  if (j["name"] == "CosineAnnealingLR") {
    return std::make_unique<CosineAnnealingLR>(optimizer, a["t_max"], a.value("eta_min", 0.0));
  }
  REQUIRE(j["name"] == "OneCycleLR");
  return std::make_unique<OneCycleLR>(optimizer, a["max_lr"], a["total_steps"], a.value("pct_start", 0.3),
                                      a.value("div_factor", 25.0), a.value("final_div_factor", 1e4));
}

init::Nonlinearity nonlinearity_of(const Json& j) {
  const std::string name = j["nonlinearity"];
  if (name == "tanh") return init::Nonlinearity::tanh;
  if (name == "relu") return init::Nonlinearity::relu;
  return name == "linear" ? init::Nonlinearity::linear : init::Nonlinearity::leaky_relu;
}

void initialise(const Json& j, const Tensor& weight, init::Key key) {
  const std::string name = j["name"];
  const init::Fan fan = j.value("fan", "in") == "in" ? init::Fan::in : init::Fan::out;
  if (name == "kaiming_uniform_") init::kaiming_uniform_(weight, key, nonlinearity_of(j), j["slope"], fan);
  else if (name == "kaiming_normal_") init::kaiming_normal_(weight, key, nonlinearity_of(j), j["slope"], fan);
  else if (name == "xavier_uniform_") init::xavier_uniform_(weight, key, j["gain"]);
  else if (name == "xavier_normal_") init::xavier_normal_(weight, key, j["gain"]);
  else FAIL(name);
}

}  // namespace

TEST_CASE("schedules give PyTorch's learning rates") {
  for (const Json& j : golden("training.json")["schedules"]) {
    SGD optimizer = some_optimizer(j["lr"]);
    const auto schedule = schedule_of(j, optimizer);
    const auto rates = j["rates"].get<std::vector<double>>();
    for (std::size_t step = 0; step < rates.size(); ++step) {
      if (step > 0) schedule->step();
      CHECK_MESSAGE(std::abs(optimizer.lr - rates[step]) <= 1e-12, j["name"], " ", j["arguments"].dump(), ", step ", step, ": ",
                    optimizer.lr, ", expected ", rates[step]);
    }
    CHECK(schedule->steps_done() == static_cast<std::int64_t>(rates.size()) - 1);
  }
}

TEST_CASE("schedules that make no sense are refused") {
  SGD optimizer = some_optimizer(0.1);
  CHECK_THROWS_AS(StepLR(optimizer, 0), Error);
  CHECK_THROWS_AS(CosineAnnealingLR(optimizer, 0), Error);
  CHECK_THROWS_AS(OneCycleLR(optimizer, 0.1, 3), Error);
  OneCycleLR cycle(optimizer, 0.1, 10);
  for (int i = 0; i < 10; ++i) cycle.step();
  const double last = optimizer.lr;
  CHECK_THROWS_AS(cycle.step(), Error);
  CHECK(optimizer.lr == last);
}

TEST_CASE("initialisations spread as PyTorch's") {
  std::uint32_t stream = 0;
  for (const Json& j : golden("training.json")["initial"]) {
    const init::Key key{7, ++stream};
    const Shape shape(j["shape"].begin(), j["shape"].end());
    const Tensor weight = Tensor::empty(shape);
    initialise(j, weight, key);
    const bool is_normal = j["name"].get<std::string>().find("normal") != std::string::npos;
    const double spread = j["spread"];
    const std::vector<float> values = weight.to_vector<float>();
    for (std::size_t i = 0; i < values.size(); i += 37) {
      const double drawn = is_normal ? normal(key.seed, Purpose::initialise, key.stream, i)
                                     : 2.0 * uniform(key.seed, Purpose::initialise, key.stream, i) - 1;
      REQUIRE_MESSAGE(std::abs(values[i] - drawn * spread) <= 3e-7 * spread, j["name"], " ", j.dump(), ", element ", i);
    }
  }
}

TEST_CASE("weights without a fan are refused") {
  CHECK_THROWS_AS(init::kaiming_uniform_(Tensor::empty({10}), {}), Error);
  CHECK_THROWS_AS(init::xavier_normal_(Tensor::scalar(1), {}), Error);
}

TEST_CASE("normal numbers are the normal distribution's quantiles") {
  for (const Json& c : golden("random.json")["normal"]) {
    const auto expected = c["values"].get<std::vector<double>>();
    const std::size_t step = (2000 + expected.size() - 1) / expected.size();
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const float value = normal(whole_number(c["seed"]), Purpose::initialise, c["stream"], i * step);
      CHECK(std::abs(value - expected[i]) <= 1e-7 * std::max(1.0, std::abs(expected[i])));
    }
  }
}

TEST_CASE("randn is standard normal") {
  const Tensor x = randn({100, 500}, {3, 1});
  CHECK(std::abs(mean(x).item()) < 0.02);
  CHECK(std::abs(stddev(x).item() - 1) < 0.02);
  CHECK(amax(abs(x)).item() > 3.5);
  CHECK(amax(abs(x)).item() < 6.3);
  CHECK(randn({2, 3}, {3, 1}).to_vector<float>()[5] == x.to_vector<float>()[5]);
  CHECK(randn({2}, {3, 2}).to_vector<float>()[0] != x.to_vector<float>()[0]);
}

TEST_CASE("initial values reach parameters that require a gradient, on any device and in double") {
  const Tensor weight = Tensor::empty({3, 4}, DType::float64, Device::reference).requires_grad_();
  init::uniform_(weight, {1, 0}, -1, 3);
  CHECK(weight.requires_grad());
  for (const double value : weight.to_vector<double>()) CHECK((value >= -1 && value < 3));
  init::ones_(weight);
  CHECK(sum(weight).item() == 12);
  init::zeros_(weight);
  CHECK(sum(weight).item() == 0);
}
