#pragma once

#include "engine/backend/backend.hpp"

/// What launchers are: one an op, listed in backend.cpp, each turning views and attributes into launches of the kernels in the `.cuh`
/// beside it. They return before the device is done.
namespace inkgrad::cuda {

class Context;
using Views = std::span<const View>;
using Launcher = void(Context& context, Views in, Views out, const Attributes& attributes);

}  // namespace inkgrad::cuda
