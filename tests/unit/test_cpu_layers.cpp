// The CPU's kernels for layers and training: convolution, pooling, loss, optimizers, the batch's gathering.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/backend/cpu/compute.hpp"
#include "engine/backend/cpu/kernels.hpp"
#include "engine/core/random.hpp"
#include "tests/unit/cpu_fixture.hpp"

using namespace inkgrad;
using namespace inkgrad::cpu;
using namespace inkgrad::test;

namespace {

using Conv = Compute::Conv;

Conv conv_of(std::int64_t batch, std::int64_t channels, std::int64_t height, std::int64_t width, std::int64_t out_channels,
             int kernel, int stride, int padding) {
  return {batch,        channels, height, width, out_channels, (height + 2 * padding - kernel) / stride + 1,
          (width + 2 * padding - kernel) / stride + 1, kernel, stride, padding};
}

const Conv convs[] = {
    conv_of(3, 1, 28, 28, 8, 5, 1, 0), conv_of(2, 8, 12, 12, 16, 5, 1, 0), conv_of(19, 3, 9, 7, 5, 3, 1, 1),
    conv_of(2, 2, 11, 13, 4, 3, 2, 1), conv_of(1, 4, 6, 6, 3, 1, 1, 0),    conv_of(2, 3, 8, 10, 2, 4, 3, 2),
    conv_of(1, 1, 5, 5, 1, 5, 1, 0),
};

/// Calls f(index in x, index in weight, index in out) for every product that the convolution is a sum of.
template <class F>
void each_product(const Conv& s, F f) {
  for (std::int64_t n = 0; n < s.batch; ++n)
    for (std::int64_t o = 0; o < s.out_channels; ++o)
      for (std::int64_t i = 0; i < s.out_height; ++i)
        for (std::int64_t j = 0; j < s.out_width; ++j)
          for (std::int64_t c = 0; c < s.channels; ++c)
            for (std::int64_t u = 0; u < s.kernel; ++u)
              for (std::int64_t v = 0; v < s.kernel; ++v) {
                const std::int64_t y = i * s.stride + u - s.padding, x = j * s.stride + v - s.padding;
                if (y < 0 || y >= s.height || x < 0 || x >= s.width) continue;
                f(size(((n * s.channels + c) * s.height + y) * s.width + x),
                  size(((o * s.channels + c) * s.kernel + u) * s.kernel + v),
                  size(((n * s.out_channels + o) * s.out_height + i) * s.out_width + j));
              }
}

/// Reductions in double, and the same over absolute values.
struct Sums {
  std::vector<double> value, scale;
  explicit Sums(std::size_t count) : value(count), scale(count) {}
  void add(std::size_t at, double x) { value[at] += x, scale[at] += std::fabs(x); }
  int wrong(const Floats& got) const {
    int count = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
      count += !(std::fabs(got[i] - value[i]) <= 1e-5 * scale[i] + 1e-7);
    }
    return count;
  }
};

}  // namespace

TEST_CASE("cpu convolution: forward and both gradients, the same bytes on several threads") {
  for (const KernelTable* table : tables()) {
    for (const Conv& s : convs) {
      CAPTURE(table->name); CAPTURE(&s - convs);
      const std::int64_t outputs = s.batch * s.out_channels * s.positions(), weights = s.out_channels * s.taps();
      const Floats x = numbers(s.batch * s.image(), 1), weight = numbers(weights, 2);
      const Floats bias = numbers(s.out_channels, 3), gradient = numbers(outputs, 4);

      Sums out(size(outputs)), dx(x.size()), dw(weight.size());
      for (std::size_t i = 0; i < size(outputs); ++i) {
        out.add(i, bias[i / size(s.positions()) % size(s.out_channels)]);
      }
      each_product(s, [&](std::size_t xi, std::size_t wi, std::size_t oi) {
        out.add(oi, double(x[xi]) * weight[wi]);
        dx.add(xi, double(gradient[oi]) * weight[wi]);
        dw.add(wi, double(gradient[oi]) * x[xi]);
      });
      Sums activated = out;
      for (double& value : activated.value) value = std::max(value, 0.0);

      Floats first[4];
      for (const int threads : {1, 2, 3}) {
        Compute compute(*table, threads);
        Floats got[4] = {Floats(size(outputs), 9.0f), Floats(size(outputs), 9.0f), Floats(x.size(), 9.0f), Floats(weight.size(), 9.0f)};
        compute.conv2d(s, x.data(), weight.data(), bias.data(), false, got[0].data());
        compute.conv2d(s, x.data(), weight.data(), bias.data(), true, got[1].data());
        compute.conv2d_input_backward(s, gradient.data(), weight.data(), got[2].data());
        compute.conv2d_weight_backward(s, gradient.data(), x.data(), got[3].data());
        if (threads == 1) {
          CHECK(out.wrong(got[0]) == 0);
          CHECK(activated.wrong(got[1]) == 0);
          CHECK(dx.wrong(got[2]) == 0);
          CHECK(dw.wrong(got[3]) == 0);
          std::copy_n(got, 4, first);
        }
        for (int i = 0; i < 4; ++i) CHECK(got[i] == first[i]);
      }
    }
  }
}

