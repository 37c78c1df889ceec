// float64 in integers (shaders/wgsl/float64.wgsl): the same bits as the host's.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/ops/op.hpp"
#include "tests/parity/op_cases.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

/// Of any sign, with all bits of the mantissa, of about the size 2^power.
double number_near(Random& random, int power) {
  const auto mantissa = static_cast<double>(random.integer(0, highest - 1) | 1) * 0x1p-63;
  return std::ldexp(random.coin() ? mantissa : -mantissa, power);
}

}  // namespace

TEST_CASE("webgpu adds float64 to the same bits") {
  const double inf = std::numeric_limits<double>::infinity(), least = std::numeric_limits<double>::denorm_min();
  std::vector<double> a{inf, inf, -inf, 1, 0.0, -0.0, least, 3 * least, 0x1p-1022, 0x1.fffffffffffffp1023, 1, 1};
  std::vector<double> b{1, inf, -inf, -1, -0.0, -0.0, least, -least, -least, 0x1.fffffffffffffp1023, 0x1p-53, 0x1.8p-53};
  Random random(5);
  for (int i = 0; i < 3000; ++i) {
    const auto power = static_cast<int>(random.integer(-40, 40));
    a.push_back(number_near(random, power));
    b.push_back(number_near(random, power + static_cast<int>(random.integer(-60, 60))));
  }
  const Shape shape{static_cast<std::int64_t>(a.size())};
  const Tensor sum = apply_one(Op::add, {Tensor::from_values(a, shape, Device::webgpu), Tensor::from_values(b, shape, Device::webgpu)});
  const std::vector<double> got = sum.to_vector<double>();
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool same = std::bit_cast<std::int64_t>(got[i]) == std::bit_cast<std::int64_t>(a[i] + b[i]);
    REQUIRE_MESSAGE(same, a[i], " + ", b[i], " is ", got[i], ", expected ", a[i] + b[i]);
  }
}

TEST_CASE("webgpu adds up an epoch's losses to the same bits") {
  Random random(6);
  const Tensor sums = Tensor::zeros({3}, DType::float64, Device::webgpu);
  double losses = 0, hits = 0;
  for (int batch = 0; batch < 300; ++batch) {
    const auto loss = static_cast<float>(number_near(random, 2));
    const std::int64_t correct = random.integer(0, 96);
    const Tensor loss_there = Tensor::scalar(loss, DType::float32, Device::webgpu);
    const Tensor correct_there = Tensor::scalar(static_cast<double>(correct), DType::int64, Device::webgpu);
    apply_into(Op::accumulate_metrics, {{loss_there, correct_there}}, {{sums}}, {.batch = 97});
    losses += static_cast<double>(loss) * 97;
    hits += static_cast<double>(correct);
  }
  const std::vector<double> got = sums.to_vector<double>();
  CHECK(got[1] == losses);
  CHECK(got[2] == hits);
}
