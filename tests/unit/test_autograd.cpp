#include <doctest/doctest.h>

#include <cmath>

#include "engine/autograd/functional.hpp"
#include "engine/autograd/node.hpp"
#include "engine/optim/optimizer.hpp"

using namespace inkgrad;

TEST_CASE("the gradient of x squared at 3 is 6") {
  const Tensor x = Tensor::scalar(3).requires_grad_();
  const Tensor y = x * x;
  CHECK(y.item() == 9);
  y.backward();
  CHECK(x.grad().item() == 6);
}

TEST_CASE("the gradient of a sum of squares is twice the vector") {
  const Tensor x = Tensor::from_values<float>({3, 4, 10}, {3}).requires_grad_();
  const Tensor y = sum(x * x);
  CHECK(y.item() == 125);
  y.backward();
  CHECK(x.grad().to_vector<float>() == std::vector<float>{6, 8, 20});
}

TEST_CASE("gradients accumulate until zeroed") {
  Tensor x = Tensor::scalar(3).requires_grad_();
  (x * x).backward();
  (x * x).backward();
  CHECK(x.grad().item() == 12);
  x.zero_grad();
  CHECK(!x.grad().defined());
  (x * 2.0).backward();
  CHECK(x.grad().item() == 2);
}

TEST_CASE("a value used twice gets both gradients") {
  const Tensor x = Tensor::scalar(2).requires_grad_();
  const Tensor y = x * 3.0;
  (y * y + y).backward();  // d/dx (9 x^2 + 3 x) = 18 x + 3
  CHECK(x.grad().item() == 39);
}

TEST_CASE("broadcast gradients are summed back") {
  const Tensor m = Tensor::from_values<float>({1, 2, 3, 4, 5, 6}, {2, 3}).requires_grad_();
  const Tensor row = Tensor::from_values<float>({1, 1, 1}, {3}).requires_grad_();
  const Tensor column = Tensor::from_values<float>({10, 20}, {2, 1}).requires_grad_();
  sum(m * row * column).backward();
  CHECK(row.grad().to_vector<float>() == std::vector<float>{90, 120, 150});
  CHECK(column.grad().shape() == Shape{2, 1});
  CHECK(column.grad().to_vector<float>() == std::vector<float>{6, 15});
  CHECK(m.grad().to_vector<float>() == std::vector<float>{10, 10, 10, 20, 20, 20});
}

TEST_CASE("gradients flow through views") {
  const Tensor x = Tensor::from_values<float>({1, 2, 3, 4, 5, 6}, {2, 3}).requires_grad_();
  const Tensor weights = Tensor::from_values<float>({1, 10, 100, 1000, 10000, 100000}, {6});
  sum(contiguous(x.transpose(0, 1)).view({6}) * weights).backward();
  CHECK(x.grad().to_vector<float>() == std::vector<float>{1, 100, 10000, 10, 1000, 100000});
}

TEST_CASE("gradients flow through indices and ranges, negative ones and steps too") {
  Tensor x = Tensor::from_values<float>({1, 2, 3, 4, 5, 6}, {2, 3}).requires_grad_();
  const auto gradient = [&](const Tensor& taken) {
    x.zero_grad();
    sum(taken * taken).backward();
    return x.grad().to_vector<float>();
  };
  CHECK(gradient(x.select(0, 1)) == std::vector<float>{0, 0, 0, 8, 10, 12});
  CHECK(gradient(x.select(1, -1)) == std::vector<float>{0, 0, 6, 0, 0, 12});
  CHECK(gradient(x.select(0, -2).select(0, 1)) == std::vector<float>{0, 4, 0, 0, 0, 0});
  CHECK(gradient(x.slice(1, 0, 3, 2)) == std::vector<float>{2, 0, 6, 8, 0, 12});
  CHECK(gradient(x.slice(1, -2, -1)) == std::vector<float>{0, 4, 0, 0, 10, 0});
  CHECK(gradient(x.transpose(0, 1).slice(0, 1, 3).select(1, 0)) == std::vector<float>{0, 4, 6, 0, 0, 0});
  CHECK(gradient(x.slice(0, 1, 1)) == std::vector<float>(6, 0));
  // a value taken twice gets both gradients
  CHECK(gradient(x.select(0, 0) * x.slice(1, 0, 3).select(0, 0)) == std::vector<float>{4, 32, 108, 0, 0, 0});
}