TEST_CASE("cpu pooling: values, places and gradients") {
  struct Case {
    std::int64_t planes, height, width;
    int kernel;
  };
  const Case cases[] = {{3, 24, 24, 2}, {5, 8, 8, 2}, {2, 7, 9, 2}, {2, 33, 35, 2}, {2, 9, 9, 3}, {1, 10, 11, 4}, {2, 5, 5, 1}, {1, 16, 2, 2}};
  for (const KernelTable* table : tables()) {
    for (const Case& s : cases) {
      CAPTURE(table->name); CAPTURE(&s - cases);
      const std::int64_t rows = s.height / s.kernel, columns = s.width / s.kernel, outputs = s.planes * rows * columns;
      Floats x = numbers(s.planes * s.height * s.width, 1);
      for (float& v : x) v = std::round(v * 4);  // few values, so that equals meet in a window
      const Floats gradient = numbers(outputs, 2);
      Floats largest, mean, dx(x.size()), dx_mean(x.size());
      std::vector<std::uint8_t> places;
      for (std::int64_t o = 0; o < outputs; ++o) {
        const std::int64_t plane = o / (rows * columns), i = o / columns % rows, j = o % columns;
        const auto at = [&](int q) {
          return size((plane * s.height + i * s.kernel + q / s.kernel) * s.width + j * s.kernel + q % s.kernel);
        };
        int best = 0;
        double sum = 0;
        for (int q = 0; q < s.kernel * s.kernel; ++q) {
          if (x[at(q)] > x[at(best)]) best = q;
          sum += x[at(q)];
          dx_mean[at(q)] = gradient[size(o)] / static_cast<float>(s.kernel * s.kernel);
        }
        largest.push_back(x[at(best)]);
        places.push_back(static_cast<std::uint8_t>(best));
        mean.push_back(static_cast<float>(sum / (s.kernel * s.kernel)));
        dx[at(best)] = gradient[size(o)];
      }
      Floats got(size(outputs), 9.0f), got_dx(x.size(), 9.0f);
      std::vector<std::uint8_t> got_places(size(outputs), 99);
      table->max_pool(x.data(), s.planes, s.height, s.width, s.kernel, got.data(), got_places.data());
      CHECK(got == largest);
      CHECK(got_places == places);
      table->max_pool_backward(gradient.data(), places.data(), nullptr, s.planes, s.height, s.width, s.kernel, got_dx.data());
      CHECK(got_dx == dx);
      for (std::size_t i = 0; i < x.size(); ++i) dx[i] = x[i] > 0 ? dx[i] : 0;  // x as a ReLU's result, wherever that is its largest
      table->max_pool_backward(gradient.data(), places.data(), largest.data(), s.planes, s.height, s.width, s.kernel, got_dx.data());
      CHECK(got_dx == dx);
      table->avg_pool(x.data(), s.planes, s.height, s.width, s.kernel, got.data());
      for (std::size_t o = 0; o < size(outputs); ++o) CHECK(got[o] == doctest::Approx(mean[o]).epsilon(1e-6));
      table->avg_pool_backward(gradient.data(), s.planes, s.height, s.width, s.kernel, got_dx.data());
      for (std::size_t i = 0; i < x.size(); ++i) CHECK(got_dx[i] == doctest::Approx(dx_mean[i]).epsilon(1e-6));
    }
  }
}

