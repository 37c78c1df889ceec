// The one main of the test program: every tests/unit/*.cpp and tests/parity/*.cpp is linked into it.
//   --thorough   what takes minutes too, with figures: ./run accept asks for it
#define DOCTEST_CONFIG_IMPLEMENT
#include "tests/unit/thorough.hpp"

#include <doctest/doctest.h>

#include <string_view>

namespace {
bool is_thorough = false;
}

bool inkgrad::test::thorough() { return is_thorough; }

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) is_thorough = is_thorough || std::string_view(argv[i]) == "--thorough";
  return doctest::Context(argc, argv).run();
}