TEST_CASE("tensors are put together, and rows picked out") {
  const Tensor a = Tensor::from_values<float>({1, 2}, {2}).requires_grad_();
  const Tensor b = Tensor::from_values<float>({3, 4}, {2}).requires_grad_();
  CHECK(cat({a, b}).to_vector<float>() == std::vector<float>{1, 2, 3, 4});
  CHECK(stack({a, b}).shape() == Shape{2, 2});
  CHECK(stack({a, b}, 1).to_vector<float>() == std::vector<float>{1, 3, 2, 4});
  CHECK(stack({a, b, a}, -1).shape() == Shape{2, 3});
  const Tensor weights = Tensor::from_values<float>({1, 10, 100, 1000, 10000, 100000}, {3, 2});
  const auto of = gradients(sum(stack({a, b, a}) * weights), {{a, b}});
  CHECK(of[0].to_vector<float>() == std::vector<float>{10001, 100010});
  CHECK(of[1].to_vector<float>() == std::vector<float>{100, 1000});
  CHECK(stack(std::vector(100, a)).shape() == Shape{100, 2});
  const Tensor rows = Tensor::from_values<std::uint8_t>({1, 2, 3, 4, 5, 6}, {3, 2});
  const auto picked = [&](std::vector<std::int64_t> indices) {
    const auto count = static_cast<std::int64_t>(indices.size());
    return index_select(rows, 0, Tensor::from_values(indices, {count})).to_vector<std::uint8_t>();
  };
  CHECK(picked({2, 0}) == std::vector<std::uint8_t>{5, 6, 1, 2});
  CHECK_THROWS_AS(picked({3}), Error);
  CHECK_THROWS_AS(picked({-1}), Error);
  CHECK_THROWS_AS(cat({}), Error);
  CHECK_THROWS_AS(cat({Tensor::scalar(1)}), Error);
  CHECK_THROWS_AS(cat({a, rows}), Error);
  CHECK_THROWS_AS(stack({a, Tensor::zeros({3})}), Error);
  const Tensor wide = broadcast_to(a, {3, 2});
  CHECK(wide.storage() == a.storage());
  CHECK(gradients(sum(wide), {{a}})[0].to_vector<float>() == std::vector<float>{3, 3});
}

TEST_CASE("comparisons give bool tensors, where chooses by them") {
  const Tensor x = Tensor::from_values<float>({-1, 0, 2, 3}, {4});
  const Tensor y = Tensor::from_values<float>({0, 0, 3, 2}, {4});
  using Bools = std::vector<bool>;
  CHECK((x == y).to_vector<bool>() == Bools{false, true, false, false});
  CHECK((x != y).to_vector<bool>() == Bools{true, false, true, true});
  CHECK((x < y).to_vector<bool>() == Bools{true, false, true, false});
  CHECK((x <= y).to_vector<bool>() == Bools{true, true, true, false});
  CHECK((x > y).to_vector<bool>() == Bools{false, false, false, true});
  CHECK((x >= y).to_vector<bool>() == Bools{false, true, false, true});
  CHECK((x > 0.5).to_vector<bool>() == Bools{false, false, true, true});
  CHECK((to(x, DType::int64) > 2.5).to_vector<bool>() == Bools{false, false, false, true});
  CHECK((x >= 2.0).to_vector<bool>() == ((x < 2.0) == (x != x)).to_vector<bool>());
  CHECK(mean(to(x == y, DType::float32)).item() == 0.25);
  const Tensor nan = Tensor::scalar(NAN);
  CHECK((nan != nan).to_vector<bool>() == Bools{true});
  CHECK((nan <= nan).to_vector<bool>() == Bools{false});
  CHECK_THROWS_AS((x == to(y, DType::int64)).item(), Error);
  CHECK_THROWS_AS(where(x, x, y), Error);
  // the notebooks' loss: how far from 1 where the target is 1, how far from 0 elsewhere
  const Tensor target = Tensor::from_values<float>({1, 0, 1}, {3});
  const Tensor prediction = Tensor::from_values<float>({0.9f, 0.4f, 0.2f}, {3}).requires_grad_();
  const Tensor loss = mean(where(target == 1, 1 - prediction, prediction));
  CHECK(loss.item() == doctest::Approx(0.4333).epsilon(1e-3));
  loss.backward();
  const float third = 1.0f / 3;
  CHECK(prediction.grad().to_vector<float>() == std::vector<float>{-third, third, -third});
}

