#include <algorithm>

#include "web/webgpu/ops.hpp"

namespace inkgrad::webgpu {

namespace {

/// Variant 0 of shaders/wgsl/reduce.wgsl adds, 1 takes the largest.
void reduce(Context& context, std::uint32_t variant, const View& x, const View& out, const Attributes& attributes) {
  const int rank = x.shape.rank();
  std::array<bool, Shape::max_rank> goes{};
  for (const std::int64_t axis : attributes.axes) goes[static_cast<std::size_t>(normalise_axis(static_cast<int>(axis), rank))] = true;
  if (attributes.axes.empty()) goes.fill(true);
  Axes kept, reduced;
  std::int64_t count = 1;
  for (int axis = 0; axis < rank; ++axis) {
    std::int64_t stride = 1;
    for (int inner = axis + 1; inner < rank; ++inner) stride *= x.shape[inner];
    const bool is_reduced = goes[static_cast<std::size_t>(axis)];
    (is_reduced ? reduced : kept).add(x.shape[axis], stride);
    if (is_reduced) count *= x.shape[axis];
  }
  Parameters parameters;
  parameters << out.numel() << count << context.word(out) << context.word(x) << kept.length.rank() << reduced.length.rank();
  parameters.align();
  put_lengths(parameters, kept.length);
  put_lengths(parameters, kept.first);
  put_lengths(parameters, reduced.length);
  put_lengths(parameters, reduced.first);
  context.dispatch({wgsl::reduce_wgsl, "reduce", variant}, groups_for(out.numel()), parameters);
}

}  // namespace

void sum(Context& context, Views in, Views out, const Attributes& attributes) { reduce(context, 0, in[0], out[0], attributes); }
void amax(Context& context, Views in, Views out, const Attributes& attributes) { reduce(context, 1, in[0], out[0], attributes); }

}  // namespace inkgrad::webgpu
