// Our matrix product on one thread; with INKGRAD_BESIDE_OPENBLAS against OpenBLAS, in pairs, since a shared machine's speed drifts.
// Never linked into the product. Prints one line a shape: medians in GFLOP/s and the median of the pairs' ratios.

#if defined(INKGRAD_BESIDE_OPENBLAS)
#include <cblas.h>
#endif

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "engine/backend/cpu/kernels.hpp"

#if defined(INKGRAD_BESIDE_OPENBLAS)
extern "C" void openblas_set_num_threads(int);
#endif

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
    {"plain    512x512x512", 512, 512, 512, false, false},  {"conv1    8x25x576", 8, 576, 25, false, false},
    {"conv2    16x200x64", 16, 64, 200, false, false},   {"dConv2   16x64x200", 16, 200, 64, false, true},
    {"dInput2  200x16x64", 200, 64, 16, true, false},
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
  const inkgrad::cpu::KernelTable& table = inkgrad::cpu::kernels();
  std::printf("kernels: %s\n", table.name);
#if defined(INKGRAD_BESIDE_OPENBLAS)
  openblas_set_num_threads(1);
  std::printf("OpenBLAS: %s\n", openblas_get_corename());
#endif
  std::vector<float> scratch(static_cast<size_t>(table.gemm_scratch));
  bool right = true;  // as OpenBLAS has it
  for (const Case& c : cases) {
    std::vector<float> a(static_cast<size_t>(c.m) * c.k), b(static_cast<size_t>(c.k) * c.n);
    std::vector<float> ours(static_cast<size_t>(c.m) * c.n), theirs(ours.size());  // the latter OpenBLAS's
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
#if defined(INKGRAD_BESIDE_OPENBLAS)
    auto blas = [&] {
      cblas_sgemm(CblasRowMajor, c.trans_a ? CblasTrans : CblasNoTrans, c.trans_b ? CblasTrans : CblasNoTrans, c.m,
                  c.n, c.k, 1.0f, a.data(), static_cast<int>(g.lda), b.data(), static_cast<int>(g.ldb), 0.0f,
                  theirs.data(), c.n);
    };
    mine(), blas();
    double worst = 0;
    for (size_t i = 0; i < ours.size(); ++i) worst = std::max(worst, std::fabs(double(ours[i]) - theirs[i]));
    if (worst > 1e-5 * c.k) right = false, std::printf("WRONG by %g: ", worst);
    std::vector<double> blas_speed, ratio;
#endif
    gflops(c, &c == cases ? 3 : 0.3, mine);  // for a browser's compiler, which begins with a quick one and takes its time for the other
    std::vector<double> mine_speed;
    for (int p = 0; p < pairs; ++p) {
      mine_speed.push_back(gflops(c, 0.02, mine));
#if defined(INKGRAD_BESIDE_OPENBLAS)
      blas_speed.push_back(gflops(c, 0.02, blas));
      ratio.push_back(mine_speed.back() / blas_speed.back());
#endif
    }
    std::printf("%-22s ours %6.1f", c.what, median(mine_speed));
#if defined(INKGRAD_BESIDE_OPENBLAS)
    std::printf("  OpenBLAS %6.1f  ratio %.2f", median(blas_speed), median(ratio));
#endif
    std::printf("\n");
  }
  return right ? 0 : 1;
}
