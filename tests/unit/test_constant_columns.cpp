// Products with columns that hold one number, on the kernels that fold them, against sums in double precision and against the product that
// looks at no column.

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "engine/backend/cpu/compute.hpp"
#include "engine/backend/cpu/constant_columns.hpp"
#include "tests/unit/cpu_fixture.hpp"

namespace inkgrad::test {

namespace {

using cpu::Compute;
using cpu::Gemm;

/// What every machine has, with vectors of four.
const cpu::KernelTable& folding = *cpu::kernels_of(0);

/// A matrix whose column j is numbers where varies(j), else one number.
template <class F>
Floats with_columns(std::int64_t rows, std::int64_t columns, F varies) {
  Floats x = numbers(rows * columns, 1);
  for (std::int64_t j = 0; j < columns; ++j) {
    for (std::int64_t r = 1; r < rows && !varies(j); ++r) x[size(r * columns + j)] = x[size(j)];
  }
  return x;
}

/// Three columns of eight vary, and the first and the last group of four: groups of both kinds, next to each other and not.
bool mixed(std::int64_t j) { return j % 32 < 12; }

/// The two products of a linear layer with x [rows, columns] and `outputs` units.
struct Layer {
  std::int64_t rows, columns, outputs;
  Floats x, weight = numbers(outputs * columns, 2), bias = numbers(outputs, 3), gradient = numbers(rows * outputs, 4);

  /// y [rows, outputs] = relu?(x weight^T + bias)
  Gemm forward(Floats& y, bool relu) const {
    y.assign(size(rows * outputs), 7);
    Gemm gemm;
    gemm.m = rows, gemm.n = outputs, gemm.k = columns;
    gemm.a = x.data(), gemm.lda = columns;
    gemm.b = weight.data(), gemm.ldb = columns, gemm.trans_b = true;
    gemm.c = y.data(), gemm.ldc = outputs;
    gemm.column_bias = bias.data(), gemm.relu = relu;
    return gemm;
  }

  /// gradient_weight [outputs, columns] = gradient^T x
  Gemm backward(Floats& gradient_weight) const {
    gradient_weight.assign(weight.size(), 7);
    Gemm gemm;
    gemm.m = outputs, gemm.n = columns, gemm.k = rows;
    gemm.a = gradient.data(), gemm.lda = outputs, gemm.trans_a = true;
    gemm.b = x.data(), gemm.ldb = columns;
    gemm.c = gradient_weight.data(), gemm.ldc = columns;
    return gemm;
  }

  int wrong_forward(const Floats& y, bool relu) const {
    int wrong = 0;
    for (std::int64_t r = 0; r < rows; ++r) {
      for (std::int64_t o = 0; o < outputs; ++o) {
        double sum = bias[size(o)], scale = 0;
        for (std::int64_t j = 0; j < columns; ++j) {
          const double term = double{x[size(r * columns + j)]} * weight[size(o * columns + j)];
          sum += term, scale += std::fabs(term);
        }
        if (relu && sum < 0) sum = 0;
        wrong += !(std::fabs(y[size(r * outputs + o)] - sum) <= 1e-5 * scale + 1e-7);
      }
    }
    return wrong;
  }