TEST_CASE("powers of numbers and of tensors") {
  const Tensor x = Tensor::from_values<float>({-2, 0, 3}, {3}).requires_grad_();
  CHECK(pow(x, 2).to_vector<float>() == std::vector<float>{4, 0, 9});
  CHECK(pow(x, 3).to_vector<float>() == std::vector<float>{-8, 0, 27});
  CHECK(gradients(sum(pow(x, 2)), {{x}})[0].to_vector<float>() == std::vector<float>{-4, 0, 6});
  CHECK(gradients(sum(pow(x, 3)), {{x}})[0].to_vector<float>() == std::vector<float>{12, 0, 27});
  CHECK(gradients(sum(pow(x, 0)), {{x}})[0].to_vector<float>() == std::vector<float>{0, 0, 0});
}

TEST_CASE("clamp keeps its limits' gradient and not-a-number") {
  const Tensor x = Tensor::from_values<float>({-2, -1, 0.5f, 1, 4}, {5}).requires_grad_();
  const Tensor y = clamp(x, -1, 1);
  CHECK(y.to_vector<float>() == std::vector<float>{-1, -1, 0.5f, 1, 1});
  CHECK(gradients(sum(y), {{x}})[0].to_vector<float>() == std::vector<float>{0, 1, 1, 1, 0});
  CHECK(clamp(x, 3, 1).to_vector<float>() == std::vector<float>(5, 1));
  CHECK(std::isnan(clamp(Tensor::scalar(NAN), 0, 1).item()));
}

TEST_CASE("a number on the left") {
  const Tensor x = Tensor::from_values<float>({1, 2, 4}, {3});
  CHECK((1 + x).to_vector<float>() == std::vector<float>{2, 3, 5});
  CHECK((1 - x).to_vector<float>() == std::vector<float>{0, -1, -3});
  CHECK((2 * x).to_vector<float>() == std::vector<float>{2, 4, 8});
  CHECK((4 / x).to_vector<float>() == std::vector<float>{4, 2, 1});
}

TEST_CASE("inner gradients can be asked for") {
  const Tensor x = Tensor::scalar(2).requires_grad_();
  const Tensor y = x * x;
  const Tensor loss = y * 5.0;
  const auto of = gradients(loss, {{y, x, Tensor::scalar(1).requires_grad_()}});
  CHECK(of[0].item() == 5);
  CHECK(of[1].item() == 20);
  CHECK(!of[2].defined());
  CHECK(!x.grad().defined());
}

TEST_CASE("nothing is noted where no gradient is wanted") {
  const Tensor x = Tensor::scalar(3).requires_grad_();
  {
    const NoGrad no_grad;
    CHECK(!(x * x).requires_grad());
  }
  CHECK((x * x).requires_grad());
  CHECK(!(x.detach() * 2.0).requires_grad());
  CHECK_THROWS_AS((x.detach() * 2.0).backward(), Error);
  CHECK_THROWS_AS((Tensor::zeros({2}).requires_grad_() * 2.0).backward(), Error);
  CHECK_THROWS_AS(Tensor::zeros({2}, DType::int64).requires_grad_(), Error);
}

TEST_CASE("a second backward through the same results is refused") {
  Tensor x = Tensor::scalar(3).requires_grad_();
  const Tensor square = x * x;
  const Tensor twice = square * 2;
  twice.backward();
  CHECK(x.grad().item() == 12);
  CHECK(twice.item() == 18);
  CHECK_THROWS_WITH(twice.backward(), doctest::Contains("a second time through the same mul"));
  CHECK_THROWS_AS((square + 1).backward(), Error);  // shares a part of the way
  CHECK(x.grad().item() == 12);
  x.zero_grad();
  const Tensor kept = x * x;
  kept.backward(true);
  kept.backward();
  CHECK(x.grad().item() == 12);
  CHECK_THROWS_AS(kept.backward(), Error);
}

