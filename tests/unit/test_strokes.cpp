#include "engine/data/strokes.hpp"
#include "engine/io/files.hpp"
#include "tests/unit/bytes.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

std::string error_of(const std::string& json) {
  return input_error_of([&] { parse_strokes(json, "here"); });
}

std::string repeated(std::string_view part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

}  // namespace

TEST_CASE("strokes are read, with and without a label") {
  const LabelledStrokes digit = parse_strokes(R"({"label":7,"strokes":[[[0,0.5],[1,-2e-1]],[[3,4]]]})");
  REQUIRE(digit.label.has_value());
  CHECK(*digit.label == 7);
  REQUIRE(digit.strokes.size() == 2);
  REQUIRE(digit.strokes[0].size() == 2);
  CHECK(digit.strokes[0][0].x == 0);
  CHECK(digit.strokes[0][0].y == 0.5);
  CHECK(digit.strokes[0][1].y == -0.2);
  CHECK(digit.strokes[1][0].x == 3);

  CHECK_FALSE(parse_strokes(R"({"strokes":[]})").label.has_value());
  CHECK_FALSE(parse_strokes(R"({"label":null,"strokes":[[]]})").label.has_value());
  CHECK(parse_strokes(R"( { "strokes" : [ [ ] , [ ] ] } )").strokes.size() == 2);
}

TEST_CASE("other keys are passed over, whatever they hold") {
  const LabelledStrokes digit = parse_strokes(
      R"({"writer":{"strokes":[1],"label":12},"at":[[1],null,true],"strokes":[[[1,2]]],"label":3,"note":"x"})");
  CHECK(*digit.label == 3);
  REQUIRE(digit.strokes.size() == 1);
  CHECK(digit.strokes[0].size() == 1);
}

TEST_CASE("what is not a digit's strokes is refused, with the reason") {
  CHECK(contains(error_of(""), "here: not JSON"));
  CHECK(contains(error_of("{"), "not JSON"));
  CHECK(contains(error_of("[]"), "array"));
  CHECK(contains(error_of("7"), "expected an object"));
  CHECK(contains(error_of("null"), "expected an object"));
  CHECK(contains(error_of("{}"), "no \"strokes\""));
  CHECK(contains(error_of(R"({"label":7})"), "no \"strokes\""));
  CHECK(contains(error_of(R"({"strokes":[[[1,2]]]} {})"), "not JSON"));
  CHECK(contains(error_of(R"({"strokes":[],"strokes":[]})"), "twice"));
  CHECK(contains(error_of(R"({"label":1,"label":2,"strokes":[]})"), "twice"));
  for (const char* label : {"10", "-1", "7.0", "\"7\"", "[7]", "{}", "true", "99999999999999999999"}) {
    CAPTURE(label);
    CHECK(contains(error_of(concatenate(R"({"label":)", label, R"(,"strokes":[]})")), "not a digit 0 to 9"));
  }
  for (const char* strokes :
       {"5", "null", "\"x\"", "{}", "[5]", "[[5]]", "[[[1]]]", "[[[1,2,3]]]", "[[[]]]", "[[[1,[2]]]]",
        "[[[1,null]]]", "[[[1,\"2\"]]]", "[[[1,true]]]", "[[[1,{}]]]", "[[[1,NaN]]]", "[[[1,Infinity]]]",
        "[[[1,1e999]]]", "[[[1,-1e10]]]", "[[[1,1000000001]]]"}) {
    CAPTURE(strokes);
    CHECK_FALSE(error_of(concatenate(R"({"label":1,"strokes":)", strokes, "}")).empty());
  }
  CHECK(error_of(R"({"strokes":[[[1000000000,-1000000000]]]})").empty());
}

TEST_CASE("huge and deep input is refused before it costs anything") {
  CHECK(contains(error_of(concatenate(R"({"strokes":)", repeated("[", 1'000'000))), "not arrays"));
  CHECK(contains(error_of(concatenate(R"({"x":)", repeated("[", 1'000'000))), "deep"));
  CHECK(contains(error_of(repeated(R"({"x":)", 1'000'000)), "deep"));
  const std::string point = "[1,2],";
  const auto digit = [&](int points) {
    return concatenate(R"({"strokes":[[)", repeated(point, points - 1)) + "[1,2]]]}";
  };
  CHECK(parse_strokes(digit(100'000)).strokes[0].size() == 100'000);
  CHECK(contains(error_of(digit(100'001)), "more than 100000 points"));
  CHECK(contains(error_of(concatenate(R"({"strokes":[)", repeated("[],", 100'000)) + "[]]}"),
                 "more than 100000 strokes"));
}

TEST_CASE("a file of strokes is read line by line, raw and packed") {
  const TemporaryFolder folder;
  const std::string lines =
      "{\"label\":1,\"strokes\":[[[0,0],[0,1]]]}\r\n\n{\"label\":2,\"strokes\":[[[0,0]]]}";
  write_file_atomically(folder / "raw.jsonl", bytes_of(lines));
  write_file_atomically(folder / "packed.jsonl.gz", gzip(bytes_of(lines)));
  for (const char* name : {"raw.jsonl", "packed.jsonl.gz"}) {
    const std::vector<LabelledStrokes> digits = read_strokes_file(folder / name);
    REQUIRE(digits.size() == 2);
    CHECK(*digits[0].label == 1);
    CHECK(*digits[1].label == 2);
  }
  write_file_atomically(folder / "bad.jsonl", bytes_of(lines + "\n{\"label\":3}\n"));
  const std::string error = input_error_of([&] { read_strokes_file(folder / "bad.jsonl"); });
  CHECK(contains(error, "bad.jsonl, line 4: "));
  write_file_atomically(folder / "empty.jsonl", bytes_of("\n \n"));
  CHECK(contains(input_error_of([&] { read_strokes_file(folder / "empty.jsonl"); }), "holds no digits"));
}
