#pragma once
// Takes the place of cuBLASLt's header of this name where g++ compiles the module for the tests: this folder comes first on their
// include path.

#include "tests/cuda_emulator/cublaslt.hpp"
