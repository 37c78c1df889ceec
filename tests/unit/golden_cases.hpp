#pragma once

#include <doctest/doctest.h>

#include <cmath>

#include "engine/autograd/functional.hpp"
#include "tests/parity/op_cases.hpp"
#include "tests/unit/golden.hpp"

/// The cases that tests/golden/cases.py writes: tensors in, results and gradients out.
namespace inkgrad::test {

inline DType dtype_named(const std::string& text) {
  for (const DType dtype : {DType::float32, DType::float64, DType::uint8, DType::int64, DType::boolean}) {
    if (name(dtype) == text) return dtype;
  }
  input_error("ops.json has elements of type '", text, "'");
}

inline Shape shape_from(const Json& lengths) { return {lengths.begin(), lengths.end()}; }

inline Tensor tensor_from(const Json& j) {
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

inline void expect_near(const Tensor& got, const Json& expected, double tolerance, const std::string& what) {
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

/// Makes leaves of the floating inputs of a differentiable case.
inline void watch_inputs(const Json& j, std::vector<Tensor>& inputs) {
  for (Tensor& input : inputs) {
    if (j.contains("gradients") && is_floating(input.dtype())) input.requires_grad_();
  }
}

/// Compares results with the case's outputs, and gradients, where it has some, with its gradients.
inline void expect_outcome(const Json& j, const std::vector<Tensor>& inputs, const std::vector<Tensor>& outputs,
                           double tolerance, const std::string& what) {
  REQUIRE(outputs.size() == j["outputs"].size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    expect_near(outputs[i], j["outputs"][i], tolerance, concatenate(what, ", result ", i));
  }
  if (!j.contains("gradients")) return;
  const Tensor upstream = converted(tensor_from(j["upstream"]), outputs[0].dtype(), outputs[0].device());
  const std::vector<Tensor> got = gradients(sum(outputs[0] * upstream), inputs);
  for (std::size_t i = 0; i < got.size(); ++i) {
    const Json& expected = j["gradients"][i];
    if (expected.is_null()) continue;
    REQUIRE_MESSAGE(got[i].defined(), what, " has no gradient of input ", i);
    expect_near(got[i], expected, tolerance, concatenate(what, ", gradient ", i));
  }
}

}  // namespace inkgrad::test
