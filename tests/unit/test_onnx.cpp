// The ONNX files that tests/onnx/run.mjs gives to another program, read back here piece by piece: natively and in WebAssembly.
#include <doctest/doctest.h>

#include <protozero/pbf_reader.hpp>

#include "engine/nn/onnx.hpp"
#include "tests/unit/bytes.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

using Names = std::vector<std::string>;

protozero::pbf_reader message(const Bytes& bytes) {
  return protozero::pbf_reader(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

/// The texts of field `tag` of every message in field `of` of the message.
Names texts(protozero::pbf_reader in, protozero::pbf_tag_type of, protozero::pbf_tag_type tag) {
  Names found;
  while (in.next(of)) {
    protozero::pbf_reader inner = in.get_message();
    while (inner.next(tag)) found.push_back(inner.get_string());
  }
  return found;
}

}  // namespace

TEST_CASE("an ONNX file holds a node for each layer, the parameters under their names, and what the model file says") {
  const Model model = make_model("c2x5s2p1t-p2-a2-c3x2g-b-d20-5r-10", 1);
  const Bytes file = serialise_onnx(model);
  CHECK(file == serialise_onnx(model));

  protozero::pbf_reader graph_field = message(file);
  REQUIRE(graph_field.next(7));
  const protozero::pbf_reader graph = graph_field.get_message();
  CHECK(texts(graph, 1, 4) == Names{"Sub", "Div", "Reshape", "Conv", "Tanh", "MaxPool", "AveragePool", "Conv", "Sigmoid",
                                    "BatchNormalization", "Flatten", "Gemm", "Relu", "Gemm", "Softmax"});
  CHECK(texts(graph, 5, 8) == Names{"1.weight", "1.bias", "5.weight", "5.bias", "7.weight", "7.bias", "10.weight", "10.bias",
                                    "12.weight", "12.bias", "7.running_mean", "7.running_var", "mean", "std", "image_shape"});
  CHECK(texts(graph, 11, 1) == Names{"image"});
  CHECK(texts(graph, 12, 1) == Names{"logits", "probabilities"});

  const SafeTensors stored = to_safetensors(model);
  protozero::pbf_reader initializers = graph;
  for (const auto& [name, tensor] : stored.tensors) {
    REQUIRE(initializers.next(5));
    protozero::pbf_reader initializer = initializers.get_message();
    std::vector<std::int64_t> shape;
    std::string data;
    while (initializer.next()) {
      if (initializer.tag() == 1) shape.push_back(initializer.get_int64());
      else if (initializer.tag() == 9) data = initializer.get_bytes();
      else initializer.skip();
    }
    CHECK(shape == tensor.shape);
    CHECK(bytes_of(data) == tensor.data);
  }
  Names keys, values;
  for (const auto& [key, value] : stored.metadata) {
    keys.push_back(key);
    values.push_back(value);
  }
  CHECK(texts(message(file), 14, 1) == keys);
  CHECK(texts(message(file), 14, 2) == values);
}

TEST_CASE("ONNX initializers of other types are refused") {
  onnx::Model model;
  model.initializers = {{"half", {.dtype = "F16", .shape = {1}, .data = varied(2)}}};
  CHECK(contains(input_error_of([&] { onnx::serialise(model); }), "\"half\": is F16"));
}
