// The CPU's kernels, every instruction set this machine has, against plain loops in double precision.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/backend/cpu/compute.hpp"
#include "engine/backend/cpu/kernels.hpp"
#include "engine/core/random.hpp"
#include "tests/unit/cpu_fixture.hpp"

using namespace inkgrad;
using namespace inkgrad::cpu;
using namespace inkgrad::test;

namespace {

/// A reduction in double, and the same over absolute values.
struct Sum {
  double value = 0, scale = 0;
  void add(double x) { value += x, scale += std::fabs(x); }
};

bool close(float got, const Sum& want) { return std::fabs(got - want.value) <= 1e-5 * want.scale + 1e-7; }

struct Product {
  Gemm g;
  Floats a, b, c, column_bias, row_bias;

  /// `extras` switches, bit by bit: transposed A, transposed B, accumulate, column bias, row bias, ReLU.
  Product(std::int64_t m, std::int64_t n, std::int64_t k, unsigned extras) {
    g.m = m, g.n = n, g.k = k;
    g.trans_a = extras & 1, g.trans_b = extras & 2;
    g.lda = (g.trans_a ? m : k) + 1;  // rows further apart than they are long
    g.ldb = (g.trans_b ? k : n) + 2;
    g.ldc = n + 3;
    a = numbers((g.trans_a ? k : m) * g.lda, 1), b = numbers((g.trans_b ? n : k) * g.ldb, 2);
    c = numbers(m * g.ldc, 3), column_bias = numbers(n, 4), row_bias = numbers(m, 5);
    g.accumulate = extras & 4;
    g.relu = extras & 32;
    use_bias_ = extras & 8, use_row_bias_ = extras & 16;
  }

  Gemm args(Floats& out) {
    Gemm args = g;
    args.a = a.data(), args.b = b.data(), args.c = out.data();
    args.column_bias = use_bias_ ? column_bias.data() : nullptr;
    args.row_bias = use_row_bias_ ? row_bias.data() : nullptr;
    return args;
  }

  /// The number of elements of `out` that are wrong, those between the rows, which must be untouched, included.
  int wrong(const Floats& out) const {
    int count = 0;
    for (std::int64_t i = 0; i < g.m; ++i) {
      for (std::int64_t j = 0; j < g.ldc; ++j) {
        const std::size_t at = size(i * g.ldc + j);
        if (j >= g.n) {
          count += out[at] != c[at];
          continue;
        }
        Sum want;
        for (std::int64_t p = 0; p < g.k; ++p) {
          want.add(double(a[size(g.trans_a ? p * g.lda + i : i * g.lda + p)]) *
                   b[size(g.trans_b ? j * g.ldb + p : p * g.ldb + j)]);
        }
        if (g.accumulate) want.add(c[at]);
        if (use_bias_) want.add(column_bias[size(j)]);
        if (use_row_bias_) want.add(row_bias[size(i)]);
        if (g.relu) want.value = std::max(want.value, 0.0);
        count += !close(out[at], want);
      }
    }
    return count;
  }

 private:
  bool use_bias_ = false, use_row_bias_ = false;
};

}  // namespace

