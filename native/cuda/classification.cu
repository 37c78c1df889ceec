#include "native/cuda/classification.cuh"

#include "native/cuda/context.hpp"
#include "native/cuda/ops.hpp"

namespace inkgrad::cuda {

namespace {

constexpr int threads = 128;
constexpr std::size_t slot_of_ticket = 0, slot_of_entropy = 2;

}  // namespace

void one_hot(Context& context, Views in, Views out, const Attributes& attributes) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const int count = count_of(out[0]);
    launch(context, mark_labels<T>, blocks_for(count, threads), threads, in[0].as<std::int64_t>(), out[0].as<T>(), count,
           Divider(attributes.classes), &context.fault()->bad_index);
  });
}

void pick_class(Context& context, Views in, Views out, const Attributes&) {
  visit_floating(out[0].dtype, [&]<class T>(T) {
    const int rows = count_of(out[0]);
    launch(context, pick_labels<T>, blocks_for(rows, threads), threads, in[0].as<T>(), in[1].as<std::int64_t>(), out[0].as<T>(), rows,
           in[0].shape[1], &context.fault()->bad_index);
  });
}

void cross_entropy(Context& context, Views in, Views out, const Attributes&) {
  const std::int64_t rows = in[0].shape[0];
  const unsigned blocks = blocks_for(rows, entropy_warps);
  launch(context, entropy, blocks, entropy_warps * warp_size, in[0].as<float>(), in[1].as<std::int64_t>(), out[0].as<float>(),
         out[1].as<std::int64_t>(), out[2].as<float>(), rows, in[0].shape[1], context.scratch<EntropyPart>(slot_of_entropy, blocks),
         context.scratch<unsigned>(slot_of_ticket, 1), &context.fault()->bad_index, out.size() > 3 ? out[3].as<double>() : nullptr);
}

}  // namespace inkgrad::cuda
