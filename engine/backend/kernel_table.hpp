#pragma once

#include <array>

#include "engine/backend/backend.hpp"

namespace inkgrad {

/// A host kernel: (inputs, outputs, attributes) under the contract of Backend::run.
using KernelFunction = void(std::span<const View> inputs, std::span<const View> outputs, const Attributes& attributes);
using Kernel = KernelFunction*;

/// The entry of an op that a device cannot do: an explicit gap, reported before training starts.
[[noreturn]] inline void unsupported_kernel(std::span<const View>, std::span<const View>, const Attributes&) {
  unsupported("this op is not supported on this device");
}

/// The entry of the rows that compute nothing (is_view).
inline void view_kernel(std::span<const View>, std::span<const View>, const Attributes&) {}

/// A row takes its kernel by reference: a table with a missing or null kernel does not compile. (Comparing with nullptr in a
/// static_assert would say the same, but is no constant expression to g++ under the sanitizers.)
struct KernelRow {
  constexpr KernelRow(Op op_, KernelFunction& kernel_) : op(op_), kernel(kernel_) {}

  Op op;
  Kernel kernel;
};

/// Whether a table has its rows in the order of the enumerators: for static_assert.
constexpr bool is_complete(const std::array<KernelRow, op_count>& table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (index_of(table[i].op) != i) return false;
  }
  return true;
}

}  // namespace inkgrad