TEST_CASE("cpu gemm: odd shapes, every transposition, every ending") {
  const std::int64_t lengths[] = {1, 2, 3, 5, 6, 7, 8, 9, 13, 16, 17, 32, 35, 70};
  for (const KernelTable* table : tables()) {
    CAPTURE(table->name);
    Floats scratch(size(table->gemm_scratch));
    unsigned extras = 0;
    int wrong = 0;
    for (const std::int64_t m : lengths) {
      for (const std::int64_t n : lengths) {
        for (const std::int64_t k : lengths) {
          Product product(m, n, k, extras = (extras + 11) % 64);
          Floats out = product.c;
          table->gemm(product.args(out), scratch.data());
          wrong += product.wrong(out);
        }
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("cpu gemm: the shapes of training, and more than one block of k and of columns") {
  const std::int64_t shapes[][3] = {{64, 128, 784}, {128, 784, 64}, {64, 784, 128}, {64, 10, 128}, {10, 128, 64},
                                    {65, 530, 321}, {7, 1030, 641}, {1, 10, 784},   {512, 10, 512}};
  for (const KernelTable* table : tables()) {
    CAPTURE(table->name);
    Floats scratch(size(table->gemm_scratch));
    for (const auto& s : shapes) {
      for (const unsigned extras : {0u, 1u, 2u, 3u, 8u + 32u + 2u, 63u}) {
        CAPTURE(s[0]); CAPTURE(s[1]); CAPTURE(s[2]); CAPTURE(extras);
        Product product(s[0], s[1], s[2], extras);
        Floats out = product.c;
        table->gemm(product.args(out), scratch.data());
        CHECK(product.wrong(out) == 0);
      }
    }
  }
}

TEST_CASE("cpu gemm: an empty inner dimension gives the ending of zero") {
  for (const KernelTable* table : tables()) {
    Floats scratch(size(table->gemm_scratch));
    Product product(3, 4, 0, 8);
    Floats out = product.c;
    table->gemm(product.args(out), scratch.data());
    CHECK(product.wrong(out) == 0);
  }
}

TEST_CASE("cpu gemm: the same bytes however it is cut, with one thread and with several") {
  for (const KernelTable* table : tables()) {
    CAPTURE(table->name);
    for (const auto& s : {std::array<std::int64_t, 3>{64, 130, 784}, {300, 20, 500}, {13, 700, 330}}) {
      Product product(s[0], s[1], s[2], 2 + 8 + 16 + 32);
      Floats whole = product.c;
      Compute(*table, 1).gemm(product.args(whole));
      CHECK(product.wrong(whole) == 0);
      for (const int threads : {2, 3, 5}) {
        Floats parts = product.c;
        Compute(*table, threads).gemm(product.args(parts));
        CHECK(parts == whole);
      }
      Floats scratch(size(table->gemm_scratch)), single = product.c;
      for (std::int64_t j = 0; j < s[1]; ++j) {  // column by column, each at the edge of a tile of its own
        Gemm column = product.args(single);
        column.n = 1, column.b += j * column.ldb, column.c += j, column.column_bias += j;
        table->gemm(column, scratch.data());
      }
      CHECK(single == whole);
    }
  }
}

TEST_CASE("cpu: AVX-512 and AVX2 give the same bytes") {
  const KernelTable *wide = kernels_of(2), *narrow = kernels_of(1);
  if (!wide) {
    MESSAGE("skipped: this machine has no AVX-512");
    return;
  }
  for (const auto& s : {std::array<std::int64_t, 3>{64, 130, 784}, {300, 20, 500}, {13, 700, 330}, {8, 25, 576}}) {
    Product product(s[0], s[1], s[2], 2 + 4 + 8 + 16 + 32);
    Floats ours = product.c, theirs = product.c;
    Compute(*wide, 1).gemm(product.args(ours));
    Compute(*narrow, 1).gemm(product.args(theirs));
    CHECK(ours == theirs);
  }
  constexpr std::int64_t count = 1003;
  const Floats gradients = numbers(count, 1), parameters = numbers(count, 2);
  std::vector<std::int64_t> labels(17);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::int64_t>(i * 7 % 59);
  const auto trained = [&](const KernelTable& table) {
    Floats p = parameters, m(size(count)), v(size(count)), of_logits(size(count));
    for (int step = 0; step < 3; ++step) {
      table.adam({p.data(), gradients.data(), m.data(), v.data(), 0.1f, 0.999f, 0.001f, 0.01f, 0.9f, 1e-8f, 0.01f}, 0, count);
      table.sgd({p.data(), gradients.data(), m.data(), 0.1f, 0.9f, 0.01f}, 0, count);
    }
    std::int64_t hits = 0;
    of_logits.push_back(static_cast<float>(table.cross_entropy(p.data(), labels.data(), 17, 59, 0.25f, of_logits.data(), &hits)));
    p.insert(p.end(), of_logits.begin(), of_logits.end());
    return p;
  };
  CHECK(trained(*wide) == trained(*narrow));
}

TEST_CASE("cpu thread pool: every task once, and each worker in one at a time") {
  for (const int threads : {1, 2, 4}) {
    ThreadPool pool(threads);
    std::vector<int> done(1000);
    std::vector<std::atomic<int>> inside(size(pool.threads()));
    std::atomic<bool> alone{true};
    for (int round = 0; round < 200; ++round) {
      pool.parallel_for(round * 5, [&](std::int64_t task, int worker) {
        if (inside[size(worker)].fetch_add(1) != 0) alone = false;
        ++done[size(task)];
        inside[size(worker)].fetch_sub(1);
      });
    }
    CHECK(alone);
    for (int task = 0; task < 995; task += 5) CHECK(done[size(task)] == 199 - task / 5);
    CHECK(done[996] == 0);
  }
}

TEST_CASE("cpu functions: errors as stated") {
  const float inf = std::numeric_limits<float>::infinity(), nan = std::nanf("");
  for (const KernelTable* table : tables()) {
    CAPTURE(table->name);
    struct Row {
      const char* what;
      Unary* ours;
      double (*truth)(double);
      float from, to;
      double relative, absolute;
    };
    const Row rows[] = {
        {"exp", table->exp, std::exp, -87.3f, 88.7f, 2e-7, 0},
        {"exp, denormal", table->exp, std::exp, -105, -87.3f, 0, 2e-45},
        {"log", table->log, std::log, 1e-38f, 100, 2e-7, 0},
        {"log near 1", table->log, std::log, 0.5f, 2, 2e-7, 0},
        {"log, denormal", table->log, std::log, 1e-44f, 1e-38f, 2e-7, 0},
        {"tanh", table->tanh, std::tanh, -10, 10, 3e-7, 0},
        {"sigmoid", table->sigmoid, [](double x) { return 1 / (1 + std::exp(-x)); }, -87, 20, 4e-7, 0},
        {"sqrt", table->sqrt, std::sqrt, 0, 100, 6e-8, 0},
    };
    for (const Row& row : rows) {
      constexpr int count = 20011;  // no multiple of a vector's length
      Floats x(count), y(count);
      for (int i = 0; i < count; ++i) x[size(i)] = row.from + (row.to - row.from) * static_cast<float>(i) / (count - 1);
      row.ours(x.data(), y.data(), count);
      double worst = 0;
      for (int i = 0; i < count; ++i) {
        const double want = row.truth(x[size(i)]);
        worst = std::max(worst, std::fabs(y[size(i)] - want) - row.relative * std::fabs(want) - row.absolute);
      }
      CAPTURE(row.what);
      CHECK(worst <= 0);
    }
    const auto at = [](Unary* f, float x) {
      float y;
      f(&x, &y, 1);
      return y;
    };
    CHECK(at(table->exp, 0) == 1);
    CHECK(at(table->exp, inf) == inf);
    CHECK(at(table->exp, 88.8f) == inf);
    CHECK(at(table->exp, -inf) == 0);
    CHECK(std::isnan(at(table->exp, nan)));
    CHECK(at(table->log, 1) == 0);
    CHECK(at(table->log, 0) == -inf);
    CHECK(at(table->log, inf) == inf);
    CHECK(std::isnan(at(table->log, -1)));
    CHECK(std::isnan(at(table->log, nan)));
    CHECK(at(table->tanh, 50) == 1);
    CHECK(at(table->tanh, -inf) == -1);
    CHECK(at(table->tanh, 1e-20f) == 1e-20f);
    CHECK(std::isnan(at(table->tanh, nan)));
    CHECK(at(table->sigmoid, -200) == 0);
    CHECK(at(table->sigmoid, 200) == 1);
    CHECK(at(table->relu, -3) == 0);
    CHECK(at(table->relu, 3) == 3);
    CHECK(std::isnan(at(table->relu, nan)));
  }
}

TEST_CASE("cpu arithmetic: exact, at every length, and nothing behind the end touched") {
  for (const KernelTable* table : tables()) {
    for (std::int64_t count = 0; count < 40; ++count) {
      const Floats a = numbers(count, 1), b = numbers(count, 2);
      Floats out(size(count) + 1, 9.0f);
      int wrong = 0;
      const auto check = [&](auto truth) {
        for (std::size_t i = 0; i < size(count); ++i) wrong += out[i] != truth(a[i], b[i]);
        wrong += out[size(count)] != 9;
      };
      table->add(a.data(), b.data(), out.data(), count), check([](float x, float y) { return x + y; });
      table->sub(a.data(), b.data(), out.data(), count), check([](float x, float y) { return x - y; });
      table->mul(a.data(), b.data(), out.data(), count), check([](float x, float y) { return x * y; });
      table->div(a.data(), b.data(), out.data(), count), check([](float x, float y) { return x / y; });
      table->add_scalar(a.data(), 3, out.data(), count), check([](float x, float) { return x + 3; });
      table->sub_scalar(a.data(), 3, out.data(), count), check([](float x, float) { return x - 3; });
      table->mul_scalar(a.data(), 3, out.data(), count), check([](float x, float) { return x * 3; });
      table->div_scalar(a.data(), 3, out.data(), count), check([](float x, float) { return x / 3; });
      table->neg(a.data(), out.data(), count), check([](float x, float) { return -x; });
      table->relu(a.data(), out.data(), count), check([](float x, float) { return x > 0 ? x : 0; });
      table->relu_backward(a.data(), b.data(), out.data(), count);
      check([](float dy, float y) { return y > 0 ? dy : 0; });
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("cpu sums: over rows, over planes, over everything") {
  const std::int64_t shapes[][3] = {{64, 128, 1}, {512, 10, 1}, {1000, 3, 1}, {5, 8, 576}, {3, 16, 64}, {1, 1, 100003}, {2, 3, 7}};
  for (const KernelTable* table : tables()) {
    for (const auto& s : shapes) {
      const std::int64_t n = s[0], channels = s[1], inner = s[2];
      const Floats x = numbers(n * channels * inner, 1);
      Floats out(size(channels) + 1, 9.0f);
      table->sum_channels(x.data(), n, channels, inner, out.data());
      for (std::int64_t c = 0; c < channels; ++c) {
        Sum want;
        for (std::int64_t i = 0; i < n; ++i) {
          for (std::int64_t j = 0; j < inner; ++j) want.add(x[size((i * channels + c) * inner + j)]);
        }
        CHECK(close(out[size(c)], want));
      }
      CHECK(out[size(channels)] == 9);
    }
  }
}
