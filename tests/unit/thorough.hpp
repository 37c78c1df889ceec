#pragma once

namespace inkgrad::test {

/// Whether the test program was started with --thorough: then tests that have a longer form run it and print their figures.
bool thorough();

}  // namespace inkgrad::test