TEST_CASE("cpu cross entropy: loss, hits and gradient, also where e^x would overflow") {
  for (const KernelTable* table : tables()) {
    for (const std::int64_t classes : {1, 2, 3, 8, 10, 17, 100}) {
      for (const float size_of_logits : {0.0f, 1.0f, 30.0f, 1000.0f}) {
        CAPTURE(table->name); CAPTURE(classes); CAPTURE(size_of_logits);
        const std::int64_t rows = 13;
        Floats logits = numbers(rows * classes, 1), gradient(logits.size());
        for (float& x : logits) x *= size_of_logits;
        std::vector<std::int64_t> labels;
        for (std::int64_t r = 0; r < rows; ++r) labels.push_back(r * 7 % classes);
        double want_loss = 0;
        std::int64_t want_correct = 0, correct = -1;
        std::vector<double> want;
        for (std::int64_t r = 0; r < rows; ++r) {
          const float* x = logits.data() + r * classes;
          const float* best = std::max_element(x, x + classes);
          double sum = 0;
          for (std::int64_t c = 0; c < classes; ++c) sum += std::exp(double(x[c]) - *best);
          want_loss += std::log(sum) + *best - x[labels[size(r)]];
          want_correct += best - x == labels[size(r)];
          for (std::int64_t c = 0; c < classes; ++c) {
            want.push_back(0.25 * (std::exp(double(x[c]) - *best) / sum - (c == labels[size(r)])));
          }
        }
        const double loss =
            table->cross_entropy(logits.data(), labels.data(), rows, classes, 0.25f, gradient.data(), &correct);
        CHECK(std::fabs(loss - want_loss) <= 1e-6 * want_loss + 1e-6);
        CHECK(correct == want_correct);
        for (std::size_t i = 0; i < want.size(); ++i) CHECK(std::fabs(gradient[i] - want[i]) <= 1e-7);
      }
    }
  }
}

TEST_CASE("cpu optimizers: Adam and SGD follow PyTorch's formulas in double") {
  const std::int64_t count = 1003;
  for (const KernelTable* table : tables()) {
    Floats p = numbers(count, 1), m(size(count)), v(size(count)), sgd_p = p, velocity(size(count));
    std::vector<double> want(p.begin(), p.end()), dm(size(count)), dv(size(count)), want_sgd = want, dvel(size(count));
    for (int t = 1; t <= 20; ++t) {
      const Floats g = numbers(count, static_cast<std::uint32_t>(10 + t));
      const double correction1 = 1 - std::pow(0.9, t), correction2 = std::sqrt(1 - std::pow(0.999, t));
      const Adam adam{p.data(), g.data(), m.data(), v.data(), 0.1f, 0.999f, 0.001f,
                      static_cast<float>(1e-2 / correction1), static_cast<float>(correction2), 1e-8f, 0.01f};
      table->adam(adam, 0, 501);  // in two pieces, the first of which ends inside a vector
      table->adam(adam, 501, count - 501);
      const Sgd sgd{sgd_p.data(), g.data(), velocity.data(), 0.1f, 0.9f, 0.01f};
      table->sgd(sgd, 0, count);
      for (std::size_t i = 0; i < size(count); ++i) {
        const double ga = g[i] + 0.01 * want[i];
        dm[i] += (ga - dm[i]) * 0.1;
        dv[i] = dv[i] * 0.999 + ga * ga * 0.001;
        want[i] -= 1e-2 / correction1 * dm[i] / (std::sqrt(dv[i]) / correction2 + 1e-8);
        dvel[i] = 0.9 * dvel[i] + g[i] + 0.01 * want_sgd[i];
        want_sgd[i] -= 0.1 * dvel[i];
      }
    }
    double worst = 0, worst_sgd = 0;
    for (std::size_t i = 0; i < size(count); ++i) {
      worst = std::max(worst, std::fabs(p[i] - want[i]));
      worst_sgd = std::max(worst_sgd, std::fabs(sgd_p[i] - want_sgd[i]));
    }
    CHECK(worst < 2e-6);
    CHECK(worst_sgd < 2e-6);
  }
}

TEST_CASE("cpu gather: rows through the map, as a table and as a line") {
  std::vector<std::uint8_t> images(5 * 783);
  for (std::size_t i = 0; i < images.size(); ++i) images[i] = static_cast<std::uint8_t>(i * 31);
  const Floats values = numbers(256, 1);
  PixelMap any{};
  std::copy(values.begin(), values.end(), any.table);
  const std::vector<std::int64_t> indices = {4, 0, 0, 2};
  for (const KernelTable* table : tables()) {
    CAPTURE(table->name);
    Compute compute(*table, 1);
    const PixelMap mnist = compute.pixel_map(0.1306604762738429, 0.3081078038564622);
    CHECK(mnist.on_line);
    CHECK(mnist.table[255] == static_cast<float>((1 - 0.1306604762738429) / 0.3081078038564622));
    for (const PixelMap& map : {any, mnist, compute.pixel_map(0, 1)}) {
      Floats out(4 * 783);
      table->gather(images.data(), indices.data(), 4, 783, map, out.data());
      int wrong = 0;
      for (std::size_t i = 0; i < out.size(); ++i) wrong += out[i] != map.table[images[size(indices[i / 783]) * 783 + i % 783]];
      CHECK(wrong == 0);
    }
  }
}
