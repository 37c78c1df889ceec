// The main of inkgrad_gpu_tests: the CUDA backend on this machine's GPU, built by nvcc. Where there is none, it says why and tests nothing.
//   --thorough   whole traces: ./run test --device cuda asks for it
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>
#include <string>
#include <string_view>

#include "engine/backend/backend.hpp"
#include "native/cuda/open.hpp"
#include "tests/unit/thorough.hpp"

namespace {
bool is_thorough = false;
}

bool inkgrad::test::thorough() { return is_thorough; }

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) is_thorough = is_thorough || std::string_view(argv[i]) == "--thorough";
  if (const std::string why_not = inkgrad::cuda::open(); !why_not.empty()) {
    std::printf("skipped: no test on a GPU: %s\n0 passed, 0 failed, 1 skipped\n", why_not.c_str());
    return 0;
  }
  std::printf("on %s\n", inkgrad::backend(inkgrad::Device::cuda).description().c_str());
  inkgrad::cuda::close();
  return doctest::Context(argc, argv).run();
}
