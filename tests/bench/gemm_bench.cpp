// Our matrix product against OpenBLAS, both on one thread, in pairs, since a shared machine's speed drifts.
// Never linked into the product. Prints one line a shape: medians in GFLOP/s and the median of the pairs' ratios.

#include <cblas.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "engine/backend/cpu/kernels.hpp"

extern "C" void openblas_set_num_threads(int);

namespace {

struct Case {
  const char* what;
  int m, n, k;
  bool trans_a, trans_b;
};

constexpr Case cases[] = {
    {"forward  64x784x128", 64, 128, 784, false, true}, {"dWeight  64x784x128", 128, 784, 64, true, false},
    {"dInput   64x784x128", 64, 784, 128, false, false}, {"forward  512x784x128", 512, 128, 784, false, true},
    {"dWeight  512x784x128", 128, 784, 512, true, false}, {"forward  64x128x10", 64, 10, 128, false, true},
    {"dWeight  64x128x10", 10, 128, 64, true, false},    {"dInput   64x128x10", 64, 128, 10, false, false},
    {"forward  512x512x512", 512, 512, 512, false, true}, {"dWeight  64x512x512", 512, 512, 64, true, false},
    {"plain    512x512x512", 512, 512, 512, false, false},
};

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <class F>
double gflops(const Case& c, double least_seconds, F&& multiply) {
  int runs = 0;
  const double start = seconds();
  double spent = 0;
  do {
    for (int i = 0; i < 8; ++i) multiply();
    runs += 8;
  } while ((spent = seconds() - start) < least_seconds);
  return 2.0 * c.m * c.n * c.k * runs / spent * 1e-9;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const int pairs = argc > 1 ? std::atoi(argv[1]) : 15;
  openblas_set_num_threads(1);
  const inkgrad::cpu::KernelTable& table = inkgrad::cpu::kernels();
  std::printf("kernels: %s, OpenBLAS: %s\n", table.name, openblas_get_corename());
  std::vector<float> scratch(static_cast<size_t>(table.gemm_scratch));
  bool right = true;
  for (const Case& c : cases) {
    std::vector<float> a(static_cast<size_t>(c.m) * c.k), b(static_cast<size_t>(c.k) * c.n);
    std::vector<float> ours(static_cast<size_t>(c.m) * c.n), theirs(ours.size());
    unsigned state = 1;
    for (auto* values : {&a, &b}) {
      for (float& x : *values) x = static_cast<float>((state = state * 1664525u + 1013904223u) >> 8) / (1 << 24) - 0.5f;
    }
    inkgrad::cpu::Gemm g;
    g.m = c.m, g.n = c.n, g.k = c.k;
    g.a = a.data(), g.lda = c.trans_a ? c.m : c.k, g.trans_a = c.trans_a;
    g.b = b.data(), g.ldb = c.trans_b ? c.k : c.n, g.trans_b = c.trans_b;
    g.c = ours.data(), g.ldc = c.n;
    auto mine = [&] { table.gemm(g, scratch.data()); };
    auto blas = [&] {
      cblas_sgemm(CblasRowMajor, c.trans_a ? CblasTrans : CblasNoTrans, c.trans_b ? CblasTrans : CblasNoTrans, c.m,
                  c.n, c.k, 1.0f, a.data(), static_cast<int>(g.lda), b.data(), static_cast<int>(g.ldb), 0.0f,
                  theirs.data(), c.n);
    };
    mine(), blas();
    double worst = 0;
    for (size_t i = 0; i < ours.size(); ++i) worst = std::max(worst, std::fabs(double(ours[i]) - theirs[i]));
    if (worst > 1e-5 * c.k) right = false, std::printf("WRONG by %g: ", worst);
    std::vector<double> mine_speed, blas_speed, ratio;
    for (int p = 0; p < pairs; ++p) {
      mine_speed.push_back(gflops(c, 0.02, mine));
      blas_speed.push_back(gflops(c, 0.02, blas));
      ratio.push_back(mine_speed.back() / blas_speed.back());
    }
    std::printf("%-22s ours %6.1f  OpenBLAS %6.1f  ratio %.2f\n", c.what, median(mine_speed), median(blas_speed),
                median(ratio));
  }
  return right ? 0 : 1;
}
