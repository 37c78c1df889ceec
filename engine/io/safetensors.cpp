#include "engine/io/safetensors.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <tuple>

#include "engine/core/error.hpp"

namespace inkgrad {
namespace {

constexpr std::size_t length_size = 8;
constexpr std::uint64_t max_header = 100'000'000;  // the reference implementation's limit
constexpr std::size_t max_rank = 32;
constexpr std::string_view metadata_key = "__metadata__";

struct Dtype {
  std::string_view name;
  std::size_t size;
};

// In the reference implementation's order, which is the order of alignment; data is laid out from the last to
// the first.
constexpr std::array dtypes{
    Dtype{"BOOL", 1}, Dtype{"U8", 1},  Dtype{"I8", 1},  Dtype{"F8_E5M2", 1}, Dtype{"F8_E4M3", 1},
    Dtype{"I16", 2},  Dtype{"U16", 2}, Dtype{"F16", 2}, Dtype{"BF16", 2},    Dtype{"I32", 4},
    Dtype{"U32", 4},  Dtype{"F32", 4}, Dtype{"F64", 8}, Dtype{"I64", 8},     Dtype{"U64", 8},
};

std::size_t rank_of_dtype(std::string_view name) {
  const auto found =
      std::find_if(dtypes.begin(), dtypes.end(), [&](const Dtype& d) { return d.name == name; });
  return static_cast<std::size_t>(found - dtypes.begin());
}

/// Bytes of a tensor of this shape, or nothing if that is more than a file can hold.
std::optional<std::uint64_t> size_in_bytes(const std::vector<std::int64_t>& shape, std::size_t element_size) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
  std::uint64_t size = element_size;
  for (const std::int64_t length : shape) {
    if (length < 0 || size > most / static_cast<std::uint64_t>(length)) return std::nullopt;
    size *= static_cast<std::uint64_t>(length);
  }
  return size;
}

/// A tensor as the header describes it, before its data is looked at.
struct Entry {
  std::string name;
  std::optional<std::string> dtype;
  std::optional<std::vector<std::int64_t>> shape;
  std::array<std::uint64_t, 2> offsets{};  // of the data: begin, end
  std::optional<std::size_t> offsets_given;
};

/// Receives the header's JSON piece by piece: no tree is built of what a hostile file holds, and a doubled
/// key, which a tree would swallow, is seen.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::map<std::string, std::string> metadata;
  std::vector<Entry> entries;
  std::string problem;