  int wrong_backward(const Floats& gradient_weight) const {
    int wrong = 0;
    for (std::int64_t o = 0; o < outputs; ++o) {
      for (std::int64_t j = 0; j < columns; ++j) {
        double sum = 0, scale = 0;
        for (std::int64_t r = 0; r < rows; ++r) {
          const double term = double{gradient[size(r * outputs + o)]} * x[size(r * columns + j)];
          sum += term, scale += std::fabs(term);
        }
        wrong += !(std::fabs(gradient_weight[size(o * columns + j)] - sum) <= 1e-5 * scale + 1e-7);
      }
    }
    return wrong;
  }
};

template <class F>
Layer layer(std::int64_t rows, std::int64_t columns, std::int64_t outputs, F varies) {
  return {rows, columns, outputs, with_columns(rows, columns, varies)};
}

}  // namespace

TEST_CASE("constant columns: a linear layer and its weight's gradient, the same bytes on several threads") {
  const Layer layers[] = {
      layer(64, 784, 128, mixed),
      layer(32, 16, 32, [](std::int64_t j) { return j < 12; }),
      layer(77, 112, 33, [](std::int64_t) { return false; }),
      layer(100, 2048, 130, [](std::int64_t j) { return j % 8 < 4; }),
  };
  Compute one(folding, 1), two(folding, 2), three(folding, 3);
  for (const Layer& l : layers) {
    CAPTURE(l.columns);
    Floats y, gradient_weight, again;
    for (const bool relu : {false, true}) {
      CHECK(cpu::gemm_of_constant_columns(one, l.forward(y, relu)));
      CHECK(l.wrong_forward(y, relu) == 0);
      for (Compute* several : {&two, &three}) {
        CHECK(cpu::gemm_of_constant_columns(*several, l.forward(again, relu)));
        CHECK(again == y);
      }
    }
    CHECK(cpu::gemm_of_constant_columns(one, l.backward(gradient_weight)));
    CHECK(l.wrong_backward(gradient_weight) == 0);
    for (Compute* several : {&two, &three}) {
      CHECK(cpu::gemm_of_constant_columns(*several, l.backward(again)));
      CHECK(again == gradient_weight);
    }
  }
}

TEST_CASE("constant columns: what would gain nothing is left alone, untouched") {
  const auto none = [](std::int64_t) { return true; };
  const auto all = [](std::int64_t) { return false; };
  const Layer layers[] = {
      layer(64, 784, 128, none),
      layer(64, 784, 128, [](std::int64_t j) { return j >= 96; }),                  // 24 groups of 196: less than an eighth
      layer(64, 784, 128, [](std::int64_t j) { return j % 4 == 3; }),                // three of four, no whole group
      layer(31, 784, 128, all), layer(64, 784, 31, all), layer(64, 776, 128, all),  // too few, or no whole blocks
  };
  for (const Layer& l : layers) {
    CAPTURE(l.rows); CAPTURE(l.columns); CAPTURE(l.outputs);
    Compute compute(folding, 1);
    Floats y, gradient_weight;
    CHECK_FALSE(cpu::gemm_of_constant_columns(compute, l.forward(y, false)));
    CHECK_FALSE(cpu::gemm_of_constant_columns(compute, l.backward(gradient_weight)));
    CHECK(y == Floats(y.size(), 7));
    CHECK(gradient_weight == Floats(gradient_weight.size(), 7));
  }
  CHECK(folding.fold_constant_columns);
  const Layer l = layer(64, 784, 128, all);
  Compute compute(folding, 1);
  Floats y, gradient_weight;
  Gemm gemm = l.backward(gradient_weight);
  gemm.accumulate = true;
  CHECK_FALSE(cpu::gemm_of_constant_columns(compute, gemm));
  gemm = l.forward(y, false);
  gemm.trans_b = false, gemm.n = l.columns, gemm.k = l.outputs;
  CHECK_FALSE(cpu::gemm_of_constant_columns(compute, gemm));
}

TEST_CASE("constant columns: a value that only looks constant is not taken for one") {
  const std::int64_t rows = 40;
  const float infinity = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  Compute compute(folding, 1);

  SUBCASE("only the last row differs, or a zero's sign does") {
    Layer l = layer(rows, 64, 32, [](std::int64_t) { return false; });
    l.x[size((rows - 1) * 64 + 5)] += 1;
    for (std::int64_t r = 0; r < rows; ++r) l.x[size(r * 64 + 50)] = r == 17 ? -0.0f : 0.0f;
    Floats y, gradient_weight;
    REQUIRE(cpu::gemm_of_constant_columns(compute, l.forward(y, false)));
    REQUIRE(cpu::gemm_of_constant_columns(compute, l.backward(gradient_weight)));
    CHECK(l.wrong_forward(y, false) == 0);
    CHECK(l.wrong_backward(gradient_weight) == 0);
  }
  SUBCASE("columns that are infinite or no number give what the whole product gives") {
    Layer l = layer(rows, 64, 32, [](std::int64_t) { return false; });
    for (std::int64_t r = 0; r < rows; ++r) l.x[size(r * 64 + 3)] = infinity, l.x[size(r * 64 + 40)] = nan;
    Floats got, want;
    REQUIRE(cpu::gemm_of_constant_columns(compute, l.backward(got)));
    compute.gemm(l.backward(want));
    int strange = 0;
    for (std::size_t i = 0; i < want.size(); ++i) {
      CHECK(std::isnan(got[i]) == std::isnan(want[i]));
      CHECK(std::isinf(got[i]) == std::isinf(want[i]));
      strange += !std::isfinite(want[i]);
    }
    CHECK(strange == 2 * 32);
    REQUIRE(cpu::gemm_of_constant_columns(compute, l.forward(got, false)));
    for (float y : got) CHECK(std::isnan(y));
  }
}

}  // namespace inkgrad::test
