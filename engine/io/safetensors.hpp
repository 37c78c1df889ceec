#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inkgrad {

/// One tensor of a safetensors file: little-endian elements, row-major.
struct SafeTensor {
  std::string dtype;                ///< as the format spells it: "F32", "F64", "I64", "U8", "BOOL", ...
  std::vector<std::int64_t> shape;  ///< empty for a single number
  std::vector<std::byte> data;
};

/// A safetensors file (Hugging Face, "Safetensors", section "Format"): strings about the whole, and named
/// tensors.
struct SafeTensors {
  std::map<std::string, std::string> metadata;
  std::vector<std::pair<std::string, SafeTensor>> tensors;

  /// The tensor of that name, or nullptr.
  const SafeTensor* find(std::string_view name) const;
};

/// The bytes of one element of a dtype; 0 for one that the format does not know.
std::size_t safetensors_element_size(std::string_view dtype);

/// Reads a file, its tensors in the order in which their data lies. Everything is checked before it is
/// allocated: lengths, JSON, doubled names, types, shapes against sizes, data without gaps, overlaps or
/// remainder. Throws Error (Input) that begins with `name`.
SafeTensors parse_safetensors(std::span<const std::byte> bytes, std::string_view name);

/// The bytes of a file, laid out as the format's reference implementation does: the header padded with spaces
/// to a multiple of 8, data by falling alignment (dtype), then by name. The same contents always give the
/// same bytes, whatever the order of `file.tensors`. Throws Error (Input) for a doubled or reserved name,
/// text that is not UTF-8, an unknown dtype, or data whose size is not the shape's.
std::vector<std::byte> serialise(const SafeTensors& file);

}  // namespace inkgrad
