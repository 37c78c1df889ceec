#include "engine/io/onnx.hpp"

#include <protozero/pbf_builder.hpp>
#include <type_traits>

#include "engine/core/error.hpp"

namespace inkgrad::onnx {

namespace {

// The fields' numbers of onnx.proto that are written here, each enumeration named after its message.
using Tag = protozero::pbf_tag_type;
enum class ModelProto : Tag { ir_version = 1, producer_name = 2, graph = 7, opset_import = 8, metadata_props = 14 };
enum class OperatorSetIdProto : Tag { version = 2 };
enum class StringStringEntryProto : Tag { key = 1, value = 2 };
enum class GraphProto : Tag { node = 1, name = 2, initializer = 5, input = 11, output = 12 };
enum class NodeProto : Tag { input = 1, output = 2, name = 3, op_type = 4, attribute = 5 };
enum class AttributeProto : Tag { name = 1, f = 2, i = 3, ints = 8, type = 20 };
enum class TensorProto : Tag { dims = 1, data_type = 2, name = 8, raw_data = 9 };
enum class ValueInfoProto : Tag { name = 1, type = 2 };
enum class TypeProto : Tag { tensor_type = 1 };
enum class TypeProtoTensor : Tag { elem_type = 1, shape = 2 };
enum class TensorShapeProto : Tag { dim = 1 };
enum class Dimension : Tag { dim_value = 1, dim_param = 2 };

// TensorProto.DataType and AttributeProto.AttributeType.
enum DataType : std::int32_t { type_float = 1, type_int64 = 7 };
enum AttributeType : std::int32_t { attribute_float = 1, attribute_int = 2, attribute_ints = 7 };

constexpr std::int64_t ir_version = 8;  // of ONNX 1.12, as the opset

template <class Message>
using Builder = protozero::pbf_builder<Message>;

void write(Builder<AttributeProto> out, const Attribute& attribute) {
  out.add_string(AttributeProto::name, attribute.name);
  std::visit(
      [&](const auto& value) {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, float>) {
          out.add_float(AttributeProto::f, value);
          out.add_enum(AttributeProto::type, attribute_float);
        } else if constexpr (std::is_same_v<Value, std::int64_t>) {
          out.add_int64(AttributeProto::i, value);
          out.add_enum(AttributeProto::type, attribute_int);
        } else {
          for (const std::int64_t element : value) out.add_int64(AttributeProto::ints, element);
          out.add_enum(AttributeProto::type, attribute_ints);
        }
      },
      attribute.value);
}

void write(Builder<NodeProto> out, const Node& node) {
  for (const std::string& name : node.inputs) out.add_string(NodeProto::input, name);
  for (const std::string& name : node.outputs) out.add_string(NodeProto::output, name);
  out.add_string(NodeProto::name, node.name);
  out.add_string(NodeProto::op_type, node.op_type);
  for (const Attribute& attribute : node.attributes) write({out, NodeProto::attribute}, attribute);
}

void write(Builder<TensorProto> out, const std::string& name, const SafeTensor& tensor) {
  if (tensor.dtype != "F32" && tensor.dtype != "I64") {
    input_error("ONNX initializer \"", name, "\": is ", tensor.dtype, ", expected F32 or I64");
  }
  for (const std::int64_t length : tensor.shape) out.add_int64(TensorProto::dims, length);
  out.add_enum(TensorProto::data_type, tensor.dtype == "F32" ? type_float : type_int64);
  out.add_string(TensorProto::name, name);
  // Little-endian, as in a safetensors file.
  out.add_bytes(TensorProto::raw_data, reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size());
}

void write(Builder<ValueInfoProto> out, const ValueInfo& value) {
  out.add_string(ValueInfoProto::name, value.name);
  Builder<TypeProto> type(out, ValueInfoProto::type);
  Builder<TypeProtoTensor> tensor(type, TypeProto::tensor_type);
  tensor.add_enum(TypeProtoTensor::elem_type, type_float);
  Builder<TensorShapeProto> shape(tensor, TypeProtoTensor::shape);
  for (const auto& length : value.shape) {
    Builder<Dimension> dim(shape, TensorShapeProto::dim);
    if (const auto* number = std::get_if<std::int64_t>(&length)) dim.add_int64(Dimension::dim_value, *number);
    else dim.add_string(Dimension::dim_param, std::get<std::string>(length));
  }
}

void write(Builder<GraphProto> out, const Model& model) {
  for (const Node& node : model.nodes) write({out, GraphProto::node}, node);
  out.add_string(GraphProto::name, model.graph_name);
  for (const auto& [name, tensor] : model.initializers) write({out, GraphProto::initializer}, name, tensor);
  for (const ValueInfo& value : model.inputs) write({out, GraphProto::input}, value);
  for (const ValueInfo& value : model.outputs) write({out, GraphProto::output}, value);
}

}  // namespace

std::vector<std::byte> serialise(const Model& model) {
  std::string text;
  Builder<ModelProto> out(text);
  out.add_int64(ModelProto::ir_version, ir_version);
  out.add_string(ModelProto::producer_name, "inkgrad");
  write({out, ModelProto::graph}, model);
  Builder<OperatorSetIdProto>(out, ModelProto::opset_import).add_int64(OperatorSetIdProto::version, opset);
  for (const auto& [key, value] : model.metadata_props) {
    Builder<StringStringEntryProto> entry(out, ModelProto::metadata_props);
    entry.add_string(StringStringEntryProto::key, key);
    entry.add_string(StringStringEntryProto::value, value);
  }
  const auto* const first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

}  // namespace inkgrad::onnx
