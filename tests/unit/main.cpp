// The one main of the test program: every tests/unit/*.cpp and tests/parity/*.cpp is linked into it.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
