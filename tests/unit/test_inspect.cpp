#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "engine/autograd/functional.hpp"
#include "engine/core/error.hpp"
#include "engine/data/ink.hpp"
#include "engine/lessons/pca.hpp"
#include "engine/lessons/pixels.hpp"
#include "engine/nn/init.hpp"
#include "engine/nn/inspect.hpp"

using namespace inkgrad;

namespace {

std::vector<std::uint8_t> some_image() {
  std::vector<std::uint8_t> image(image_pixels, 0);
  for (int i = 200; i < 560; i += 3) image[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(40 + i % 200);
  return image;
}

Model some_model(const char* spec) {
  Model model = make_model(spec, 3);
  model.mean = 0.13;
  model.std = 0.31;
  return model;
}

double score(const Model& model, const std::vector<float>& x, int digit) {
  const NoGrad no_grad;
  return model.network.forward(Tensor::from_values(x, {1, image_pixels})).select(0, 0).select(0, digit).item();
}

}  // namespace

TEST_CASE("a histogram counts every finite value once, from the smallest to the largest") {
  const Histogram counts = histogram(Tensor::from_values<float>({-1, -0.9f, 0, 0.5f, 1, NAN, INFINITY}, {7}), 4);
  CHECK(counts.low == -1);
  CHECK(counts.high == 1);
  CHECK(counts.counts == std::vector<std::int64_t>{2, 0, 1, 2});
  CHECK(histogram(Tensor::from_values<float>({2, 2}, {2}), 3).counts == std::vector<std::int64_t>{2, 0, 0});
  CHECK_THROWS_AS(histogram(Tensor::from_values<float>({1}, {1}), 0), Error);
}

TEST_CASE("the input gradient is the score's slope by each pixel, by finite differences") {
  for (const char* spec : {"784-16t-10", "c3x5t-a2-10"}) {
    const Model model = some_model(spec);
    const std::vector<std::uint8_t> image = some_image();
    const std::vector<float> slopes = input_gradient(model, image, 4).to_vector<float>();
    const std::vector<float> x = network_input(model, image).to_vector<float>();
    for (const std::size_t pixel : {std::size_t{0}, std::size_t{203}, std::size_t{400}, std::size_t{783}}) {
      std::vector<float> more = x, less = x;
      constexpr float h = 0.02f;  // of pixel / 255
      more[pixel] += h / static_cast<float>(model.std);
      less[pixel] -= h / static_cast<float>(model.std);
      const double by_hand = (score(model, more, 4) - score(model, less, 4)) / (2 * static_cast<double>(h));
      CHECK(static_cast<double>(slopes[pixel]) == doctest::Approx(by_hand).epsilon(0.01));
    }
    for (const auto& [name, parameter] : model.network.named_parameters()) CHECK_FALSE(parameter.grad().defined());
  }
}

TEST_CASE("gradients are those of the mean cross entropy, and leave nothing behind in the model") {
  const Model model = some_model("784-8t-10");
  std::vector<std::uint8_t> images = some_image();
  images.insert(images.end(), images.begin(), images.end());
  const std::vector<std::int64_t> labels{1, 7};
  const auto slopes = gradients(model, images, labels);
  const auto parameters = model.network.named_parameters();
  REQUIRE(slopes.size() == parameters.size());
  cross_entropy(model.network.forward(network_input(model, images)), Tensor::from_values(labels, {2})).loss.backward();
  for (std::size_t i = 0; i < slopes.size(); ++i) {
    CHECK(slopes[i].first == parameters[i].first);
    CHECK(slopes[i].second.to_vector<float>() == parameters[i].second.grad().to_vector<float>());
  }
}

TEST_CASE("activations are the layers' results in order, the last the scores that predict squashes") {
  const Model model = some_model("c2x3r-p2-10");
  const std::vector<std::uint8_t> image = some_image();
  const std::vector<Tensor> results = activations(model, image);
  REQUIRE(results.size() == model.spec.layers.size());
  const std::vector<float> probabilities = softmax(results.back()).to_vector<float>();
  const Reading reading = predict(model, image).front();
  for (std::size_t i = 0; i < 10; ++i) CHECK(probabilities[i] == doctest::Approx(reading.probabilities[i]));
}

TEST_CASE("an occluded image is paper in the square and as it was elsewhere") {
  const std::vector<std::uint8_t> image(image_pixels, 9);
  const std::vector<std::uint8_t> hidden = occluded(image, 26, -2, 4);
  for (int i = 0; i < image_pixels; ++i) CHECK(hidden[static_cast<std::size_t>(i)] == (i / 28 >= 26 && i % 28 < 2 ? 0 : 9));
}

TEST_CASE("principal components are orthonormal eigenvectors of the covariance, the largest first") {
  // Spread 4, 2 and 0.5 along three axes that are turned against the coordinates'.
  const Tensor axes = Tensor::from_values<float>({0.6f, 0.8f, 0, -0.8f, 0.6f, 0, 0, 0, 1}, {3, 3});
  const Tensor spread = Tensor::from_values<float>({4, 2, 0.5f}, {1, 3});
  const Tensor x = matmul(randn({500, 3}, {5, 0}) * spread, axes) + Tensor::from_values<float>({10, -3, 7}, {1, 3});
  lessons::PrincipalComponents pca(x, 2);
  double turned = 1;
  for (int i = 0; i < 200 && turned > 1e-9; ++i) turned = pca.step();
  const Tensor q = pca.components();
  const Tensor centred = x - pca.mean();
  const Tensor covariance = matmul(contiguous(centred.transpose(0, 1)), centred) / 500;
  const std::vector<float> variances = pca.variances().to_vector<float>();
  CHECK(variances[0] > variances[1]);
  CHECK(variances[0] == doctest::Approx(16).epsilon(0.15));
  for (int i = 0; i < 2; ++i) {
    const Tensor row = q.select(0, i).view({3, 1});
    const std::vector<float> image = matmul(covariance, contiguous(row)).to_vector<float>(), own = row.to_vector<float>();
    for (std::size_t j = 0; j < 3; ++j) CHECK(image[j] == doctest::Approx(variances[static_cast<std::size_t>(i)] * own[j]).epsilon(1e-3).scale(1));
    for (int j = 0; j < 2; ++j) CHECK(sum(q.select(0, i) * q.select(0, j)).item() == doctest::Approx(i == j ? 1 : 0).epsilon(1e-5).scale(1));
  }
  const std::vector<float> origin = pca.project(pca.mean()).to_vector<float>();
  CHECK(origin == std::vector<float>{0, 0});
  CHECK_THROWS_AS(lessons::PrincipalComponents(x, 4), Error);
}

TEST_CASE("a written index takes what select and slice take, and says what is wrong with it") {
  std::vector<float> numbers(24);
  std::iota(numbers.begin(), numbers.end(), 0.0f);
  const Tensor x = Tensor::from_values(numbers, {2, 3, 4});
  const auto taken = [&](const char* expression) { return lessons::index(x, expression).to_vector<float>(); };
  CHECK(taken("[1, -1, 3]") == std::vector<float>{23});
  CHECK(taken("[0, 1]") == std::vector<float>{4, 5, 6, 7});
  CHECK(taken("0, :, 2") == std::vector<float>{2, 6, 10});
  CHECK(taken("[-1, 0, 1:4:2]") == std::vector<float>{13, 15});
  CHECK(taken("[\u22121, 0, 0]") == std::vector<float>{12});
  CHECK(lessons::index(x, "[]").shape() == Shape{2, 3, 4});
  CHECK(lessons::index(x, "[:, 5:9]").shape() == Shape{2, 0, 4});
  for (const char* wrong : {"[2]", "[0, 0, 0, 0]", "[1.5]", "[a]", "[0,]", "[0", "[::0]", "[1:2:3:4]"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(lessons::index(x, wrong), Error);
  }
}

TEST_CASE("ink: a step that is left out changes what it is for") {
  const Strokes strokes{{{0.10, 0.12}, {0.22, 0.12}, {0.14, 0.31}}};
  const double pen = default_pen_width(strokes);
  const InkImage whole = ink_to_image(strokes, pen);
  CHECK(ink_to_image(strokes, pen, {}).pixels == whole.pixels);
  CHECK(is_framed_like_mnist(whole.pixels));
  const auto ink = [](const InkImage& image) { return std::accumulate(image.pixels.begin(), image.pixels.end(), 0); };
  const InkImage small = ink_to_image(strokes, pen, {.crop = false});
  CHECK(ink(small) < ink(whole) / 2);
  CHECK_FALSE(is_framed_like_mnist(small.pixels));
  CHECK(ink(ink_to_image(strokes, pen, {.pen = false})) < ink(whole));
  for (const std::uint8_t pixel : ink_to_image(strokes, pen, {.grey = false}).pixels) CHECK((pixel == 0 || pixel == 255));
  const InkImage corner = ink_to_image(strokes, pen, {.crop = false, .centre = false});
  for (std::size_t i = 0; i < 784; ++i) {
    if (corner.pixels[i] > 0) CHECK(i % 28 < 14);  // drawn on the left, it stays there
  }
  CHECK(ink_to_image({{{0.525, 0.525}}}, 0.07, {.crop = false, .pen = false, .grey = false, .centre = false}).pixels[14 * 28 + 14] > 0);
}
