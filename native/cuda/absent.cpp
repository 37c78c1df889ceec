#include "native/cuda/open.hpp"

namespace inkgrad::cuda {

std::string open(const OpenOptions&) { return "this inkgrad was built without CUDA"; }
void close() {}

}  // namespace inkgrad::cuda
