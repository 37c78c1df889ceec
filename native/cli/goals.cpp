#include "native/cli/goals.hpp"

#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "engine/io/safetensors.hpp"

namespace inkgrad::cli {

namespace {

using Json = nlohmann::ordered_json;
constexpr const char* key = "goals";

bool is_integer_from(const Json& object, const char* name, std::int64_t least) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() && found->get<std::int64_t>() >= least;
}

}  // namespace

std::vector<std::byte> with_goals(std::span<const std::byte> checkpoint, const Goals& goals) {
  SafeTensors file = parse_safetensors(checkpoint, "checkpoint");
  Json text{{"epochs", goals.epochs}, {"images", goals.images}, {"validation", goals.validation}, {"patience", goals.patience}};
  if (goals.max_steps) text["max_steps"] = *goals.max_steps;
  if (goals.target) text["target"] = *goals.target;
  file.metadata[key] = text.dump();
  return serialise(file);
}

Goals goals_of(std::span<const std::byte> checkpoint, std::string_view name) {
  const SafeTensors file = parse_safetensors(checkpoint, name);
  const auto found = file.metadata.find(key);
  if (found == file.metadata.end()) return {};
  const Json text = Json::parse(found->second, nullptr, false);
  const bool sound = text.is_object() && is_integer_from(text, "epochs", 1) && is_integer_from(text, "images", 0) &&
                     is_integer_from(text, "validation", 0) && is_integer_from(text, "patience", 0) &&
                     (!text.contains("max_steps") || is_integer_from(text, "max_steps", 1)) &&
                     (!text.contains("target") || text["target"].is_number()) &&
                     text["epochs"].get<std::int64_t>() <= 1'000'000 && text["patience"].get<std::int64_t>() <= 1'000'000;
  if (!sound) input_error(name, ": its metadata \"goals\" is damaged; start again without --resume");
  Goals goals{.epochs = text["epochs"], .images = text["images"]};
  goals.validation = text["validation"];
  goals.patience = text["patience"];
  if (text.contains("max_steps")) goals.max_steps = text["max_steps"].get<std::int64_t>();
  if (text.contains("target")) goals.target = text["target"].get<double>();
  return goals;
}

}  // namespace inkgrad::cli
