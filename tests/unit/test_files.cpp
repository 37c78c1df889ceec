#include <fstream>

#include "engine/io/files.hpp"
#include "tests/unit/bytes.hpp"

using namespace inkgrad;
using namespace inkgrad::test;
namespace fs = std::filesystem;

TEST_CASE("a file is written whole, replaced whole, and read back") {
  const TemporaryFolder folder;
  const fs::path path = folder / "model";
  for (const std::size_t size : {0UL, 1UL, 65'536UL, 200'001UL, 10UL}) {
    write_file_atomically(path, varied(size));
    CHECK(read_file(path) == varied(size));
  }
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("reading and writing errors name the path and the reason") {
  const TemporaryFolder folder;
  CHECK(contains(input_error_of([&] { read_file(folder / "missing"); }), "missing: No such file"));
  CHECK(contains(input_error_of([&] { read_file(folder.path()); }), "is a folder"));
  write_file_atomically(folder / "ten", varied(10));
  CHECK(contains(input_error_of([&] { read_file(folder / "ten", 9); }), "larger than the 9 bytes"));
  CHECK(read_file(folder / "ten", 10).size() == 10);
  CHECK(contains(input_error_of([&] { write_file_atomically(folder.path(), {}); }), "is a folder"));
  CHECK(
      contains(input_error_of([&] { write_file_atomically(folder / "no/such/file", {}); }), "make it first"));
}

TEST_CASE("writing through a symbolic link keeps the link") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "old", varied(3));
  fs::create_symlink("old", folder / "link");
  write_file_atomically(folder / "link", varied(5));
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(read_file(folder / "old") == varied(5));
}

TEST_CASE("an error's message is always one line") {
  CHECK(std::string(Error(Error::Kind::Input, "a\nb\r\tc").what()) == "a b  c");
}
