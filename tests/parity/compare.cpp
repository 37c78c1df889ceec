#include "tests/parity/compare.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/autograd/functional.hpp"
#include "engine/backend/backend.hpp"

namespace inkgrad::test {

std::string where(Op op, const OpCase& c, const char* what) {
  std::string text = concatenate(name(op), " (", what, ") on");
  for (const Tensor& input : c.inputs) text += " " + to_string(input.shape());
  const Attributes& a = c.attributes;
  return text + concatenate(" kernel ", a.kernel, " stride ", a.stride, " padding ", a.padding, " transposes ",
                            a.transpose_a, a.transpose_b, " relu ", a.activation == Activation::relu, " axes ",
                            to_string(a.axes));
}

std::vector<std::byte> bytes_of(const Tensor& tensor) {
  std::vector<std::byte> bytes;
  backend(tensor.device()).read_back(contiguous(tensor), [&](std::span<const std::byte> read) { bytes.assign(read.begin(), read.end()); });
  return bytes;
}

std::string disagreement(const Tensor& got, const Tensor& truth, const Tensor& scale, double tolerance) {
  if (got.shape() != truth.shape()) return "shape " + to_string(got.shape()) + ", expected " + to_string(truth.shape());
  const std::vector<double> a = numbers(got), b = numbers(truth), s = numbers(scale);
  const bool single = got.dtype() == DType::float32;
  for (std::size_t i = 0; i < a.size(); ++i) {
    // Exact rows round the exact result once; the limit of the others is the table's.
    const bool near = tolerance == 0 ? a[i] == (single ? static_cast<float>(b[i]) : b[i])
                                     : std::abs(a[i] - b[i]) <= tolerance * s[i] + 1e-7;
    if (!near) return concatenate("element ", i, " is ", a[i], ", expected ", b[i], ", S ", s[i]);
  }
  return {};
}

void compare_with_truth(Device device, DType dtype, Size size, int cases, std::span<const Op> absent) {
  for (int number = 0; number < op_count; ++number) {
    const Op op = static_cast<Op>(number);
    const bool is_absent = std::find(absent.begin(), absent.end(), op) != absent.end();
    REQUIRE_MESSAGE(backend(device).supports(op, dtype) != is_absent, name(op));
    if (is_absent) continue;
    Random random(static_cast<std::uint64_t>(number) + 1);
    for (int round = 0; round < cases; ++round) {
      const OpCase exact = make_case(op, random, size);
      const std::vector<Tensor> truth = results(op, exact), scale = scales(op, exact);
      const std::vector<Tensor> got = results(op, converted(op, exact, dtype, device));
      REQUIRE(got.size() == static_cast<std::size_t>(row(op).outputs));
      for (std::size_t i = 0; i < got.size(); ++i) {
        const std::string wrong = disagreement(got[i], truth[i], scale[i], row(op).tolerance);
        REQUIRE_MESSAGE(wrong.empty(), where(op, exact, name(device).data()), ", result ", i, ": ", wrong);
      }
    }
  }
}

}  // namespace inkgrad::test
