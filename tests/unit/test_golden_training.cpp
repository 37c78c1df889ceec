// Learning-rate schedules, initialisations and L-BFGS against tests/golden/training.json, by PyTorch, and normal numbers against
// tests/golden/random.json.
#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include "engine/autograd/functional.hpp"
#include "engine/core/random.hpp"
#include "engine/nn/init.hpp"
#include "engine/optim/lbfgs.hpp"
#include "engine/optim/schedule.hpp"
#include "tests/unit/golden.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

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

Tensor rosenbrock(const Tensor& w) { return pow(1 - w.select(0, 0), 2) + pow(w.select(0, 1) - pow(w.select(0, 0), 2), 2) * 100; }

/// As tests/golden/make_training.py has it.
Tensor regression(const Tensor& w) {
  std::vector<double> x;
  std::vector<std::int64_t> labels;
  for (int i = 0; i < 12; ++i) {
    for (int j = 0; j < 4; ++j) x.push_back(std::sin(i * 1.7 + j * 2.3 + i * j * 0.9));
    labels.push_back(i * 5 % 3);
  }
  const Tensor scores = matmul(to(Tensor::from_values(x, {12, 4}), w.dtype()), w);
  return nll_loss(log_softmax(scores), Tensor::from_values(labels, {12})) + sum(pow(w, 2)) * 0.01;
}

/// A loss to make small, from where PyTorch started.
struct Search {
  Tensor (*loss)(const Tensor&);
  Tensor w;

  explicit Search(const std::string& name, DType dtype = DType::float64)
      : loss(name == "rosenbrock" ? rosenbrock : regression),
        w(name == "rosenbrock" ? to(Tensor::from_values<double>({-1.2, 1}, {2}), dtype) : Tensor::zeros({4, 3}, dtype)) {
    w.requires_grad_();
  }

  double step(LBFGS& optimizer) const {
    return optimizer.step([&] {
      optimizer.zero_grad();
      const Tensor value = loss(w);
      value.backward();
      return value;
    });
  }
};

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

TEST_CASE("L-BFGS takes PyTorch's steps") {
  for (const Json& j : golden("training.json")["lbfgs"]) {
    CAPTURE(j.dump());
    const Search search(j["loss"]);
    LBFGS optimizer({search.w}, {.max_iter = j["max_iter"], .history_size = j["arguments"].value("history_size", 100)});
    const double start = search.loss(search.w).item();
    CHECK(search.step(optimizer) == start);
    CHECK(optimizer.evaluations() == j["evaluations"].get<int>());
    CHECK(std::abs(search.loss(search.w).item() - j["value"].get<double>()) <= 1e-9);
    const auto expected = j["parameters"].get<std::vector<double>>();
    const auto ours = search.w.to_vector<double>();
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK(std::abs(ours[i] - expected[i]) <= 1e-7);
  }
}

TEST_CASE("L-BFGS goes on where it stopped, and is done where there is no slope") {
  const Search search("rosenbrock");
  LBFGS optimizer({search.w}, {.max_iter = 10});
  for (int i = 0; i < 6; ++i) search.step(optimizer);
  CHECK(search.loss(search.w).item() < 1e-9);
  const int steps = optimizer.iterations(), asked = optimizer.evaluations();
  CHECK(search.step(optimizer) < 1e-9);
  CHECK(optimizer.iterations() == steps);
  CHECK(optimizer.evaluations() == asked + 1);
}

TEST_CASE("L-BFGS leaves alone what the loss does not depend on, and keeps float32") {
  const Search search("regression", DType::float32);
  const Tensor other = Tensor::full({2}, 7).requires_grad_();
  LBFGS optimizer({other, search.w});
  const double before = search.step(optimizer);
  CHECK(search.loss(search.w).item() < 0.9 * before);
  CHECK(search.w.dtype() == DType::float32);
  CHECK(other.to_vector<float>() == std::vector<float>{7, 7});
}

TEST_CASE("L-BFGS does not step to where the loss is not a number") {
  // The first guess reaches below 0, where log has no value.
  const Tensor x = Tensor::from_values<double>({10}, {1}).requires_grad_();
  LBFGS optimizer({x}, {.lr = 100});
  for (int i = 0; i < 5; ++i) {
    optimizer.step([&] {
      optimizer.zero_grad();
      const Tensor loss = sum(x * 3 - log(x));
      loss.backward();
      return loss;
    });
  }
  CHECK(std::abs(x.item() - 1.0 / 3) < 1e-6);
}

TEST_CASE("L-BFGS refuses what makes no sense") {
  const Tensor x = Tensor::zeros({1}).requires_grad_();
  CHECK_THROWS_AS(LBFGS({}), Error);
  CHECK_THROWS_AS(LBFGS({x}, {.lr = 0}), Error);
  CHECK_THROWS_AS(LBFGS({x}, {.max_iter = 0}), Error);
  CHECK_THROWS_AS(LBFGS({x}, {.history_size = 0}), Error);
}
