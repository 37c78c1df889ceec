#include "native/cuda/convolution.cuh"

#include "native/cuda/ops.hpp"
#include "native/cuda/product.hpp"

namespace inkgrad::cuda {

namespace {

ConvolutionShape shape_of(const Shape& x, const Shape& weight, const Shape& y, const Attributes& attributes) {
  const auto length = [](std::int64_t n) { return static_cast<int>(n); };
  return {length(x[1]), length(x[2]), length(x[3]), length(weight[0]), attributes.stride, attributes.padding, Divider(weight[2]),
          Divider(y[2]), Divider(y[3]), Divider(y[2] * y[3])};
}

/// The product of some lengths.
template <class... N>
int times(N... lengths) {
  return static_cast<int>((static_cast<std::int64_t>(lengths) * ...));
}

}  // namespace

void conv2d(Context& context, Views in, Views out, const Attributes& attributes) {
  const Shape &weight = in[1].shape, &y = out[0].shape;
  const ConvolutionShape shape = shape_of(in[0].shape, weight, y, attributes);
  const int taps = times(weight[1], weight[2], weight[3]);
  const bool relu = attributes.activation == Activation::relu;
  if (out.size() > 1) {  // Fusion::max_pool
    const Windows windows{Divider(y[3]), Divider(y[2])};
    return launch_fitting_product(context, times(y[1]), times(y[0], y[2], y[3], 4), taps, Matrix<false>{in[1].as<float>(), taps},
                                  WindowedPatches{in[0].as<float>(), shape, windows},
                                  PooledResult{out[0].as<float>(), out[1].as<std::uint8_t>(), windows, times(y[1]), in[2].as<float>(), relu});
  }
  launch_fitting_product(context, times(y[1]), times(y[0], y[2], y[3]), taps, Matrix<false>{in[1].as<float>(), taps},
                         Patches{in[0].as<float>(), shape},
                         ImagesResult{out[0].as<float>(), shape, in[2].as<float>(), relu});
}

void conv2d_input_backward(Context& context, Views in, Views out, const Attributes& attributes) {
  const Shape &weight = in[1].shape, &x = out[0].shape;
  const ConvolutionShape shape = shape_of(x, weight, in[0].shape, attributes);
  const int window = times(weight[2], weight[3]);
  launch_fitting_product(context, times(x[1]), times(x[0], x[2], x[3]), times(weight[0], window),
                         WeightsByChannel{in[1].as<float>(), times(x[1]), Divider(window)},
                         GradientSeenFrom{in[0].as<float>(), shape, Divider(x[3]), Divider(x[2]), Divider(attributes.stride)},
                         PixelsResult{out[0].as<float>(), in.size() > 2 ? in[2].as<float>() : nullptr, times(x[1]),
                                      Divider(times(x[2], x[3]))});
}

void conv2d_weight_backward(Context& context, Views in, Views out, const Attributes& attributes) {
  const Shape &weight = out[0].shape, &gradient = in[0].shape;
  const ConvolutionShape shape = shape_of(in[1].shape, weight, gradient, attributes);
  const int taps = times(weight[1], weight[2], weight[3]);
  launch_weight_gradient(context, times(weight[0]), taps, times(gradient[0], gradient[2], gradient[3]),
                         GradientOfOutputs{in[0].as<float>(), shape}, TransposedPatches{in[1].as<float>(), shape}, out[0].as<float>(),
                         out.size() > 1 ? out[1].as<float>() : nullptr);
}

}  // namespace inkgrad::cuda
