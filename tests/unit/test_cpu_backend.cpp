// What the CPU backend adds to its kernels: which one runs, what it refuses, and that it can be shared.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "engine/autograd/functional.hpp"
#include "engine/autograd/tape.hpp"
#include "engine/backend/backend.hpp"

using namespace inkgrad;

namespace {

Tensor numbered(const Shape& shape, Device device = Device::cpu) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < numel(shape); ++i) values.push_back(static_cast<float>(i * 37 % 101) / 16 - 3);
  return Tensor::from_values(values, shape, device);
}

std::vector<float> run(Op op, std::vector<Tensor> inputs, const Attributes& attributes = {}) {
  return inkgrad::apply(op, inputs, attributes)[0].to_vector<float>();
}

template <class F>
std::string error_of(F f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("cpu backend: every way to broadcast gives the reference's bytes") {
  const std::vector<std::vector<Shape>> pairs = {
      {{3, 5}, {3, 5}}, {{3, 5}, {5}},       {{3, 5}, {1, 5}},    {{3, 5}, {3, 1}}, {{3, 5}, {}},        {{3, 5}, {1, 1}},
      {{}, {3, 5}},     {{5}, {3, 5}},       {{3, 1}, {1, 5}},    {{2, 3, 4}, {4}}, {{2, 3, 4}, {3, 4}}, {{2, 3, 4}, {3, 1}},
      {{}, {}},         {{2, 3, 4}, {2, 1, 4}}, {{1, 5}, {5}},    {{0, 5}, {5}},    {{7, 1}, {7, 1}},    {{4, 1}, {1}}};
  for (const auto& shapes : pairs) {
    for (const Op op : {Op::add, Op::sub, Op::mul, Op::div}) {
      CAPTURE(to_string(shapes[0]));
      CAPTURE(to_string(shapes[1]));
      CHECK(run(op, {numbered(shapes[0]), numbered(shapes[1])}) ==
            run(op, {numbered(shapes[0], Device::reference), numbered(shapes[1], Device::reference)}));
    }
  }
}

TEST_CASE("cpu backend: sums over any axes are exact where the numbers allow it") {
  // multiples of 1/16 below 2^24 of them: every order of adding gives the same
  const Shape shape{3, 4, 1, 5};
  for (unsigned set = 0; set < 16; ++set) {
    Attributes attributes{.keepdims = set % 3 == 0};
    for (int axis = 0; axis < 4; ++axis) {
      if (set >> axis & 1) attributes.axes.push_back(axis % 2 ? axis : axis - 4);
    }
    CAPTURE(set);
    CHECK(run(Op::sum, {numbered(shape)}, attributes) == run(Op::sum, {numbered(shape, Device::reference)}, attributes));
  }
}

TEST_CASE("cpu backend: copies of strided views are in row-major order") {
  const Tensor x = numbered({2, 3, 4});
  const auto values = x.to_vector<float>();
  const auto turned = contiguous(x.transpose(0, 2)).to_vector<float>();
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      for (std::size_t k = 0; k < 2; ++k) CHECK(turned[(i * 3 + j) * 2 + k] == values[(k * 3 + j) * 4 + i]);
    }
  }
  const auto repeated = contiguous(numbered({3, 1}).expand({2, 3, 2})).to_vector<float>();
  const auto column = numbered({3, 1}).to_vector<float>();
  for (std::size_t i = 0; i < repeated.size(); ++i) CHECK(repeated[i] == column[i / 2 % 3]);
  CHECK(contiguous(x.slice(2, 1, 4, 2)).to_vector<float>()[3] == values[7]);
}

TEST_CASE("cpu backend: labels and indices that point outside are refused") {
  const Tensor logits = numbered({2, 3});
  for (const std::int64_t label : {-1, 3}) {
    const Tensor labels = Tensor::from_values(std::vector<std::int64_t>{0, label}, {2});
    CHECK(error_of([&] { cross_entropy(logits, labels); }) ==
          "label " + std::to_string(label) + " is outside the classes 0 to 2");
  }
  const Tensor images = Tensor::zeros({4, 6}, DType::uint8), labels = Tensor::zeros({4}, DType::int64);
  for (const std::int64_t index : {-1, 4}) {
    const Tensor indices = Tensor::from_values(std::vector<std::int64_t>{1, index}, {2});
    CHECK(error_of([&] { inkgrad::apply(Op::gather_batch, std::vector<Tensor>{images, labels, indices}); }) ==
          "gather_batch: index " + std::to_string(index) + " is outside the images 0 to 3");
  }
}

TEST_CASE("cpu backend: a batch is gathered and normalised as the reference does it, to the byte") {
  std::vector<std::uint8_t> pixels(3 * 256);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i);
  const Attributes attributes{.mean = 0.1307, .std = 0.3081};
  std::vector<std::vector<float>> batches;
  for (const Device device : {Device::cpu, Device::reference}) {
    const auto out = inkgrad::apply(Op::gather_batch,
                           std::vector<Tensor>{Tensor::from_values(pixels, {3, 256}, device),
                                               Tensor::from_values(std::vector<std::int64_t>{7, 8, 9}, {3}, device),
                                               Tensor::from_values(std::vector<std::int64_t>{2, 0}, {2}, device)},
                           attributes);
    batches.push_back(out[0].to_vector<float>());
    CHECK(out[1].to_vector<std::int64_t>() == std::vector<std::int64_t>{9, 7});
  }
  CHECK(batches[0] == batches[1]);
}

TEST_CASE("cpu backend: describes itself, and computes float64 too") {
  cpu_backend().set_threads(1);
  const std::string text = cpu_backend().description();
  CHECK(text.substr(0, 5) == "cpu (");
  CHECK(text.substr(text.size() - 11) == ", 1 thread)");
  const Tensor x = Tensor::from_values(std::vector<double>{1, 2, 3}, {3});
  CHECK((x * x).to_vector<double>() == std::vector<double>{1, 4, 9});
}
