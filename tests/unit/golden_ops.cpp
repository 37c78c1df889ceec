#include "tests/unit/golden_ops.hpp"

#include <algorithm>

#include "engine/backend/backend.hpp"
#include "tests/unit/golden_cases.hpp"

namespace inkgrad::test {

namespace {

Op op_named(const std::string& text) {
  for (int number = 0; number < op_count; ++number) {
    if (name(static_cast<Op>(number)) == text) return static_cast<Op>(number);
  }
  input_error("ops.json has a case for '", text, "', which the op table does not have");
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
    else if (key == "batch") a.batch = value;
    else if (key == "count") a.count = value;
    else if (key == "shuffle") a.shuffle = value;
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
    else if (key == "training") a.training = value;
    else if (key == "p") a.p = value;
    else if (key == "seed") a.seed = value;
    else if (key == "stream") a.stream = value;
    else if (key == "shift") a.augmentation.shift = value;
    else if (key == "rotate") a.augmentation.rotate = value;
    else if (key == "scale") a.augmentation.scale = value;
    else if (key == "thickness") a.augmentation.thickness = value;
    else if (key == "elastic") a.augmentation.elastic = value;
    else input_error("ops.json has an attribute '", key, "' that this test does not know");
  }
  return a;
}

}  // namespace

void run_golden_ops(Device device, DType dtype, double tolerance, std::span<const Op> absent) {
  for (const Json& j : golden("ops.json")) {
    const Op op = op_named(j["op"]);
    if (std::find(absent.begin(), absent.end(), op) != absent.end()) continue;
    // Where some rows are absent, other rows may lack element types: sums of whole numbers.
    const DType of_result = j["outputs"].empty() ? DType::float64 : dtype_named(j["outputs"][0]["dtype"]);
    if (!absent.empty() && !is_floating(of_result) && !backend(device).supports(op, of_result)) continue;
    const std::string what = concatenate(name(op), " ", j["attributes"].dump(), " on ", name(device), " ", name(dtype));
    OpCase exact{.attributes = attributes_from(j["attributes"])};
    for (const Json& input : j["inputs"]) exact.inputs.push_back(tensor_from(input));
    for (const Json& before : j.value("before", Json::array())) exact.outputs.push_back(tensor_from(before));
    OpCase c = converted(op, exact, dtype, device);
    if (dtype == DType::float64) c.attributes.dtype = exact.attributes.dtype;
    watch_inputs(j, c.inputs);
    expect_outcome(j, c.inputs, results(op, c), tolerance, what);
  }
}

}  // namespace inkgrad::test
