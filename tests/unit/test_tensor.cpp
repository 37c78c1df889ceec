#include <doctest/doctest.h>

#include "engine/autograd/functional.hpp"
#include "engine/backend/reference/xtensor.hpp"
#include "tests/unit/bytes.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

Tensor counting(const Shape& shape) {
  std::vector<float> values(static_cast<std::size_t>(numel(shape)));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  return Tensor::from_values(values, shape);
}

}  // namespace

TEST_CASE("broadcasting follows NumPy's rules") {
  CHECK(broadcast_shapes({256, 256, 3}, {3}) == Shape{256, 256, 3});
  CHECK(broadcast_shapes({8, 1, 6, 1}, {7, 1, 5}) == Shape{8, 7, 6, 5});
  CHECK(broadcast_shapes({}, {2}) == Shape{2});
  CHECK(broadcast_shapes({0, 3}, {1}) == Shape{0, 3});
}

TEST_CASE("an incompatible pair of shapes names both shapes and the axis") {
  const std::string message = input_error_of([] { broadcast_shapes({2, 3}, {2, 4}); });
  CHECK(message.find("[2, 3]") != std::string::npos);
  CHECK(message.find("[2, 4]") != std::string::npos);
  CHECK(message.find("axis -1") != std::string::npos);
}

TEST_CASE("a shape holds at most eight axes") {
  Shape shape{1, 1, 1, 1, 1, 1, 1, 1};
  CHECK_THROWS_AS(shape.push_back(1), Error);
}

TEST_CASE("views share storage") {
  const Tensor x = counting({2, 3, 4});
  CHECK(x.select(1, -1).to_vector<float>() == std::vector<float>{8, 9, 10, 11, 20, 21, 22, 23});
  CHECK(x.slice(2, 1, 4, 2).to_vector<float>() == std::vector<float>{1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23});
  CHECK(x.slice(0, -1, 100).select(0, 0).to_vector<float>()[0] == 12);
  CHECK(x.transpose(0, 2).shape() == Shape{4, 3, 2});
  CHECK(x.transpose(0, 2).select(0, 1).to_vector<float>() == std::vector<float>{1, 13, 5, 17, 9, 21});
  CHECK(x.view({-1, 6}).shape() == Shape{4, 6});
  CHECK(x.unsqueeze(-1).shape() == Shape{2, 3, 4, 1});
  CHECK(counting({3}).expand({2, 3}).to_vector<float>() == std::vector<float>{0, 1, 2, 0, 1, 2});
  x.select(0, 0).select(0, 0).data_ptr<float>()[0] = 7;
  CHECK(x.to_vector<float>()[0] == 7);
}

TEST_CASE("views that make no sense are refused") {
  const Tensor x = counting({2, 3});
  CHECK_THROWS_AS(x.view({4}), Error);
  CHECK_THROWS_AS(x.view({-1, -1}), Error);
  CHECK_THROWS_AS(x.transpose(0, 1).view({6}), Error);
  CHECK_THROWS_AS(x.select(0, 2), Error);
  CHECK_THROWS_AS(x.slice(1, 0, 3, 0), Error);
  CHECK_THROWS_AS(x.expand({2, 4}), Error);
  CHECK_THROWS_AS(x.item(), Error);
  CHECK_THROWS_AS(x.data_ptr<double>(), Error);
  CHECK_THROWS_AS(Tensor().shape(), Error);
}

TEST_CASE("ops take strided views") {
  const Tensor x = counting({2, 3});
  CHECK(contiguous(x.transpose(0, 1)).to_vector<float>() == std::vector<float>{0, 3, 1, 4, 2, 5});
  CHECK((x.transpose(0, 1) + 1.0).to_vector<float>() == std::vector<float>{1, 4, 2, 5, 3, 6});
  CHECK(matmul(x, x.transpose(0, 1)).to_vector<float>() == std::vector<float>{5, 14, 14, 50});
}

TEST_CASE("xtensor sees the same memory") {
  const Tensor x = counting({2, 3});
  auto adaptor = x.as_xtensor<float>();
  CHECK(adaptor.data() == x.data_ptr<float>());
  adaptor(1, 2) = 50;
  CHECK(x.to_vector<float>()[5] == 50);
  CHECK(x.transpose(0, 1).as_xtensor<float>()(2, 1) == 50);
  const xt::xarray<float> row = {1, 2, 3};
  const Tensor doubled = Tensor::from(row * 2.0f);
  CHECK(doubled.shape() == Shape{3});
  CHECK(doubled.to_vector<float>() == std::vector<float>{2, 4, 6});
}

TEST_CASE("freed blocks are used again") {
  const void* first = nullptr;
  {
    const Tensor x = Tensor::empty({1234567});
    first = x.raw_data();
  }
  CHECK(Tensor::empty({1234567}).raw_data() == first);
}

TEST_CASE("devices that do not fit or are not there") {
  CHECK(input_error_of([] { counting({2}) + Tensor::zeros({2}, DType::float32, Device::reference); }).find("one device") !=
        std::string::npos);
  CHECK_THROWS_WITH_AS(backend(Device::cuda), doctest::Contains("cuda"), Error);
}