  bool key(string_t& text) override {
    if (depth_ == 1) {
      if (!names_.insert(text).second) return refuse("\"", text, "\" is there twice");
      in_metadata_ = text == metadata_key;
      if (!in_metadata_) entries.push_back({text, {}, {}, {}, {}});
      entered_ = false;
    } else if (in_metadata_) {
      if (metadata.contains(text)) return refuse("metadata \"", text, "\" is there twice");
    }
    key_ = text;
    return true;
  }
  bool start_object(std::size_t) override {
    if (depth_ > 1 || in_array_ || (depth_ == 1 && entered_)) return misplaced("an object");
    entered_ = true;
    ++depth_;
    return true;
  }
  bool end_object() override {
    --depth_;
    if (depth_ == 1 && !in_metadata_) {
      const Entry& entry = entries.back();
      if (!entry.dtype || !entry.shape || !entry.offsets_given) {
        return refuse("tensor \"", entry.name, "\" lacks dtype, shape or data_offsets");
      }
      if (*entry.offsets_given != 2) return not_two_offsets();
    }
    return true;
  }
  bool string(string_t& text) override {
    if (depth_ != 2 || in_array_) return misplaced("a text");
    if (in_metadata_) {
      metadata[key_] = text;
      return true;
    }
    if (key_ != "dtype") return misplaced("a text");
    if (entries.back().dtype) return doubled();
    entries.back().dtype = text;
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ != 2 || in_array_ || in_metadata_) return misplaced("an array");
    Entry& entry = entries.back();
    if (key_ == "shape") {
      if (entry.shape) return doubled();
      entry.shape.emplace();
    } else if (key_ == "data_offsets") {
      if (entry.offsets_given) return doubled();
      entry.offsets_given = 0;
    } else {
      return misplaced("an array");
    }
    in_array_ = true;
    return true;
  }
  bool end_array() override {
    in_array_ = false;
    return true;
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (!in_array_) return misplaced("a number");
    Entry& entry = entries.back();
    if (key_ == "data_offsets") {
      if (*entry.offsets_given == 2) return not_two_offsets();
      entry.offsets[(*entry.offsets_given)++] = value;
      return true;
    }
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      return refuse("tensor \"", entry.name, "\": a length of ", value, " in its shape");
    }
    if (entry.shape->size() == max_rank) {
      return refuse("tensor \"", entry.name, "\": more than ", max_rank, " lengths in its shape");
    }
    entry.shape->push_back(static_cast<std::int64_t>(value));
    return true;
  }
  bool number_integer(number_integer_t) override { return misplaced("a negative number"); }
  bool number_float(number_float_t, const string_t&) override {
    return misplaced("a number that is not whole");
  }
  bool null() override { return misplaced("null"); }
  bool boolean(bool) override { return misplaced("true or false"); }
  bool binary(binary_t&) override { return misplaced("binary data"); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    return refuse("not JSON at character ", position);
  }

 private:
  template <class... P>
  bool refuse(const P&... parts) {
    problem = concatenate(parts...);
    return false;
  }
  bool misplaced(const char* what) {
    if (depth_ == 0) return refuse("it is ", what, ", expected an object");
    if (depth_ == 1) return refuse("\"", key_, "\" is ", what, ", expected an object");
    if (in_metadata_) return refuse("metadata \"", key_, "\" is ", what, ", expected a text");
    return refuse("tensor \"", entries.back().name, "\": \"", key_, "\" with ", what,
                  "; expected dtype (a text), shape and data_offsets (whole numbers) only");
  }
  bool not_two_offsets() {
    return refuse("tensor \"", entries.back().name, "\": data_offsets are two numbers");
  }
  bool doubled() { return refuse("tensor \"", entries.back().name, "\": \"", key_, "\" is there twice"); }

  int depth_ = 0;  // 1: names of tensors, 2: what is said of one
  bool in_metadata_ = false;
  bool in_array_ = false;
  bool entered_ = false;
  std::string key_;
  std::set<std::string> names_;
};

std::uint64_t little_endian(std::span<const std::byte> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = length_size; i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  return value;
}

/// Checks one tensor's type, shape and place; its data must begin where the one before ended.
void check_entry(const Entry& entry, std::uint64_t end_before, std::uint64_t data_size,
                 std::string_view name) {
  const std::size_t element_size = safetensors_element_size(*entry.dtype);
  if (element_size == 0)
    input_error(name, ": tensor \"", entry.name, "\": unknown dtype \"", *entry.dtype, '"');
  const auto [begin, end] = entry.offsets;
  if (begin > end || end > data_size) {
    input_error(name, ": tensor \"", entry.name, "\": data from ", begin, " to ", end, ", the file has ",
                data_size, " bytes of data");
  }
  if (begin != end_before) {
    input_error(name, ": tensor \"", entry.name, "\": data begins at ", begin, ", expected ", end_before,
                " where the one before ends");
  }
  const std::optional<std::uint64_t> size = size_in_bytes(*entry.shape, element_size);
  if (!size || *size != end - begin) {
    input_error(name, ": tensor \"", entry.name, "\": ", end - begin,
                " bytes of data do not fit its shape and dtype ", *entry.dtype);
  }
}

}  // namespace

const SafeTensor* SafeTensors::find(std::string_view name) const {
  const auto found =
      std::find_if(tensors.begin(), tensors.end(), [&](const auto& tensor) { return tensor.first == name; });
  return found == tensors.end() ? nullptr : &found->second;
}

std::size_t safetensors_element_size(std::string_view dtype) {
  const std::size_t rank = rank_of_dtype(dtype);
  return rank < dtypes.size() ? dtypes[rank].size : 0;
}

