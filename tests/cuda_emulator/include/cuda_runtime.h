#pragma once
// Takes the place of CUDA's header of this name where g++ compiles CUDA sources for the tests: this folder comes first on
// their include path.

#include "tests/cuda_emulator/kernel_language.hpp"
#include "tests/cuda_emulator/runtime.hpp"
