// Products of linear layers by cuBLASLt in each precision: beside float64 and PyTorch's numbers, whole rows of plans, too.
#include <array>

#include "engine/autograd/functional.hpp"
#include "tests/cuda/products.hpp"
#include "tests/parity/compare.hpp"
#include "tests/unit/golden_ops.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

std::int64_t inner_length(Op op, const OpCase& c) {
  const Shape& shape = c.inputs[0].shape();
  return op == Op::matmul && c.attributes.transpose_a ? shape[0] : shape[1];
}

}  // namespace

TEST_CASE("linear and matmul by cuBLASLt agree with float64 in each precision") {
  for (const std::uint64_t seed : schedules) {
    const Gpu gpu(seed, all_products());
    if (has_no_cublaslt()) return;
    for (const Op op : {Op::linear, Op::matmul}) {
      Random random(31 + index_of(op));
      for (int round = 0; round < 14; ++round) {
        OpCase exact = make_case(op, random, round < 12 ? Size::small : Size::large);
        const std::vector<Tensor> truth = results(op, exact), scale = scales(op, exact);
        for (const Precision precision : precisions) {
          exact.attributes.precision = precision;
          const std::vector<Tensor> got = results(op, converted(op, exact, DType::float32, Device::cuda));
          const std::string wrong = disagreement(got[0], truth[0], scale[0], tolerance(precision, inner_length(op, exact)));
          REQUIRE_MESSAGE(wrong.empty(), where(op, exact, "cuBLASLt"), ", ", mantissa(precision), " bits: ", wrong);
        }
      }
    }
  }
}

TEST_CASE("PyTorch's values and gradients come out of cuBLASLt in float32") {
  const Gpu gpu(1, all_products());
  if (has_no_cublaslt()) return;
  run_golden_ops(Device::cuda, DType::float32, 5e-6);
}

TEST_CASE("what plans fuse comes out of cuBLASLt as of its parts: a bias's gradient, a ReLU's slope") {
  struct Case {
    std::int64_t m, n, k;
  };
  for (const auto& [m, n, k] : {Case{1, 1, 1}, Case{3, 5, 7}, Case{10, 17, 64}, Case{16, 33, 130}}) {
    std::vector<std::vector<std::byte>> first;
    for (const std::uint64_t seed : schedules) {
      const Gpu gpu(seed, all_products());
      if (has_no_cublaslt()) return;
      const auto exact = [](const Tensor& tensor) { return converted(tensor, DType::float64, Device::reference); };
      const auto on_gpu = [](const Tensor& tensor) { return converted(tensor, DType::float32, Device::cuda); };
      const Tensor a = numbers_on({k, m}, 5, Device::reference), b = numbers_on({k, n}, 6, Device::reference);
      const Tensor activated = relu(numbers_on({m, n}, 7, Device::reference));
      const Tensor exact_a = exact(a), exact_b = exact(b);
      const Tensor product = matmul(exact_a.transpose(0, 1), exact_b), scale = matmul(abs(exact_a).transpose(0, 1), abs(exact_b));
      const Tensor slope = apply_one(Op::relu_backward, {product, exact(activated)});
      std::vector<std::vector<std::byte>> all;
      for (const Precision precision : precisions) {
        const Attributes attributes{.transpose_a = true, .precision = precision};
        const auto empty = [](const Shape& shape) { return Tensor::empty(shape, DType::float32, Device::cuda); };
        const Tensor c = empty({m, n}), sums = empty({m}), masked = empty({m, n});
        const Tensor there_a = on_gpu(a), there_b = on_gpu(b), there_activated = on_gpu(activated);
        const View first_factor = view_of(there_a), second = view_of(there_b), slopes = view_of(there_activated);
        Backend& device = backend(Device::cuda);
        device.run(Op::matmul, std::array{first_factor, second}, std::array{view_of(c), view_of(sums)}, attributes);
        device.run(Op::matmul, std::array{first_factor, second, slopes}, std::array{view_of(masked)}, attributes);
        CHECK(disagreement(c, product, scale, tolerance(precision, k)) == "");
        CHECK(disagreement(masked, slope, scale, tolerance(precision, k)) == "");
        CHECK(disagreement(sums, sum(exact_a, {0}), sum(abs(exact_a), {0}), tolerance(precision, k)) == "");
        for (const Tensor& result : {c, masked, sums}) all.push_back(bytes_of(result));
      }
      // These factors have more bits than are kept. (A GPU is only allowed to drop them.)
      if (!is_real_gpu) CHECK((all[0] != all[3] && all[3] != all[6]));
      if (first.empty()) first = all;
      else CHECK_MESSAGE(all == first, m, " x ", n, " x ", k, ", schedule ", seed);
    }
  }
}
