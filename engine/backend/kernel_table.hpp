#pragma once

#include <array>

#include "engine/backend/backend.hpp"

namespace inkgrad {

/// A host kernel: (inputs, outputs, attributes) under the contract of Backend::run.
using Kernel = void (*)(std::span<const View> inputs, std::span<const View> outputs, const Attributes& attributes);

/// The entry of an op that a device cannot do: an explicit gap, reported before training starts.
[[noreturn]] inline void unsupported_kernel(std::span<const View>, std::span<const View>, const Attributes&) {
  unsupported("this op is not supported on this device");
}

/// The entry of the rows that compute nothing (is_view).
inline void view_kernel(std::span<const View>, std::span<const View>, const Attributes&) {}

struct KernelRow {
  Op op;
  Kernel kernel;
};

/// Whether a table has one kernel for each Op, in the order of the enumerators: for static_assert.
constexpr bool is_complete(const std::array<KernelRow, op_count>& table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (index_of(table[i].op) != i || table[i].kernel == nullptr) return false;
  }
  return true;
}

}  // namespace inkgrad
