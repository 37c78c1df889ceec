#include "web/app/text/translate.hpp"

#include <cctype>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <utility>

#include "engine/core/error.hpp"

namespace inkgrad::text {
namespace {

struct Hash : std::hash<std::string_view> {
  using is_transparent = void;
};
using Catalogue = std::unordered_map<std::string, std::string, Hash, std::equal_to<>>;

Catalogue catalogue;
std::string spoken = "en";

// What printf would take for a text: the conversions in their order, "%d %.2f " for "row %d: %.2f".
std::string conversions(std::string_view text) {
  std::string all;
  for (std::size_t at = text.find('%'); at < text.size(); at = text.find('%', at)) {
    if (text.substr(at, 2) == "%%") {
      at += 2;
      continue;
    }
    std::size_t end = at + 1;
    while (end < text.size() && std::string_view("-+#.*lhzj0123456789").find(text[end]) != std::string_view::npos) ++end;
    if (end >= text.size() || !std::isalpha(static_cast<unsigned char>(text[end]))) {
      ++at;  // a plain percent sign, as in "0.5 % of"
      continue;
    }
    all += text.substr(at, end + 1 - at);
    all += ' ';
    at = end + 1;
  }
  return all;
}

}  // namespace

const char* tr(const char* english) {
  if (catalogue.empty() || english == nullptr) return english;
  const auto found = catalogue.find(std::string_view(english));
  return found != catalogue.end() ? found->second.c_str() : english;
}

void set_language(std::string_view language, std::string_view json) {
  Catalogue next;
  if (!json.empty()) {
    const nlohmann::json read = nlohmann::json::parse(json, nullptr, false);
    if (!read.is_object()) input_error("the catalogue of texts is no JSON object");
    for (const auto& [english, translation] : read.items()) {
      if (!translation.is_string()) input_error("the catalogue's \"", english, "\" is no text");
      auto text = translation.get<std::string>();
      if (conversions(english) != conversions(text)) input_error("the catalogue's \"", english, "\" has other conversions in \"", text, "\"");
      next.emplace(english, std::move(text));
    }
  }
  catalogue = std::move(next);
  spoken = language;
}

const std::string& language() { return spoken; }

}  // namespace inkgrad::text
