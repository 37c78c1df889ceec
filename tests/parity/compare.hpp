#pragma once

#include <span>
#include <string>

#include "tests/parity/op_cases.hpp"

/// What the parity tests of all devices share.
namespace inkgrad::test {

/// A case in words, for messages.
std::string where(Op op, const OpCase& c, const char* what);

/// The elements as they lie in memory, on the host.
std::vector<std::byte> bytes_of(const Tensor& tensor);

/// "" if `got` is as near to `truth` as its row says; otherwise what is wrong.
std::string disagreement(const Tensor& got, const Tensor& truth, const Tensor& scale, double tolerance);

/// Runs random cases of every row on a device, and the same on the reference in float64, and requires that they agree. `absent`: the
/// rows that the device has no kernel for, and says so.
void compare_with_truth(Device device, DType dtype, Size size, int cases, std::span<const Op> absent = {});

}  // namespace inkgrad::test
