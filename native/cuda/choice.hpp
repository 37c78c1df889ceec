#pragma once

#include "engine/backend/backend.hpp"
#include "native/cuda/random.cuh"

namespace inkgrad::cuda {

/// The images of gather_batch and augment_batch by their third input: places or, where batch_places is merged into the row
/// (Fusion::batch_places), its position.
Choice chosen(const View& places, const Attributes& attributes);

}  // namespace inkgrad::cuda