SafeTensors parse_safetensors(std::span<const std::byte> bytes, std::string_view name) {
  if (bytes.size() < length_size) {
    input_error(name, ": ", bytes.size(), " bytes are too few for a safetensors file, which begins with 8");
  }
  const std::uint64_t header_size = little_endian(bytes);
  if (header_size > max_header || header_size > bytes.size() - length_size) {
    input_error(name, ": not a safetensors file, or cut off: byte 0: a header of ", header_size,
                " bytes, the file has ", bytes.size() - length_size, " after it; at most ", max_header,
                " are allowed");
  }
  const std::span<const std::byte> header = bytes.subspan(length_size, static_cast<std::size_t>(header_size));
  const std::span<const std::byte> data = bytes.subspan(length_size + header.size());
  if (header.empty() || header[0] != std::byte{'{'}) {
    input_error(name, ": not a safetensors file: byte 8: the header does not begin with {");
  }
  HeaderReader reader;
  const auto* const text = reinterpret_cast<const char*>(header.data());
  if (!nlohmann::json::sax_parse(text, text + header.size(), &reader)) {
    input_error(name, ": safetensors header: ", reader.problem);
  }
  // Empty tensors share their place; the name makes the order theirs too.
  std::sort(reader.entries.begin(), reader.entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.offsets, a.name) < std::tie(b.offsets, b.name);
  });
  std::uint64_t end = 0;
  for (const Entry& entry : reader.entries) {
    check_entry(entry, end, data.size(), name);
    end = entry.offsets[1];
  }
  if (end != data.size()) {
    input_error(name, ": ", data.size() - end, " bytes after the last tensor's data, at byte ",
                length_size + header.size() + end);
  }

  SafeTensors file;
  file.metadata = std::move(reader.metadata);
  file.tensors.reserve(reader.entries.size());
  for (Entry& entry : reader.entries) {
    const auto first = data.begin() + static_cast<std::ptrdiff_t>(entry.offsets[0]);
    const auto last = data.begin() + static_cast<std::ptrdiff_t>(entry.offsets[1]);
    file.tensors.emplace_back(std::move(entry.name),
                              SafeTensor{std::move(*entry.dtype), std::move(*entry.shape), {first, last}});
  }
  return file;
}

std::vector<std::byte> serialise(const SafeTensors& file) {
  std::vector<const std::pair<std::string, SafeTensor>*> order;
  std::set<std::string_view> names;
  for (const auto& tensor : file.tensors) {
    const auto& [name, value] = tensor;
    const std::size_t element_size = safetensors_element_size(value.dtype);
    if (element_size == 0) input_error("tensor \"", name, "\": unknown dtype \"", value.dtype, '"');
    if (name == metadata_key) input_error("a tensor cannot be called ", metadata_key);
    if (!names.insert(name).second) input_error("two tensors are called \"", name, '"');
    if (value.shape.size() > max_rank || size_in_bytes(value.shape, element_size) != value.data.size()) {
      input_error("tensor \"", name, "\": ", value.data.size(), " bytes do not fit its shape and dtype ",
                  value.dtype);
    }
    order.push_back(&tensor);
  }
  std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    const std::size_t left = rank_of_dtype(a->second.dtype);
    const std::size_t right = rank_of_dtype(b->second.dtype);
    return left != right ? left > right : a->first < b->first;
  });

  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!file.metadata.empty()) header[std::string(metadata_key)] = file.metadata;
  std::uint64_t offset = 0;
  for (const auto* tensor : order) {
    const SafeTensor& value = tensor->second;
    header[tensor->first] = {{"dtype", value.dtype},
                             {"shape", value.shape},
                             {"data_offsets", {offset, offset + value.data.size()}}};
    offset += value.data.size();
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const nlohmann::json::exception&) {
    input_error("a tensor's name or metadata is not UTF-8 text");
  }
  text.append((8 - text.size() % 8) % 8, ' ');
  if (text.size() > max_header) input_error("a safetensors header of more than ", max_header, " bytes");

  std::vector<std::byte> bytes(length_size + text.size() + static_cast<std::size_t>(offset));
  for (std::size_t i = 0; i < length_size; ++i) {
    bytes[i] = static_cast<std::byte>(static_cast<std::uint64_t>(text.size()) >> (8 * i));
  }
  std::memcpy(bytes.data() + length_size, text.data(), text.size());
  auto out = bytes.begin() + static_cast<std::ptrdiff_t>(length_size + text.size());
  for (const auto* tensor : order)
    out = std::copy(tensor->second.data.begin(), tensor->second.data.end(), out);
  return bytes;
}

}  // namespace inkgrad
