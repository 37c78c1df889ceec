// Functions composed of ops, and their gradients, against tests/golden/functions.json, which PyTorch computed in float64.
#include <doctest/doctest.h>

#include <map>

#include "tests/unit/bytes.hpp"
#include "tests/unit/golden_cases.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

using Inputs = std::vector<Tensor>;
using Function = Tensor (*)(const Inputs& in, const Json& arguments);

const std::map<std::string, Function> functions{
    {"mean", [](const Inputs& in, const Json& a) { return mean(in[0], shape_from(a["axes"]), a["keepdims"]); }},
    {"stddev", [](const Inputs& in, const Json& a) { return stddev(in[0], shape_from(a["axes"]), a["keepdims"], a["unbiased"]); }},
    {"argmax", [](const Inputs& in, const Json& a) { return a.empty() ? argmax(in[0]) : argmax(in[0], a["axis"], a["keepdims"]); }},
    {"clamp", [](const Inputs& in, const Json& a) { return clamp(in[0], a["min"], a["max"]); }},
    {"pow", [](const Inputs& in, const Json& a) { return pow(in[0], a["exponent"].get<double>()); }},
    {"stack", [](const Inputs& in, const Json& a) { return stack(in, a["axis"]); }},
    {"softmax", [](const Inputs& in, const Json& a) { return softmax(in[0], a["axis"]); }},
    {"log_softmax", [](const Inputs& in, const Json& a) { return log_softmax(in[0], a["axis"]); }},
    {"nll_loss", [](const Inputs& in, const Json&) { return nll_loss(in[0], in[1]); }},
    {"cross_entropy", [](const Inputs& in, const Json&) { return cross_entropy(in[0], in[1]).loss; }},
    {"l1_loss", [](const Inputs& in, const Json&) { return l1_loss(in[0], in[1]); }},
    {"mse_loss", [](const Inputs& in, const Json&) { return mse_loss(in[0], in[1]); }},
    {"binary_cross_entropy",
     [](const Inputs& in, const Json& a) {
       if (in.size() == 2) return binary_cross_entropy(in[0], in[1]);
       const auto target = a["target"].get<std::vector<double>>();
       return binary_cross_entropy(in[0], to(Tensor::from_values(target, in[0].shape(), in[0].device()), in[0].dtype()));
     }},
};

void run_cases(Device device, DType dtype, double tolerance) {
  for (const Json& j : golden("functions.json")) {
    const std::string name_of_function = j["op"];
    REQUIRE_MESSAGE(functions.count(name_of_function) == 1, name_of_function);
    Inputs inputs;
    for (const Json& input : j["inputs"]) inputs.push_back(converted(tensor_from(input), dtype, device));
    watch_inputs(j, inputs);
    const std::string what = concatenate(name_of_function, " ", j["attributes"].dump(), " on ", name(device), " ", name(dtype));
    expect_outcome(j, inputs, {functions.at(name_of_function)(inputs, j["attributes"])}, tolerance, what);
  }
}

}  // namespace

TEST_CASE("functions give PyTorch's values and gradients") {
  run_cases(Device::reference, DType::float64, 1e-11);
  run_cases(Device::reference, DType::float32, 5e-6);
  run_cases(Device::cpu, DType::float32, 5e-6);
}

TEST_CASE("functions refuse what they cannot mean") {
  const Tensor column = Tensor::zeros({4, 1}), row = Tensor::zeros({4});
  CHECK(input_error_of([&] { mse_loss(column, row); }) ==
        "mse_loss takes a prediction and a target of one shape, got [4, 1] and [4]; view() or broadcast_to() makes them alike");
  CHECK_THROWS_AS(l1_loss(row, column), Error);
  CHECK_THROWS_AS(binary_cross_entropy(row, column), Error);
  CHECK_THROWS_AS(amax(Tensor::zeros({2, 0}), {1}), Error);
  CHECK(amax(Tensor::zeros({2, 0}), {0}).shape() == Shape{0});
  CHECK_THROWS_AS(argmax(Tensor::zeros({0})), Error);
  CHECK_THROWS_AS(softmax(row, 1), Error);
}

TEST_CASE("sums over nothing are 0, means not a number") {
  const Tensor none = Tensor::zeros({0, 3});
  CHECK(sum(none).item() == 0);
  CHECK(sum(none, {0}).to_vector<float>() == std::vector<float>(3, 0));
  CHECK(sum(none, {1}).shape() == Shape{0});
  CHECK(std::isnan(mean(none).item()));
  CHECK(std::isnan(stddev(Tensor::scalar(1)).item()));
}

TEST_CASE("an answer that is certain and wrong costs 100, and outside 0 to 1 there is none") {
  const auto loss = [](double x, double target) {
    return binary_cross_entropy(Tensor::full({1}, x), Tensor::full({1}, target)).item();
  };
  CHECK(loss(0, 1) == 100);
  CHECK(loss(1, 0) == 100);
  CHECK(std::isnan(loss(1.5, 0)));
  CHECK(std::isnan(loss(-0.5, 1)));
  const Tensor x = Tensor::full({1}, 0).requires_grad_();
  CHECK(gradients(binary_cross_entropy(x, Tensor::full({1}, 1)), {{x}})[0].item() == 0);
}
