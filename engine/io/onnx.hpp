#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/io/safetensors.hpp"

/// ONNX files (Open Neural Network Exchange, "ONNX IR specification"): a graph of operators over named values, in Protocol
/// Buffers' wire format. This writes them; the names are the specification's.
namespace inkgrad::onnx {

/// The version of the operators that graphs are written in: that of ONNX 1.12 (2022), which current runtimes read.
inline constexpr std::int64_t opset = 17;

struct Attribute {
  std::string name;
  std::variant<std::int64_t, float, std::vector<std::int64_t>> value;
};

/// One operator: its inputs are graph inputs, initializers or what nodes before it put out.
struct Node {
  std::string op_type;
  std::string name;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<Attribute> attributes{};
};

/// What goes into a graph or comes out of it: float32. A length is a number, or a name for one that the caller chooses.
struct ValueInfo {
  std::string name;
  std::vector<std::variant<std::int64_t, std::string>> shape;
};

struct Model {
  std::string graph_name;
  std::vector<ValueInfo> inputs;
  std::vector<ValueInfo> outputs;
  std::vector<std::pair<std::string, SafeTensor>> initializers;  ///< of dtype F32 or I64
  std::vector<Node> nodes;                                       ///< each behind those whose outputs it takes
  std::map<std::string, std::string> metadata_props;
};

/// The bytes of a file; the same model always gives the same. Throws Error (Input) for an initializer of another dtype.
std::vector<std::byte> serialise(const Model& model);

}  // namespace inkgrad::onnx
