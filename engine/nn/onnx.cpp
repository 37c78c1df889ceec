#include "engine/nn/onnx.hpp"

#include <cstring>
#include <optional>

#include "engine/core/error.hpp"

namespace inkgrad {

namespace {

using Kind = LayerSpec::Kind;
using Lengths = std::vector<std::int64_t>;

// Values of the graph that are not named after a layer.
namespace value {
constexpr const char *image = "image", *logits = "logits", *probabilities = "probabilities";
constexpr const char *mean = "mean", *std = "std", *centred = "centred", *normalised = "normalised";
constexpr const char* image_shape = "image_shape";
}  // namespace value

template <class T>
SafeTensor tensor_of(const char* dtype, const std::vector<T>& values, Lengths shape) {
  SafeTensor tensor{.dtype = dtype, .shape = std::move(shape), .data = std::vector<std::byte>(values.size() * sizeof(T))};
  std::memcpy(tensor.data.data(), values.data(), tensor.data.size());
  return tensor;
}

constexpr float batch_norm_eps = 1e-5F;  // BatchNorm's own

/// What a layer's node is, besides its place in the graph; none for dropout, which outside training does nothing.
struct Operator {
  const char* op_type;
  std::vector<onnx::Attribute> attributes{};
  std::vector<const char*> tensors{};  ///< what it takes from the model file
};

std::optional<Operator> operator_of(const LayerSpec& layer) {
  const Lengths window{layer.kernel, layer.kernel};
  switch (layer.kind) {
    case Kind::unflatten: return Operator{"Reshape"};
    case Kind::flatten: return Operator{"Flatten", {{"axis", std::int64_t{1}}}};
    case Kind::linear: return Operator{"Gemm", {{"transB", std::int64_t{1}}}, {"weight", "bias"}};
    case Kind::conv2d:
      return Operator{"Conv",
                      {{"kernel_shape", window}, {"strides", Lengths(2, layer.stride)}, {"pads", Lengths(4, layer.padding)}},
                      {"weight", "bias"}};
    case Kind::max_pool2d: return Operator{"MaxPool", {{"kernel_shape", window}, {"strides", window}}};
    case Kind::avg_pool2d: return Operator{"AveragePool", {{"kernel_shape", window}, {"strides", window}}};
    case Kind::relu: return Operator{"Relu"};
    case Kind::tanh: return Operator{"Tanh"};
    case Kind::sigmoid: return Operator{"Sigmoid"};
    case Kind::batch_norm:
      return Operator{"BatchNormalization", {{"epsilon", batch_norm_eps}}, {"weight", "bias", "running_mean", "running_var"}};
    case Kind::dropout: return std::nullopt;
  }
  failure("a layer of unknown kind");
}

}  // namespace

onnx::Model to_onnx(const Model& model) {
  SafeTensors file = to_safetensors(model);
  onnx::Model graph{.graph_name = model.spec.text,
                    .inputs = {{value::image, {"N", image_pixels}}},
                    .outputs = {{value::logits, {"N", digit_classes}}, {value::probabilities, {"N", digit_classes}}},
                    .initializers = std::move(file.tensors),
                    .nodes = {},
                    .metadata_props = std::move(file.metadata)};
  graph.initializers.emplace_back(value::mean, tensor_of("F32", std::vector{static_cast<float>(model.mean)}, {}));
  graph.initializers.emplace_back(value::std, tensor_of("F32", std::vector{static_cast<float>(model.std)}, {}));
  graph.nodes.push_back({"Sub", "subtract mean", {value::image, value::mean}, {value::centred}});
  graph.nodes.push_back({"Div", "divide by std", {value::centred, value::std}, {value::normalised}});

  std::string last = value::normalised;
  for (std::size_t i = 0; i < model.spec.layers.size(); ++i) {
    const LayerSpec& layer = model.spec.layers[i];
    const std::string number = std::to_string(i);
    std::optional<Operator> op = operator_of(layer);
    if (!op) continue;
    onnx::Node node{op->op_type, number + " " + layer.text(), {last}, {}, std::move(op->attributes)};
    for (const char* tensor : op->tensors) node.inputs.push_back(number + "." + tensor);
    if (layer.kind == Kind::unflatten) {
      node.inputs.emplace_back(value::image_shape);
      // A length of 0 stands for the input's own: the number of images.
      graph.initializers.emplace_back(value::image_shape, tensor_of("I64", Lengths{0, 1, image_side, image_side}, {4}));
    }
    last = i + 1 == model.spec.layers.size() ? value::logits : number + ".output";
    node.outputs = {last};
    graph.nodes.push_back(std::move(node));
  }
  graph.nodes.push_back({"Softmax", "softmax", {value::logits}, {value::probabilities}, {{"axis", std::int64_t{-1}}}});
  return graph;
}

std::vector<std::byte> serialise_onnx(const Model& model) { return onnx::serialise(to_onnx(model)); }

}  // namespace inkgrad
