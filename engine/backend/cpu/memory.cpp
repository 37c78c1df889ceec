#include <array>

#include "engine/backend/cpu/ops.hpp"
#include "engine/backend/reference/kernels.hpp"

namespace inkgrad::cpu {

// With batch_places merged into it (its count is set then) in[2] is the batch's position: each piece finds its own places.
void gather_batch(Compute& compute, Views in, Views out, const Attributes& attributes) {
  const std::int64_t* labels = in[1].as<std::int64_t>();
  const std::int64_t images = in[0].shape[0], pixels = in[0].shape[1], batch = out[0].shape[0];
  const bool finds_places = attributes.count > 0;
  std::int64_t* const found = finds_places ? compute.parts<std::int64_t>(batch) : nullptr;
  const std::int64_t* const indices = finds_places ? found : in[2].as<std::int64_t>();
  if (finds_places) {
    reference::expect_places(in[2].as<std::int64_t>(), batch, attributes);
  } else {
    for (std::int64_t i = 0; i < batch; ++i) {
      if (indices[i] < 0 || indices[i] >= images) {
        input_error("gather_batch: index ", indices[i], " is outside the images 0 to ", images - 1);
      }
    }
  }
  constexpr std::int64_t images_worth_a_thread = 32;
  const PixelMap& map = compute.pixel_map(attributes.mean, attributes.std);
  compute.split(batch, images_worth_a_thread, [&](std::int64_t start, std::int64_t count) {
    if (finds_places) reference::find_places(in[2].as<std::int64_t>(), start, {found + start, static_cast<std::size_t>(count)}, attributes);
    for (std::int64_t i = start; i < start + count; ++i) out[1].as<std::int64_t>()[i] = labels[indices[i]];
    compute.kernels.gather(in[0].as<std::uint8_t>(), indices + start, count, pixels, map, out[0].as<float>() + start * pixels);
  });
}

void copy(Compute&, Views in, Views out, const Attributes&) {
  const Shape &shape = in[0].shape, &strides = in[0].strides;
  const float* from = in[0].as<float>();
  float* to = out[0].as<float>();
  const int rank = shape.rank();
  const std::int64_t total = out[0].numel();
  if (total == 0) return;
  const std::int64_t length = rank == 0 ? 1 : shape[rank - 1], step = rank == 0 ? 1 : strides[rank - 1];
  std::array<std::int64_t, Shape::max_rank> at{};  // the place of the run along the last axis
  for (std::int64_t done = 0; done < total; done += length) {
    for (std::int64_t i = 0; i < length; ++i) *to++ = from[i * step];
    for (int axis = rank - 2; axis >= 0; --axis) {
      const auto a = static_cast<std::size_t>(axis);
      from += strides[axis];
      if (++at[a] < shape[axis]) break;
      from -= at[a] * strides[axis];
      at[a] = 0;
    }
  }
}

}  // namespace inkgrad::cpu
