#include "native/cuda/pooling.cuh"

#include "native/cuda/context.hpp"
#include "native/cuda/ops.hpp"

namespace inkgrad::cuda {

namespace {

constexpr int threads = 256;

/// `by`: the shape whose elements the threads are numbered by.
PoolShape shape_of(const Shape& x, const Shape& y, const Shape& by, const Attributes& attributes) {
  const auto length = [](std::int64_t n) { return static_cast<int>(n); };
  return {length(x[2]), length(x[3]), length(y[2]), length(y[3]), Divider(attributes.kernel), Divider(by[3]), Divider(by[2])};
}

/// `activated`: nothing, or a ReLU's result.
void backward(Context& context, const View& gradient, const std::uint8_t* places, Views activated, const View& out,
              const Attributes& attributes) {
  const int count = count_of(out);
  launch(context, pool_backward<float>, blocks_for(count, threads), threads, gradient.as<float>(), places,
         activated.empty() ? nullptr : activated[0].as<float>(), out.as<float>(), count,
         shape_of(out.shape, gradient.shape, out.shape, attributes));
}

}  // namespace

void max_pool2d(Context& context, Views in, Views out, const Attributes& attributes) {
  const int count = count_of(out[0]);
  launch(context, max_pool<float>, blocks_for(count, threads), threads, in[0].as<float>(), out[0].as<float>(),
         out[1].as<std::uint8_t>(), count, shape_of(in[0].shape, out[0].shape, out[0].shape, attributes));
}

void avg_pool2d(Context& context, Views in, Views out, const Attributes& attributes) {
  const int count = count_of(out[0]);
  launch(context, avg_pool<float>, blocks_for(count, threads), threads, in[0].as<float>(), out[0].as<float>(), count,
         shape_of(in[0].shape, out[0].shape, out[0].shape, attributes));
}

void max_pool2d_backward(Context& context, Views in, Views out, const Attributes& attributes) {
  backward(context, in[0], in[1].as<std::uint8_t>(), in.subspan(2), out[0], attributes);
}

void avg_pool2d_backward(Context& context, Views in, Views out, const Attributes& attributes) {
  backward(context, in[0], nullptr, in.subspan(1), out[0], attributes);
}

}  // namespace inkgrad::cuda
