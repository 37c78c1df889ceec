#pragma once

#include "web/app/state/gpu.hpp"

namespace inkgrad {

/// The GPU by WebGPU, through the page: asks by `Module.measureOnGpu(many, one, repeats)`, is answered by `app_gpu_answer`.
Gpu* browser_gpu();

}  // namespace inkgrad
