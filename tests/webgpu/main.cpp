// The test program of the WebGPU backend: tests/web/webgpu.test.mjs runs it in a browser.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <emscripten.h>

#include <cstdio>

#include "tests/unit/thorough.hpp"
#include "web/webgpu/backend.hpp"

namespace {
bool is_thorough = false;
}

bool inkgrad::test::thorough() { return is_thorough; }

/// Runs the tests whose names fit the pattern. 0: all passed; 1: some failed; 2: there is no GPU, and a line says why.
extern "C" EMSCRIPTEN_KEEPALIVE int run_tests(const char* pattern, int thorough) {
  is_thorough = thorough != 0;
  if (const std::string why_not = inkgrad::webgpu::open(); !why_not.empty()) {
    std::printf("no GPU: %s\n", why_not.c_str());
    return 2;
  }
  doctest::Context context;
  context.setOption("no-colors", true);
  context.setOption("no-intro", true);
  context.addFilter("test-case", pattern);
  const int failed = context.run();
  inkgrad::webgpu::close();
  return failed;
}