TEST_CASE("a tape longer than the stack is deep runs backward and is freed") {
  const Tensor x = Tensor::scalar(1).requires_grad_();
  const Tensor one = Tensor::scalar(1);
  {
    Tensor y = x;
    for (int i = 0; i < 200'000; ++i) y = add(y, one);
    y.backward();
  }
  CHECK(x.grad().item() == 1);
}

TEST_CASE("one step of gradient descent by hand, as the notebooks write it") {
  const Tensor x = Tensor::from_values<float>({1, 2, 3, 4}, {2, 2});
  Tensor weights = Tensor::from_values<float>({0.5f, -0.5f}, {2, 1}).requires_grad_();
  Tensor bias = Tensor::scalar(0.25).requires_grad_();
  const auto loss_now = [&] {
    const Tensor error = matmul(x, weights) + bias;
    return mean(error * error);
  };
  const Tensor loss = loss_now();
  loss.backward();
  weights.data() -= weights.grad() * 0.01;
  bias.data() -= bias.grad() * 0.01;
  weights.zero_grad();
  bias.zero_grad();
  CHECK(loss_now().item() < loss.item());
  CHECK_THROWS_AS(weights -= bias, Error);
}

TEST_CASE("a line is fitted by the notebooks' loop") {
  // y = 3 x + 5, where 2 gives 11 and -2 gives -1
  const Tensor x = Tensor::from_values<float>({-2, -1, 0, 1, 2}, {5, 1});
  const Tensor targets = x * 3 + 5;
  Tensor weights = Tensor::zeros({1, 1}).requires_grad_();
  Tensor bias = Tensor::zeros({1}).requires_grad_();
  const void* const first_bytes = weights.raw_data();
  const double lr = 0.1;
  for (int epoch = 0; epoch < 100; ++epoch) {
    auto preds = matmul(x, weights) + bias;
    auto loss = mse_loss(preds, targets);
    loss.backward();
    weights.data() -= weights.grad() * lr;
    weights.zero_grad();
    bias.data() -= bias.grad() * lr;
    bias.zero_grad();
  }
  CHECK(weights.item() == doctest::Approx(3).epsilon(1e-5));
  CHECK(bias.item() == doctest::Approx(5).epsilon(1e-5));
  CHECK(weights.raw_data() == first_bytes);  // changed where it lies
  CHECK(weights.requires_grad());
  // without zeroing, the second gradient comes on top of the first
  const auto slope = [&] {
    mse_loss(matmul(x, weights) + bias, targets - 1).backward();
    return bias.grad().item();
  };
  const double once = slope();
  CHECK(slope() == doctest::Approx(2 * once));
}

TEST_CASE("optimizers reach the bottom of a parabola") {
  const auto minimum = [](auto make) {
    Tensor x = Tensor::scalar(5).requires_grad_();
    const auto optimizer = make(std::vector{x});
    for (int i = 0; i < 400; ++i) {
      optimizer->zero_grad();
      const Tensor away = x - 2.0;
      (away * away).backward();
      optimizer->step();
    }
    return x.item();
  };
  CHECK(minimum([](auto p) { return std::make_unique<SGD>(p, 0.1); }) == doctest::Approx(2).epsilon(1e-4));
  CHECK(minimum([](auto p) { return std::make_unique<SGD>(p, 0.02, 0.9); }) == doctest::Approx(2).epsilon(1e-4));
  CHECK(minimum([](auto p) { return std::make_unique<SGD>(p, 0.02, 0.9, 0, true); }) == doctest::Approx(2).epsilon(1e-4));
  CHECK(minimum([](auto p) { return std::make_unique<Adam>(p, 0.1); }) == doctest::Approx(2).epsilon(1e-3));
  CHECK(minimum([](auto p) { return std::make_unique<AdamW>(p, 0.1, 0.9, 0.999, 1e-8, 0); }) == doctest::Approx(2).epsilon(1e-3));
  CHECK_THROWS_AS(SGD({Tensor::scalar(1)}, 0.1, 0, 0, true), Error);
}

TEST_CASE("cross entropy is log softmax and negative log likelihood in one") {
  const Tensor logits = Tensor::from_values<float>({1, 2, 3, 3, 1, -2}, {2, 3}).requires_grad_();
  const Tensor labels = Tensor::from_values<std::int64_t>({2, 1}, {2});
  const CrossEntropy fused = cross_entropy(logits, labels);
  const Tensor separate = nll_loss(log_softmax(logits), labels);
  CHECK(fused.loss.item() == doctest::Approx(separate.item()).epsilon(1e-6));
  CHECK(fused.correct.item() == 1);
  const auto one = gradients(fused.loss * 2.0, {{logits}})[0].to_vector<float>();
  const auto two = gradients(separate * 2.0, {{logits}})[0].to_vector<float>();
  for (std::size_t i = 0; i < one.size(); ++i) CHECK(one[i] == doctest::Approx(two[i]).epsilon(1e-5));
}
