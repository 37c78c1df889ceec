#include "engine/io/safetensors.hpp"
#include "tests/unit/bytes.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

/// A file with this header, the length in front, and so many bytes of data.
Bytes with_header(std::string_view header, std::size_t data = 0) {
  Bytes bytes(8);
  for (std::size_t i = 0; i < 8; ++i)
    bytes[i] = static_cast<std::byte>(std::uint64_t{header.size()} >> (8 * i));
  append(bytes, bytes_of(header));
  append(bytes, varied(data));
  return bytes;
}

std::string error_of(const Bytes& file) {
  return input_error_of([&] { parse_safetensors(file, "m.safetensors"); });
}

// Not by operator+: g++ 12 warns of an overlap that is not there when a literal stands before a temporary.
std::string braced(std::string_view inside) { return concatenate('{', inside, '}'); }

std::string entry(std::string_view name, std::string_view dtype, std::string_view shape,
                  std::string_view offsets) {
  return concatenate('"', name, R"(":{"dtype":")", dtype, R"(","shape":)", shape, R"(,"data_offsets":)",
                     offsets, '}');
}

}  // namespace

TEST_CASE("safetensors are laid out as the reference implementation lays them out") {
  SafeTensors file;
  file.metadata = {{"format", "inkgrad"}, {"a", "\"\n"}};
  file.tensors = {
      {"b", {"F32", {2}, varied(8)}}, {"a", {"F32", {1, 1}, varied(4)}}, {"z", {"I64", {}, varied(8)}}};
  const std::string header = R"({"__metadata__":{"a":"\"\n","format":"inkgrad"},)"
                             R"("z":{"dtype":"I64","shape":[],"data_offsets":[0,8]},)"
                             R"("a":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]},)"
                             R"("b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}})";
  std::string padded = header;
  while (padded.size() % 8 != 0) padded += ' ';
  Bytes expected = with_header(padded);
  append(expected, varied(8));
  append(expected, varied(4));
  append(expected, varied(8));
  CHECK(serialise(file) == expected);

  std::swap(file.tensors[0], file.tensors[2]);
  CHECK(serialise(file) == expected);

  const SafeTensors back = parse_safetensors(expected, "back");
  CHECK(back.metadata == file.metadata);
  REQUIRE(back.tensors.size() == 3);
  CHECK(back.tensors[0].first == "z");
  CHECK(back.tensors[0].second.shape.empty());
  REQUIRE(back.find("b") != nullptr);
  CHECK(back.find("b")->dtype == "F32");
  CHECK(back.find("b")->shape == std::vector<std::int64_t>{2});
  CHECK(back.find("b")->data == varied(8));
  CHECK(back.find("c") == nullptr);
  CHECK(serialise(back) == expected);
}

TEST_CASE("safetensors without tensors, without metadata, with empty tensors") {
  CHECK(parse_safetensors(with_header("{}"), "f").tensors.empty());
  CHECK(serialise(SafeTensors{}) == with_header("{}      "));
  SafeTensors file;
  file.tensors = {
      {"none", {"F32", {0, 3}, {}}}, {"some", {"U8", {2}, varied(2)}}, {"zero", {"F32", {0}, {}}}};
  const SafeTensors back = parse_safetensors(serialise(file), "f");
  REQUIRE(back.tensors.size() == 3);
  CHECK(back.find("none")->shape == std::vector<std::int64_t>{0, 3});
  CHECK(back.find("some")->data == varied(2));
  // Offsets may be listed in any order, and data_offsets may come before dtype.
  const Bytes mixed =
      with_header(braced(concatenate(R"("b":{"data_offsets":[1,2],"shape":[1],"dtype":"U8"},)",
                                     entry("a", "BOOL", "[1]", "[0,1]"))),
                  2);
  CHECK(parse_safetensors(mixed, "f").tensors[0].first == "a");
}

TEST_CASE("wrong safetensors are refused, with the reason") {
  const auto header_error = [](const std::string& header, std::size_t data = 0) {
    return error_of(with_header(header, data));
  };
  CHECK(contains(error_of({}), "m.safetensors: 0 bytes are too few"));
  CHECK(contains(error_of(Bytes(8)), "does not begin with {"));
  CHECK(contains(error_of(bytes_of("\x10       {}")), "a header of"));
  CHECK(contains(error_of(Bytes(100, std::byte{0xff})), "a header of 18446744073709551615 bytes"));
  CHECK(contains(header_error("[]"), "does not begin with {"));
  CHECK(contains(header_error("{"), "not JSON"));
  CHECK(contains(header_error("{}{}"), "not JSON"));
  CHECK(contains(header_error(R"({"a":1})"), "expected an object"));
  CHECK(contains(header_error(R"({"a":{}})"), "lacks dtype"));
  CHECK(contains(header_error(R"({"a":{"dtype":"F32","shape":[1]}})"), "lacks dtype, shape or data_offsets"));
  CHECK(contains(header_error(braced(entry("a", "F32", "[1]", "[0]")), 4), "two numbers"));
  CHECK(contains(header_error(braced(entry("a", "F32", "[1]", "[0,4,4]")), 4), "two numbers"));
  CHECK(contains(header_error(braced(entry("a", "F31", "[1]", "[0,4]")), 4), "unknown dtype \"F31\""));
  CHECK(contains(header_error(braced(entry("a", "F32", "[-1]", "[0,4]")), 4), "negative"));
  CHECK(contains(header_error(braced(entry("a", "F32", "[1.5]", "[0,4]")), 4), "not whole"));
  CHECK(contains(header_error(braced(entry("a", "F32", "[[1]]", "[0,4]")), 4), "an array"));
  CHECK(contains(header_error(braced(entry("a", "F32", "\"1\"", "[0,4]")), 4), "a text"));
  CHECK(contains(header_error(braced(entry("a", "F32", "null", "[0,4]")), 4), "null"));
  CHECK(contains(header_error(R"({"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4),
                 "twice"));
  CHECK(contains(header_error(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":[1]}})", 4),
                 "more"));
  CHECK(contains(header_error(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":{}}})", 4),
                 "more"));
}

