// Every row of the op table on the CUDA backend, under several schedules, against the reference in float64 and PyTorch's numbers.
#include "engine/autograd/functional.hpp"
#include "tests/cuda/gpu.hpp"
#include "tests/parity/compare.hpp"
#include "tests/unit/golden_ops.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

TEST_CASE("cuda agrees with reference in float64") {
  for (const std::uint64_t seed : schedules) {
    CAPTURE(seed);
    const Gpu gpu(seed);
    compare_with_truth(Device::cuda, DType::float32, Size::small, 10);
  }
}

TEST_CASE("cuda agrees with reference in float64 on tensors of many blocks") {
  for (const std::uint64_t seed : {1, 2}) {
    CAPTURE(seed);
    const Gpu gpu(seed);
    compare_with_truth(Device::cuda, DType::float32, Size::large, 1);
  }
}

TEST_CASE("cuda gives PyTorch's values and gradients in float32") {
  for (const std::uint64_t seed : schedules) {
    CAPTURE(seed);
    const Gpu gpu(seed);
    run_golden_ops(Device::cuda, DType::float32, 5e-6);
  }
}

TEST_CASE("the same bytes come out of every schedule on cuda") {
  for (int number = 0; number < op_count; ++number) {
    const Op op = static_cast<Op>(number);
    std::vector<std::vector<std::byte>> first;
    for (const std::uint64_t seed : schedules) {
      const Gpu gpu(seed);
      Random random(6000 + static_cast<std::uint64_t>(number));
      const std::vector<Tensor> got = results(op, converted(op, make_case(op, random, Size::small), DType::float32, Device::cuda));
      for (std::size_t i = 0; i < got.size(); ++i) {
        if (seed == 0) first.push_back(bytes_of(got[i]));
        else CHECK_MESSAGE(bytes_of(got[i]) == first[i], name(op), ", result ", i, ", schedule ", seed);
      }
    }
  }
}

TEST_CASE("element-wise rows may write over an input on cuda") {
  const Gpu gpu(2);
  for (const Op op : {Op::add, Op::sub, Op::mul, Op::div, Op::pow, Op::neg, Op::abs, Op::exp, Op::log, Op::sqrt, Op::sin, Op::cos,
                      Op::tanh, Op::sigmoid, Op::relu, Op::relu_backward}) {
    for (std::size_t over = 0; over < static_cast<std::size_t>(row(op).inputs); ++over) {
      Random random(4000 + index_of(op));
      std::vector<float> values(37);
      for (float& v : values) v = static_cast<float>(random.integer(1, 4096)) / 1024;
      std::vector<Tensor> inputs;
      for (int i = 0; i < row(op).inputs; ++i) inputs.push_back(Tensor::from_values(values, {37}, Device::cuda));
      const std::vector<std::byte> apart = bytes_of(inkgrad::apply(op, inputs)[0]);
      apply_into(op, inputs, std::vector{inputs[over]});
      CHECK_MESSAGE(bytes_of(inputs[over]) == apart, name(op), " over input ", over);
    }
  }
}

TEST_CASE("elements that packs do not fit come out right on cuda") {
  const Gpu gpu(1);
  std::vector<float> values(41);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) - 20;
  const Tensor whole = Tensor::from_values(values, {41}, Device::cuda);
  for (std::int64_t start = 0; start < 4; ++start) {
    const Tensor part = whole.slice(0, start, 41);  // contiguous, but begins where no pack does
    const std::vector<float> doubled = (part + part).to_vector<float>(), negated = (-part).to_vector<float>();
    for (std::size_t i = 0; i < doubled.size(); ++i) {
      CHECK(doubled[i] == 2 * values[i + static_cast<std::size_t>(start)]);
      CHECK(negated[i] == -values[i + static_cast<std::size_t>(start)]);
    }
  }
}

TEST_CASE("a label or an index that is none is reported when something is read") {
  const Gpu gpu(0);
  const Tensor x = Tensor::full({3, 4}, 1, DType::float32, Device::cuda);
  const auto labels = [](std::int64_t label) { return Tensor::from_values<std::int64_t>({0, label, 1}, {3}, Device::cuda); };
  CHECK_NOTHROW(cross_entropy(x, labels(3)).loss.item());
  for (const std::int64_t wrong : {std::int64_t{-1}, std::int64_t{4}}) {
    CHECK_THROWS_AS(cross_entropy(x, labels(wrong)).loss.item(), Error);
    CHECK_THROWS_AS(index_select(x, 1, labels(wrong)).to_vector<float>(), Error);
    CHECK_THROWS_AS(apply_one(Op::one_hot, {labels(wrong)}, {.classes = 4}).to_vector<float>(), Error);
    CHECK_THROWS_AS(apply_one(Op::pick_class, {x, labels(wrong)}).to_vector<float>(), Error);
    CHECK_NOTHROW(x.to_vector<float>());  // said once
    const Tensor beyond = Tensor::from_values<std::int64_t>({0, 5 * wrong}, {2}, Device::cuda);
    CHECK_THROWS_AS(apply_one(Op::batch_places, {beyond}, {.batch = 2, .count = 9, .shuffle = true}).to_vector<std::int64_t>(), Error);
  }
}
