#pragma once

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/core/error.hpp"

namespace inkgrad::test {

using Json = nlohmann::json;

/// A file of tests/golden/, made by the Python program beside it. Read once and kept, so that parts of it can be looped over.
inline const Json& golden(const std::string& name) {
  static std::map<std::string, Json> files;
  if (const auto found = files.find(name); found != files.end()) return found->second;
  const std::string path = std::string(INKGRAD_SOURCE_DIR) + "/tests/golden/" + name;
  std::ifstream file(path);
  if (!file) input_error(path, ": cannot be read; it comes with the repository");
  return files.emplace(name, Json::parse(file)).first->second;
}

/// 64-bit numbers travel as text, since JSON readers may take numbers as doubles.
inline std::uint64_t whole_number(const Json& text) { return std::stoull(text.get<std::string>()); }

}  // namespace inkgrad::test