TEST_CASE("names must differ, and metadata must be texts") {
  const std::string a = entry("a", "F32", "[1]", "[0,4]");
  CHECK(contains(error_of(with_header(braced(a + "," + a), 4)), "\"a\" is there twice"));
  CHECK(contains(error_of(with_header(R"({"__metadata__":{"k":1}})")), "metadata \"k\""));
  CHECK(contains(error_of(with_header(R"({"__metadata__":{"k":["v"]}})")), "metadata \"k\""));
  CHECK(contains(error_of(with_header(R"({"__metadata__":{"k":{}}})")), "metadata \"k\""));
  CHECK(contains(error_of(with_header(R"({"__metadata__":{"k":"1","k":"2"}})")), "\"k\" is there twice"));
  CHECK(contains(error_of(with_header(R"({"__metadata__":{},"__metadata__":{}})")), "twice"));
}

TEST_CASE("offsets must cover the data exactly, and shapes must fit") {
  const auto error = [](const std::string& a, const std::string& b, std::size_t data) {
    return error_of(with_header(braced(b.empty() ? a : a + "," + b), data));
  };
  const std::string a = entry("a", "F32", "[1]", "[0,4]");
  CHECK(contains(error(a, entry("b", "F32", "[1]", "[2,6]"), 8), "expected 4"));
  CHECK(contains(error(a, entry("b", "F32", "[1]", "[0,4]"), 4), "expected 4"));
  CHECK(contains(error(a, entry("b", "F32", "[1]", "[8,12]"), 12), "expected 4"));
  CHECK(contains(error(entry("a", "F32", "[1]", "[4,8]"), "", 8), "expected 0"));
  CHECK(contains(error(a, "", 3), "the file has 3 bytes"));
  CHECK(contains(error(a, "", 5), "1 bytes after the last tensor's data"));
  CHECK(contains(error(entry("a", "F32", "[1]", "[4,0]"), "", 4), "data from 4 to 0"));
  CHECK(contains(error(entry("a", "F32", "[2]", "[0,4]"), "", 4), "do not fit"));
  CHECK(contains(error(entry("a", "F64", "[1]", "[0,4]"), "", 4), "do not fit"));
  CHECK(contains(error(entry("a", "F32", "[0]", "[0,4]"), "", 4), "do not fit"));
  // Products that overflow 64 bits, to 0 and to 4.
  CHECK(contains(error(entry("a", "F32", "[4294967296,4294967296]", "[0,0]"), "", 0), "do not fit"));
  CHECK(contains(error(entry("a", "F32", "[4611686018427387905]", "[0,4]"), "", 4), "do not fit"));
  CHECK(contains(error(entry("a", "F32", "[18446744073709551615]", "[0,4]"), "", 4), "a length of"));
  CHECK(contains(error(entry("a", "F32", "[18446744073709551616]", "[0,4]"), "", 4), "not whole"));
  std::string ones = "[1";
  for (int i = 0; i < 32; ++i) ones += ",1";
  CHECK(contains(error(entry("a", "F32", ones + "]", "[0,4]"), "", 4), "more than 32"));
}

TEST_CASE("a file that cannot be written is refused") {
  const auto error = [](SafeTensors file) { return input_error_of([&] { serialise(file); }); };
  CHECK(contains(error({{}, {{"a", {"F31", {}, varied(4)}}}}), "unknown dtype"));
  CHECK(contains(error({{}, {{"a", {"F32", {2}, varied(4)}}}}), "do not fit"));
  CHECK(contains(error({{}, {{"a", {"F32", {-1}, varied(4)}}}}), "do not fit"));
  CHECK(contains(error({{}, {{"a", {"U8", {1}, varied(1)}}, {"a", {"U8", {1}, varied(1)}}}}), "two tensors"));
  CHECK(contains(error({{}, {{"__metadata__", {"U8", {1}, varied(1)}}}}), "cannot be called"));
  CHECK(contains(error({{}, {{"\xff", {"U8", {1}, varied(1)}}}}), "UTF-8"));
  CHECK(contains(error({{{"k", "\xc3"}}, {}}), "UTF-8"));
}
