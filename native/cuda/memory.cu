#include "native/cuda/memory.cuh"

#include "engine/core/random.hpp"
#include "native/cuda/choice.hpp"
#include "native/cuda/context.hpp"
#include "native/cuda/ops.hpp"

namespace inkgrad::cuda {

namespace {

constexpr int threads = 256;

/// Axes that continue each other are joined.
Strided strided_of(const View& view) {
  Strided s;
  std::int64_t length[max_rank];
  for (int axis = 0; axis < view.shape.rank(); ++axis) {
    if (view.shape[axis] == 1) continue;
    const bool joins = s.rank > 0 && s.stride[s.rank - 1] == view.strides[axis] * view.shape[axis];
    if (!joins) length[s.rank++] = 1;
    length[s.rank - 1] *= view.shape[axis];
    s.stride[s.rank - 1] = view.strides[axis];
  }
  for (int axis = 0; axis < s.rank; ++axis) s.length[axis] = Divider(length[axis]);
  return s;
}

/// The order of Op::batch_places, from a position on.
Choice ordered(const View& position, const Attributes& attributes) {
  const auto count = static_cast<std::uint32_t>(attributes.count);
  std::uint32_t half_bits = 1;
  while ((std::uint64_t{1} << (2 * half_bits)) < count) ++half_bits;
  return {nullptr, position.as<std::int64_t>(),
          {attributes.seed, static_cast<std::uint32_t>(Purpose::shuffle), count, half_bits, attributes.shuffle}};
}

template <class T>
void copy_elements(Context& context, const View& from, const View& to) {
  const int count = count_of(to);
  launch(context, gather_strided<T>, blocks_for(count, threads), threads, from.as<T>(), to.as<T>(), count, strided_of(from));
}

}  // namespace

Choice chosen(const View& places, const Attributes& attributes) {
  return attributes.count > 0 ? ordered(places, attributes) : Choice{places.as<std::int64_t>(), nullptr, {}};
}

void cast(Context& context, Views in, Views out, const Attributes&) {
  const int count = count_of(out[0]);
  visit_any(in[0].dtype, [&]<class From>(From) {
    const auto to = [&]<class To>(To) {
      launch(context, convert<From, To>, blocks_for(count, threads), threads, in[0].as<From>(), out[0].as<To>(), count);
    };
    if (out[0].dtype == DType::int64) to(std::int64_t{});
    else visit_floating(out[0].dtype, to);
  });
}

void copy(Context& context, Views in, Views out, const Attributes&) {
  const std::size_t item = item_size(out[0].dtype);
  if (item == 4) copy_elements<std::uint32_t>(context, in[0], out[0]);
  else if (item == 8) copy_elements<std::uint64_t>(context, in[0], out[0]);
  else copy_elements<std::uint8_t>(context, in[0], out[0]);
}

void batch_places(Context& context, Views in, Views out, const Attributes& attributes) {
  const int count = count_of(out[0]);
  launch(context, choose_places, blocks_for(count, threads), threads, ordered(in[0], attributes), out[0].as<std::int64_t>(), count,
         &context.fault()->bad_index);
}

void gather_batch(Context& context, Views in, Views out, const Attributes& attributes) {
  launch(context, gather, static_cast<unsigned>(out[1].numel()), gather_threads, in[0].as<std::uint8_t>(), in[1].as<std::int64_t>(),
         chosen(in[2], attributes), out[0].as<float>(), out[1].as<std::int64_t>(), in[0].shape[0], in[0].shape[1],
         PixelTable(attributes.mean, attributes.std),         &context.fault()->bad_index);
}

}  // namespace inkgrad::cuda
