#include "engine/nn/spec.hpp"

#include <doctest/doctest.h>

#include "engine/core/error.hpp"

using namespace inkgrad;

namespace {

std::vector<std::string> layer_texts(const std::string& spec) {
  std::vector<std::string> texts;
  for (const LayerSpec& layer : parse_spec(spec).layers) texts.push_back(layer.text());
  return texts;
}

/// The message with which a spec is refused; empty if it is not.
std::string refusal(const std::string& spec) {
  try {
    parse_spec(spec);
  } catch (const Error& error) {
    CHECK(error.kind() == Error::Kind::Input);
    return error.what();
  }
  return {};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a spec is the modules of PyTorch's Sequential") {
  CHECK(layer_texts("784-10") == std::vector<std::string>{"Linear(784, 10)"});
  CHECK(layer_texts("784-128r-10") == std::vector<std::string>{"Linear(784, 128)", "ReLU()", "Linear(128, 10)"});
  CHECK(layer_texts("128r-10") == layer_texts("784-128r-10"));
  CHECK(layer_texts("128-r-10") == layer_texts("784-128r-10"));
  CHECK(layer_texts("c8x5r-p2-c16x5r-p2-10") ==
        std::vector<std::string>{"Unflatten(1, (1, 28, 28))", "Conv2d(1, 8, 5)", "ReLU()", "MaxPool2d(2)", "Conv2d(8, 16, 5)",
                                 "ReLU()", "MaxPool2d(2)", "Flatten()", "Linear(256, 10)"});
  CHECK(layer_texts("a2-30t-20g-10") ==
        std::vector<std::string>{"Unflatten(1, (1, 28, 28))", "AvgPool2d(2)", "Flatten()", "Linear(196, 30)", "Tanh()",
                                 "Linear(30, 20)", "Sigmoid()", "Linear(20, 10)"});
  CHECK(layer_texts("c32x3p1-b-r-p2-d25-128t-b-10") ==
        std::vector<std::string>{"Unflatten(1, (1, 28, 28))", "Conv2d(1, 32, 3, padding=1)", "BatchNorm2d(32)", "ReLU()",
                                 "MaxPool2d(2)", "Dropout(p=0.25)", "Flatten()", "Linear(6272, 128)", "Tanh()", "BatchNorm1d(128)",
                                 "Linear(128, 10)"});
  CHECK(layer_texts("d10-c4x3-10").at(1) == "Unflatten(1, (1, 28, 28))");
  CHECK(parse_spec("c32x3p1-b-10").layers.at(2).parameters == 64);
}

TEST_CASE("shapes, parameters and FLOPs of a layer") {
  const ModelSpec mlp = parse_spec("784-128r-10");
  CHECK(mlp.parameters() == 101770);
  CHECK(mlp.flops() == 2 * 784 * 128 + 128 + 128 + 2 * 128 * 10 + 10);

  const ModelSpec cnn = parse_spec("c32x3s2p1r-p3-10");
  const LayerSpec& convolution = cnn.layers.at(1);
  CHECK(convolution.input == Shape{1, 28, 28});
  CHECK(convolution.output == Shape{32, 14, 14});
  CHECK(convolution.stride == 2);
  CHECK(convolution.padding == 1);
  CHECK(convolution.parameters == 32 * 9 + 32);
  CHECK(convolution.flops == 32 * 14 * 14 * (2 * 9 + 1));
  CHECK(cnn.layers.at(3).output == Shape{32, 4, 4});  // 14 / 3, the rest left out
  CHECK(cnn.layers.back().input == Shape{512});
}

TEST_CASE("a spec that makes no sense is refused with its position") {
  const struct {
    const char* spec;
    const char* position;
  } cases[] = {
      {"", "position 1"},
      {"784", "position 1"},
      {"784-", "position 5"},
      {"784-128r", "position 5"},
      {"784-128r-11", "position 10"},
      {"784-128r-10r", "position 10"},
      {"784-128q-10", "position 8"},
      {"784--10", "position 5"},
      {"784-c8x5-10", "position 5"},
      {"784-0r-10", "position 5"},
      {"784-99999999999999999999-10", "position 5"},
      {"784-128r-10 ", "position 12"},
      {" 784-10", "position 1"},
      {"784-128R-10", "position 8"},
      {"c8-10", "position 3"},
      {"c8x-10", "position 4"},
      {"c0x5-10", "position 2"},
      {"c8x29-10", "position 4"},
      {"c8x5s0-10", "position 6"},
      {"c8x5p5-10", "position 6"},
      {"c8x5-p25-10", "position 7"},
      {"p15-p2-10", "position 5"},
      {"784-32r-c8x5-10", "position 9"},
      {"784-32r-p2-10", "position 9"},
      {"c8x5z-10", "position 5"},
      {"x", "position 1"},
      {"784-d-10", "position 6"},
      {"784-d100-10", "position 6"},
      {"16-d0-10", "position 5"},
      {"16-bb-10", "position 5"},
      {"784-\xff-10", "position 5"},
  };
  for (const auto& c : cases) {
    const std::string message = refusal(c.spec);
    CHECK_MESSAGE(contains(message, c.position), "'", c.spec, "': ", message);
  }
}

TEST_CASE("a spec has bounds") {
  CHECK(contains(refusal("784-65536r-65536r-10"), "parameters"));
  std::string deep = "784-8";
  for (int i = 0; i < 100; ++i) deep += "-r";
  CHECK(contains(refusal(deep + "-10"), "layers"));
  CHECK(contains(refusal(std::string(1'000'000, '7')), "position 1"));
}
