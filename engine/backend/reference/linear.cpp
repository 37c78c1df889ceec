#include "engine/backend/reference/kernels.hpp"
#include "engine/backend/reference/xtensor.hpp"

namespace inkgrad::reference {

namespace {

template <class T>
xt::xarray<T> factor(const View& view, bool transposed) {
  const auto matrix = adapted<T>(view);
  if (transposed) return xt::transpose(matrix);
  return matrix;
}

/// The product as a sum of outer products: column k of a times row k of b.
template <class T>
xt::xarray<T> product(const xt::xarray<T>& a, const xt::xarray<T>& b) {
  xt::xarray<T> c = xt::zeros<T>({a.shape()[0], b.shape()[1]});
  for (std::size_t k = 0; k < a.shape()[1]; ++k) {
    c += xt::view(a, xt::all(), k, xt::newaxis()) * xt::view(b, k, xt::all());
  }
  return c;
}

}  // namespace

void matmul(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    adapted<T>(out[0]) = product<T>(factor<T>(in[0], attributes.transpose_a), factor<T>(in[1], attributes.transpose_b));
  });
}

void linear(Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    auto y = adapted<T>(out[0]);
    y = product<T>(factor<T>(in[0], false), factor<T>(in[1], true)) + adapted<T>(in[2]);
    if (attributes.activation == Activation::relu) y = xt::eval(xt::where(y > 0, y, xt::zeros_like(y)));
  });
}

}  // namespace inkgrad::reference
