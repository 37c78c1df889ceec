// Values and gradients of the op table's rows against tests/golden/ops.json, which PyTorch computed in float64.
#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "engine/autograd/functional.hpp"
#include "tests/parity/op_cases.hpp"
#include "tests/unit/golden.hpp"

using namespace inkgrad;
using namespace inkgrad::test;
using Json = nlohmann::json;

namespace {

Op op_named(const std::string& text) {
  for (int number = 0; number < op_count; ++number) {
    if (name(static_cast<Op>(number)) == text) return static_cast<Op>(number);
  }
  input_error("ops.json has a case for '", text, "', which the op table does not have");
}

DType dtype_named(const std::string& text) {
  for (const DType dtype : {DType::float32, DType::float64, DType::uint8, DType::int64, DType::boolean}) {
    if (name(dtype) == text) return dtype;
  }
  input_error("ops.json has elements of type '", text, "'");
}

Shape shape_from(const Json& lengths) { return {lengths.begin(), lengths.end()}; }

Tensor tensor_from(const Json& j) {
  const Shape shape = shape_from(j["shape"]);
  const auto from = [&]<class T>(T) {
    const auto values = j["values"].get<std::vector<std::conditional_t<std::is_same_v<T, bool>, int, T>>>();
    return Tensor::from_values(std::vector<T>(values.begin(), values.end()), shape, Device::reference);
  };
  switch (dtype_named(j["dtype"])) {
    case DType::float32: return from(float{});
    case DType::uint8: return from(std::uint8_t{});
    case DType::int64: return from(std::int64_t{});
    case DType::boolean: return from(bool{});
    default: return from(double{});
  }
}

Attributes attributes_from(const Json& j) {
  Attributes a;
  for (const auto& [key, value] : j.items()) {
    if (key == "transpose_a") a.transpose_a = value;
    else if (key == "transpose_b") a.transpose_b = value;
    else if (key == "keepdims") a.keepdims = value;
    else if (key == "activation") a.activation = value == "relu" ? Activation::relu : Activation::none;
    else if (key == "kernel") a.kernel = value;
    else if (key == "stride") a.stride = value;
    else if (key == "padding") a.padding = value;
    else if (key == "axis0") a.axis0 = value;
    else if (key == "axis1") a.axis1 = value;
    else if (key == "classes") a.classes = value;
    else if (key == "axes") a.axes = shape_from(value);
    else if (key == "shape") a.shape = shape_from(value);
    else if (key == "start") a.start = value;
    else if (key == "stop") a.stop = value;
    else if (key == "step") a.step = value;
    else if (key == "dtype") a.dtype = dtype_named(value);
    else if (key == "mean") a.mean = value;
    else if (key == "std") a.std = value;
    else if (key == "momentum") a.momentum = value;
    else if (key == "weight_decay") a.weight_decay = value;
    else if (key == "nesterov") a.nesterov = value;
    else if (key == "decoupled") a.decoupled = value;
    else if (key == "beta1") a.beta1 = value;
    else if (key == "beta2") a.beta2 = value;
    else if (key == "eps") a.eps = value;
    else input_error("ops.json has an attribute '", key, "' that this test does not know");
  }
  return a;
}

void expect_near(const Tensor& got, const Json& expected, double tolerance, const std::string& what) {
  REQUIRE_MESSAGE(got.shape() == shape_from(expected["shape"]), what, ": ", to_string(got.shape()));
  const DType dtype = dtype_named(expected["dtype"]);
  CHECK_MESSAGE((is_floating(dtype) || got.dtype() == dtype), what, ": ", describe(got));
  const std::vector<double> a = numbers(got);
  const auto b = expected["values"].get<std::vector<double>>();
  for (std::size_t i = 0; i < a.size(); ++i) {
    CHECK_MESSAGE(std::abs(a[i] - b[i]) <= tolerance * std::max(1.0, std::abs(b[i])), what, ", element ", i, ": ", a[i],
                  ", expected ", b[i]);
  }
}

void run_cases(Device device, DType dtype, double tolerance) {
  for (const Json& j : golden("ops.json")) {
    const Op op = op_named(j["op"]);
    const std::string what = concatenate(name(op), " ", j["attributes"].dump(), " on ", name(device), " ", name(dtype));
    OpCase exact{.attributes = attributes_from(j["attributes"])};
    for (const Json& input : j["inputs"]) exact.inputs.push_back(tensor_from(input));
    for (const Json& before : j.value("before", Json::array())) exact.outputs.push_back(tensor_from(before));
    OpCase c = converted(op, exact, dtype, device);
    if (dtype == DType::float64) c.attributes.dtype = exact.attributes.dtype;
    const bool differentiable = j.contains("gradients");
    for (Tensor& input : c.inputs) {
      if (differentiable && is_floating(input.dtype())) input.requires_grad_();
    }
    const std::vector<Tensor> outputs = results(op, c);
    REQUIRE(outputs.size() == j["outputs"].size());
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      expect_near(outputs[i], j["outputs"][i], tolerance, concatenate(what, ", result ", i));
    }
    if (!differentiable) continue;
    const Tensor upstream = converted(tensor_from(j["upstream"]), outputs[0].dtype(), device);
    const std::vector<Tensor> got = gradients(sum(outputs[0] * upstream), c.inputs);
    for (std::size_t i = 0; i < got.size(); ++i) {
      const Json& expected = j["gradients"][i];
      if (expected.is_null()) continue;
      REQUIRE_MESSAGE(got[i].defined(), what, " has no gradient of input ", i);
      expect_near(got[i], expected, tolerance, concatenate(what, ", gradient ", i));
    }
  }
}

}  // namespace

TEST_CASE("reference gives PyTorch's values and gradients in float64") { run_cases(Device::reference, DType::float64, 1e-11); }
TEST_CASE("reference gives PyTorch's values and gradients in float32") { run_cases(Device::reference, DType::float32, 5e-6); }
TEST_CASE("cpu gives PyTorch's values and gradients in float32") { run_cases(Device::cpu, DType::float32, 5e-6); }

TEST_CASE("every row that PyTorch knows is pinned") {
  std::set<std::string> pinned;
  for (const Json& j : golden("ops.json")) pinned.insert(j["op"]);
  for (int number = 0; number < op_count; ++number) {
    const Op op = static_cast<Op>(number);
    if (op == Op::accumulate_metrics) continue;  // ours alone: three running sums
    CHECK_MESSAGE(pinned.count(std::string(name(op))) == 1, name(op));
  }
}
