#include <array>

#include "native/cuda/ops.hpp"
#include "native/cuda/product.hpp"

namespace inkgrad::cuda {

Launcher relu_backward;  // elementwise.cu
Launcher sum;            // reduce.cu

namespace {

/// The product by cuBLASLt, if it takes it: C and, with an extra, its vector.
bool by_library(Context& context, cublaslt::Product product, Views in, const View& c, const Attributes& attributes) {
  product.rounding = rounding_of(attributes.precision);
  product.a = in[0].as<float>();
  product.b = in[1].as<float>();
  product.c = c.as<float>();
  return context.cublaslt().multiply(context, product);
}

template <bool transpose_a, bool transpose_b>
void multiply(Context& context, Views in, Views out, const Attributes& attributes) {
  const Shape &a = in[0].shape, &b = in[1].shape, &c = out[0].shape;
  const int m = static_cast<int>(c[0]), n = static_cast<int>(c[1]), k = static_cast<int>(a[transpose_a ? 0 : 1]);
  const bool sums = out.size() > 1, has_slope = in.size() > 2;
  cublaslt::Product product{.m = m, .n = n, .k = k, .transpose_a = transpose_a, .transpose_b = transpose_b};
  if (sums) {
    product.extra = cublaslt::sum_a;
    product.vector = out[1].as<float>();
    if (by_library(context, product, in, out[0], attributes)) return;
    // It may have the product alone.
    product.extra = cublaslt::no_extra;
    product.vector = nullptr;
  }
  if (by_library(context, product, in, out[0], attributes)) {
    if (sums) sum(context, in.first(1), out.subspan(1), {.axes = {0}});
    // Its own slope of a ReLU wants a mask of bits from the layer before; this reads that layer's result.
    if (has_slope) relu_backward(context, std::array{out[0], in[2]}, std::array{out[0]}, {});
    return;
  }
  const Matrix<transpose_a> left{in[0].as<float>(), static_cast<int>(a[1])};
  const Matrix<transpose_b> right{in[1].as<float>(), static_cast<int>(b[1])};
  if constexpr (transpose_a && !transpose_b) {
    if (sums) return launch_weight_gradient(context, m, n, k, left, right, out[0].as<float>(), out[1].as<float>());
  }
  const float* activated = has_slope ? in[2].as<float>() : nullptr;
  launch_product<4>(context, m, n, k, left, right, GradientResult{out[0].as<float>(), n, activated});
}

}  // namespace

void matmul(Context& context, Views in, Views out, const Attributes& attributes) {
  const bool a = attributes.transpose_a, b = attributes.transpose_b;
  if (a) return b ? multiply<true, true>(context, in, out, attributes) : multiply<true, false>(context, in, out, attributes);
  return b ? multiply<false, true>(context, in, out, attributes) : multiply<false, false>(context, in, out, attributes);
}

void linear(Context& context, Views in, Views out, const Attributes& attributes) {
  const int batch = static_cast<int>(out[0].shape[0]), units = static_cast<int>(out[0].shape[1]), inputs = static_cast<int>(in[0].shape[1]);
  const bool relu = attributes.activation == Activation::relu;
  if (by_library(context, {.m = batch, .n = units, .k = inputs, .transpose_b = true,
                           .extra = relu ? cublaslt::add_bias_and_relu : cublaslt::add_bias, .vector = in[2].as<float>()},
                 in, out[0], attributes)) {
    return;
  }
  launch_product<4>(context, batch, units, inputs, Matrix<false>{in[0].as<float>(), inputs}, Matrix<true>{in[1].as<float>(), inputs},
                    MatrixResult{out[0].as<float>(), units, in[2].as<float>(), relu});
}

}  // namespace inkgrad::cuda
