#pragma once

#include <memory>
#include <span>

#include "engine/backend/backend.hpp"

namespace inkgrad::cuda {

class Context;

/// The rows as one kernel that stays on a cluster of multiprocessors, if they are a training step of a network that fits there:
/// `shared_memory` is what a block may have, in bytes, on a device of compute capability 9.0 or newer. Otherwise null.
std::unique_ptr<Program> make_persistent(Context& context, std::span<const PlanRow> rows, std::size_t shared_memory);

}  // namespace inkgrad::cuda
