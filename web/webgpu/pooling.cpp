#include "web/webgpu/ops.hpp"

namespace inkgrad::webgpu {

namespace {

constexpr std::int64_t threads = 64;

/// `x`: what comes in, `result`: what goes out, `whole` and `pooled` their shapes, whichever way.
Parameters parameters_for(Context& context, const View& x, const View& result, const Shape& whole, const Shape& pooled, std::int64_t kernel,
                          std::uint32_t places) {
  return Parameters() << result.numel() << whole[0] * whole[1] << whole[2] << whole[3] << pooled[2] << pooled[3] << kernel << context.word(x)
                      << context.word(result) << places;
}

}  // namespace

void max_pool2d(Context& context, Views in, Views out, const Attributes& attributes) {
  context.dispatch({wgsl::pooling_wgsl, "max_pool"}, groups_of(4 * threads, out[0].numel()),
                   parameters_for(context, in[0], out[0], in[0].shape, out[0].shape, attributes.kernel, context.word(out[1])));
}

void max_pool2d_backward(Context& context, Views in, Views out, const Attributes& attributes) {
  context.dispatch({wgsl::pooling_wgsl, "pool_backward", 0}, groups_of(threads, out[0].numel()),
                   parameters_for(context, in[0], out[0], out[0].shape, in[0].shape, attributes.kernel, context.word(in[1])));
}

void avg_pool2d(Context& context, Views in, Views out, const Attributes& attributes) {
  context.dispatch({wgsl::pooling_wgsl, "avg_pool"}, groups_of(threads, out[0].numel()),
                   parameters_for(context, in[0], out[0], in[0].shape, out[0].shape, attributes.kernel, 0));
}

void avg_pool2d_backward(Context& context, Views in, Views out, const Attributes& attributes) {
  context.dispatch({wgsl::pooling_wgsl, "pool_backward", 1}, groups_of(threads, out[0].numel()),
                   parameters_for(context, in[0], out[0], out[0].shape, in[0].shape, attributes.kernel, 0));
}

}  // namespace inkgrad::webgpu
