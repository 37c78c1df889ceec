// Every row of the op table on every device, from the table: a new row tests itself.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "engine/autograd/functional.hpp"
#include "engine/backend/backend.hpp"
#include "tests/parity/compare.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

constexpr int rounds = 30;

}  // namespace

TEST_CASE("reference in float32 agrees with reference in float64") {
  compare_with_truth(Device::reference, DType::float32, Size::small, rounds);
}

TEST_CASE("cpu agrees with reference in float64") {
  compare_with_truth(Device::cpu, DType::float32, Size::small, rounds);
  compare_with_truth(Device::cpu, DType::float32, Size::large, 3);
}

TEST_CASE("fused rows agree with their decomposition") {
  int fused = 0;
  for (int number = 0; number < op_count; ++number) {
    const Op op = static_cast<Op>(number);
    if (row(op).decomposition == nullptr) continue;
    ++fused;
    Random random(1000 + static_cast<std::uint64_t>(number));
    for (int round = 0; round < rounds; ++round) {
      const OpCase exact = make_case(op, random, Size::small);
      const std::vector<Tensor> scale = scales(op, exact), truth = results(op, exact);
      const OpCase on_cpu = converted(op, exact, DType::float32, Device::cpu);
      const std::vector<Tensor> parts = row(op).decomposition(exact.inputs, exact.attributes);
      const std::vector<Tensor> parts_on_cpu = row(op).decomposition(on_cpu.inputs, on_cpu.attributes);
      REQUIRE(parts.size() == truth.size());
      for (std::size_t i = 0; i < truth.size(); ++i) {
        std::string wrong = disagreement(parts[i], truth[i], scale[i], 1e-12);
        REQUIRE_MESSAGE(wrong.empty(), where(op, exact, "decomposition in float64"), ", result ", i, ": ", wrong);
        wrong = disagreement(parts_on_cpu[i], truth[i], scale[i], row(op).tolerance);
        REQUIRE_MESSAGE(wrong.empty(), where(op, exact, "decomposition on cpu"), ", result ", i, ": ", wrong);
      }
    }
  }
  CHECK(fused > 0);
}

TEST_CASE("results do not depend on the number of threads") {
  for (int number = 0; number < op_count; ++number) {
    const Op op = static_cast<Op>(number);
    Random random(2000 + static_cast<std::uint64_t>(number));
    for (int round = 0; round < 3; ++round) {
      const OpCase c = converted(op, make_case(op, random, Size::large), DType::float32, Device::cpu);
      backend(Device::cpu).set_threads(1);
      const std::vector<Tensor> one = results(op, c);
      for (const int threads : {2, 3}) {
        backend(Device::cpu).set_threads(threads);
        const std::vector<Tensor> several = results(op, c);
        for (std::size_t i = 0; i < one.size(); ++i) {
          CHECK_MESSAGE(bytes_of(one[i]) == bytes_of(several[i]), where(op, c, "threads"), ", ", threads, " threads, result ", i);
        }
      }
      backend(Device::cpu).set_threads(1);
    }
  }
}

TEST_CASE("a row run twice gives the same bytes") {
  for (int number = 0; number < op_count; ++number) {
    const Op op = static_cast<Op>(number);
    Random random(3000 + static_cast<std::uint64_t>(number));
    const OpCase c = converted(op, make_case(op, random, Size::small), DType::float32, Device::cpu);
    const std::vector<Tensor> first = results(op, c), second = results(op, c);
    for (std::size_t i = 0; i < first.size(); ++i) CHECK_MESSAGE(bytes_of(first[i]) == bytes_of(second[i]), name(op));
  }
}

TEST_CASE("element-wise rows may write over an input") {
  for (const Op op : {Op::add, Op::sub, Op::mul, Op::div, Op::pow, Op::neg, Op::abs, Op::exp, Op::log, Op::sqrt, Op::sin, Op::cos,
                      Op::tanh, Op::sigmoid, Op::relu, Op::relu_backward}) {
    for (const Device device : {Device::reference, Device::cpu}) {
      for (std::size_t over = 0; over < static_cast<std::size_t>(row(op).inputs); ++over) {
        Random random(4000 + index_of(op));
        std::vector<float> values(37);
        for (float& v : values) v = static_cast<float>(random.integer(1, 4096)) / 1024;
        std::vector<Tensor> inputs;
        for (int i = 0; i < row(op).inputs; ++i) inputs.push_back(Tensor::from_values(values, {37}, device));
        const std::vector<std::byte> apart = bytes_of(inkgrad::apply(op, inputs)[0]);
        apply_into(op, inputs, std::vector{inputs[over]});
        CHECK_MESSAGE(bytes_of(inputs[over]) == apart, name(op), " over input ", over, " on ", name(device));
      }
    }
  }
}

TEST_CASE("infinities and not-a-numbers come out the same everywhere") {
  const float inf = INFINITY, nan = NAN;
  const std::vector<float> special{inf, -inf, nan, 0.0f, -0.0f, 1.0f, -1.0f, 3e38f, -3e38f, 1e-40f, 100.0f, -100.0f};
  std::vector<float> left, right;
  for (const float a : special) {
    for (const float b : special) {
      left.push_back(a);
      right.push_back(b);
    }
  }
  const auto same = [](const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (std::isnan(a[i]) != std::isnan(b[i])) return false;
      if (!std::isnan(a[i]) && a[i] != b[i] && !(std::abs(a[i] - b[i]) <= tolerance * std::abs(b[i]) + 1e-30)) return false;
    }
    return true;
  };
  const Shape shape{static_cast<std::int64_t>(left.size())};
  for (const Op op : {Op::add, Op::sub, Op::mul, Op::div, Op::neg, Op::abs, Op::exp, Op::log, Op::sqrt, Op::tanh, Op::sigmoid,
                      Op::relu, Op::relu_backward, Op::amax}) {
    std::vector<std::vector<double>> by_device;
    for (const Device device : {Device::reference, Device::cpu}) {
      std::vector<Tensor> inputs{Tensor::from_values(left, shape, device)};
      if (row(op).inputs == 2) inputs.push_back(Tensor::from_values(right, shape, device));
      by_device.push_back(numbers(inkgrad::apply(op, inputs)[0]));
    }
    CHECK_MESSAGE(same(by_device[1], by_device[0], 2e-6), name(op));
  }
}
