#pragma once
// The table of one instruction set's kernels.

#include "engine/backend/cpu/isa/elementwise.hpp"
#include "engine/backend/cpu/isa/gemm.hpp"
#include "engine/backend/cpu/isa/image.hpp"
#include "engine/backend/cpu/isa/normalisation.hpp"
#include "engine/backend/cpu/isa/training.hpp"

namespace inkgrad::cpu::INKGRAD_ISA {

inline constexpr KernelTable make_table(const char* name) {
  return {
      .name = name,
      .gemm_scratch = gemm_scratch,
      .gemm_columns = tile_columns,
      .gemm = gemm,
      .fold_constant_columns = lanes == 4,
      .add = add,
      .sub = sub,
      .mul = mul,
      .div = div,
      .relu_backward = relu_backward,
      .add_scalar = add_scalar,
      .sub_scalar = sub_scalar,
      .mul_scalar = mul_scalar,
      .div_scalar = div_scalar,
      .neg = neg,
      .abs = abs,
      .exp = exp,
      .log = log,
      .sqrt = sqrt,
      .tanh = tanh,
      .sigmoid = sigmoid,
      .relu = relu,
      .sum_channels = sum_channels,
      .add_patches = add_patches,
      .max_pool = max_pool,
      .max_pool_backward = max_pool_backward,
      .avg_pool = avg_pool,
      .avg_pool_backward = avg_pool_backward,
      .channel_moments = channel_moments,
      .channel_gradients = channel_gradients,
      .channel_affine = channel_affine,
      .channel_combine = channel_combine,
      .cross_entropy = cross_entropy,
      .adam = adam,
      .sgd = sgd,
      .gather = gather,
  };
}

}  // namespace inkgrad::cpu::INKGRAD_ISA
