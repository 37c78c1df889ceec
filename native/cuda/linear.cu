#include "native/cuda/ops.hpp"
#include "native/cuda/product.hpp"

namespace inkgrad::cuda {

namespace {

template <bool transpose_a, bool transpose_b>
void multiply(Context& context, Views in, Views out) {
  const Shape &a = in[0].shape, &b = in[1].shape, &c = out[0].shape;
  const int m = static_cast<int>(c[0]), n = static_cast<int>(c[1]), k = static_cast<int>(a[transpose_a ? 0 : 1]);
  const Matrix<transpose_a> left{in[0].as<float>(), static_cast<int>(a[1])};
  const Matrix<transpose_b> right{in[1].as<float>(), static_cast<int>(b[1])};
  if constexpr (transpose_a && !transpose_b) {
    if (out.size() > 1) return launch_weight_gradient(context, m, n, k, left, right, out[0].as<float>(), out[1].as<float>());
  }
  launch_product<4>(context, m, n, k, left, right, GradientResult{out[0].as<float>(), n, in.size() > 2 ? in[2].as<float>() : nullptr});
}

}  // namespace

void matmul(Context& context, Views in, Views out, const Attributes& attributes) {
  if (attributes.transpose_a) {
    attributes.transpose_b ? multiply<true, true>(context, in, out) : multiply<true, false>(context, in, out);
  } else {
    attributes.transpose_b ? multiply<false, true>(context, in, out) : multiply<false, false>(context, in, out);
  }
}

void linear(Context& context, Views in, Views out, const Attributes& attributes) {
  const int batch = static_cast<int>(out[0].shape[0]), units = static_cast<int>(out[0].shape[1]), inputs = static_cast<int>(in[0].shape[1]);
  launch_product<4>(context, batch, units, inputs, Matrix<false>{in[0].as<float>(), inputs}, Matrix<true>{in[1].as<float>(), inputs},
                    MatrixResult{out[0].as<float>(), units, in[2].as<float>(), attributes.activation == Activation::relu});
}

}  // namespace inkgrad::cuda
