// The page's languages: lookups, and that the Spanish catalogue has every text there is, and nothing else.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/io/files.hpp"
#include "engine/lessons/broadcasting.hpp"
#include "engine/lessons/questionnaire.hpp"
#include "web/app/text.hpp"
#include "web/app/text/lesson_text.hpp"
#include "web/app/text/translate.hpp"

using namespace inkgrad;

namespace {

/// English again, whatever a case does.
struct English {
  ~English() { text::set_language("en", ""); }
};

std::string source(const std::string& file) {
  const std::vector<std::byte> bytes = read_file(std::string(INKGRAD_SOURCE_DIR) + "/" + file);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The string literals of C++ as what they mean; those with nothing but blanks between are one.
std::vector<std::string> literals(const std::string& code) {
  std::vector<std::string> all;
  bool joins = false;
  for (std::size_t at = 0; at < code.size(); ++at) {
    const bool line_begins = at == 0 || code[at - 1] == '\n';
    if (code.compare(at, 2, "//") == 0 || (line_begins && code[at] == '#')) {
      at = std::min(code.find('\n', at), code.size());
    } else if (code[at] == '"') {
      std::string text;
      for (++at; at < code.size() && code[at] != '"'; ++at) {
        if (code[at] != '\\') text += code[at];
        else if (code[++at] == 'n') text += '\n';
        else if (code[at] == 't') text += '\t';
        else text += code[at];
      }
      if (joins) all.back() += text;
      else all.push_back(text);
      joins = true;
    } else if (code[at] != ' ' && code[at] != '\n') {
      joins = false;
    }
  }
  return all;
}

/// Whether it has words: two letters in a row.
bool has_words(const std::string& text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return std::adjacent_find(text.begin(), text.end(), [&](char a, char b) { return letter(a) && letter(b); }) != text.end();
}

/// Every English text of the canvas.
std::set<std::string> every_text() {
  std::set<std::string> all;
  const auto add = [&](const std::string& file) {
    for (std::string& text : literals(source(file))) {
      if (has_words(text)) all.insert(std::move(text));
    }
  };
  add("web/app/text.hpp");
  for (const auto& entry : std::filesystem::directory_iterator(std::string(INKGRAD_SOURCE_DIR) + "/web/app/text")) {
    if (entry.path().extension() == ".hpp") add("web/app/text/" + entry.path().filename().string());
  }
  for (const lessons::Question& question : lessons::questionnaire()) {
    all.insert(question.text);
    for (const lessons::Paragraph& paragraph : question.answer) {
      if (!paragraph.code) all.insert(paragraph.text);
    }
  }
  for (const lessons::BroadcastExample& example : lessons::broadcast_examples()) {
    if (has_words(std::string(example.title))) all.insert(std::string(example.title));
  }
  for (const text::Language& language : text::languages) all.erase(language.tag), all.erase(language.name);
  for (const char* key : text::optimizer_keys) all.erase(key);
  return all;
}

/// Columns of the longest line, a character of UTF-8 one.
int widest_line(const std::string& text) {
  int widest = 0, column = 0;
  for (const char byte : text) {
    if (byte == '\n') column = 0;
    else if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80) widest = std::max(widest, ++column);
  }
  return widest;
}

}  // namespace

TEST_CASE("texts are looked up by their English, and what is no text stays as it is") {
  const English after;
  CHECK(text::tr(nullptr) == nullptr);
  CHECK(std::string(text::tr("Clear")) == "Clear");
  text::set_language("es", R"({"Clear": "Borrar", "row %d: %.2f, 5% of": "fila %d: %.2f, 5 % de"})");
  CHECK(text::language() == "es");
  CHECK(std::string(text::tr("Clear")) == "Borrar");
  CHECK(std::string(text::tr("784-10")) == "784-10");
  text::set_language("en", "");
  CHECK(std::string(text::tr("Clear")) == "Clear");
}

TEST_CASE("a catalogue that would print something else is refused, and the language stays") {
  const English after;
  text::set_language("es", R"({"Clear": "Borrar"})");
  for (const char* bad : {R"({"row %d": "fila %s"})", R"({"row %d": "fila"})", R"({"row": "fila %d"})", R"({"%d of %s": "%s de %d"})",
                          R"({"%.2f": "%.3f"})", R"({"%lld": "%d"})", R"(["Clear"])", R"({"Clear": 1})", "{", "null"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(text::set_language("xx", bad), Error);
    CHECK(text::language() == "es");
    CHECK(std::string(text::tr("Clear")) == "Borrar");
  }
}

TEST_CASE("the Spanish catalogue has every text of the canvas, and nothing else") {
  const English after;
  const std::string json = source("web/site/lang/es.json");
  text::set_language("es", json);  // the conversions are the same
  const auto catalogue = nlohmann::json::parse(json).get<std::map<std::string, std::string>>();
  const std::set<std::string> texts = every_text();
  CHECK(texts.size() > 900);
  for (const std::string& english : texts) {
    CAPTURE(english);
    const auto found = catalogue.find(english);
    CHECK(found != catalogue.end());
    if (found == catalogue.end()) continue;
    const std::string& spanish = found->second;
    CAPTURE(spanish);
    CHECK(!spanish.empty());
    CHECK((english.front() == ' ') == (spanish.front() == ' '));
    CHECK((english.back() == ' ') == (spanish.back() == ' '));
    // A formula has a line break, but no empty line.
    if (english.find('\n') != std::string::npos && english.find("\n\n") == std::string::npos) CHECK(widest_line(spanish) <= text::formula_columns);
  }
  for (const auto& [english, spanish] : catalogue) {
    CAPTURE(english);
    CHECK(texts.contains(english));
  }
}
