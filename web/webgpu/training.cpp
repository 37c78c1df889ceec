#include <cmath>

#include "web/webgpu/ops.hpp"

namespace inkgrad::webgpu {

namespace {

constexpr std::int64_t threads = 256;

/// The struct Params of shaders/wgsl/training.wgsl, without its launch.
struct Work {
  std::int64_t count;
  std::uint32_t x = 0, labels = 0, places = 0, result = 0, result_labels = 0;
  std::int64_t images = 0, pixels = 0;
  std::uint32_t table = 0;
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;
  bool shuffle = false;
  std::uint32_t half_bits = 0, threshold = 0;
  double kept = 0;

  Parameters parameters() const {
    return Parameters() << count << x << labels << places << result << result_labels << images << pixels << table << seed << (seed >> 32)
                        << stream << shuffle << half_bits << threshold << kept;
  }
};

void run(Context& context, const char* entry, Groups groups, const Work& work) {
  context.dispatch({wgsl::training_wgsl, entry}, groups, work.parameters());
}

void normalise(Context& context, const char* entry, const Shape& x, const Attributes& attributes, std::initializer_list<std::uint32_t> places) {
  Parameters parameters;
  parameters << x[0] << x[1] << (x[0] * x[1] == 0 ? 0 : numel(x) / (x[0] * x[1]));
  for (const std::uint32_t place : places) parameters << place;
  parameters << attributes.training << attributes.eps;
  context.dispatch({wgsl::normalisation_wgsl, entry}, {static_cast<std::uint32_t>(x[1])}, parameters);
}

/// The struct Params of shaders/wgsl/optimizer.wgsl, without its launch.
void update(Context& context, const char* entry, Views in, Views out, const Attributes& a) {
  const std::uint32_t second = out.size() > 2 ? context.word(out[2]) : 0;
  context.dispatch({wgsl::optimizer_wgsl, entry}, groups_of(threads, out[0].numel()),
                   Parameters() << out[0].numel() << context.word(in[0]) << context.word(in[1]) << context.word(out[0]) << context.word(out[1])
                                << second << a.weight_decay << a.momentum << a.nesterov << a.decoupled << a.beta1 << a.beta2
                                << std::log(a.beta1) << std::log(a.beta2) << 1 - a.beta1 << 1 - a.beta2 << a.eps);
}

}  // namespace

void cross_entropy(Context& context, Views in, Views out, const Attributes&) {
  context.dispatch({wgsl::classification_wgsl, "cross_entropy"}, {1},
                   Parameters() << in[0].shape[0] << in[0].shape[1] << context.word(in[0]) << context.word(in[1]) << context.word(out[0])
                                << context.word(out[1]) << context.word(out[2]));
}

void dropout(Context& context, Views in, Views out, const Attributes& attributes) {
  Work work{.count = out[0].numel(), .x = context.word(in[0]), .places = context.word(in[1]), .result = context.word(out[0])};
  work.seed = attributes.seed;
  work.stream = attributes.stream;
  // A random number of 24 bits times 2^-24 is below p where it is below this.
  work.threshold = static_cast<std::uint32_t>(std::ceil(std::ldexp(attributes.p, 24)));
  work.kept = 1 / (1 - attributes.p);
  run(context, "dropout", groups_of(threads, work.count), work);
}

void batch_norm(Context& context, Views in, Views out, const Attributes& attributes) {
  const auto word = [&](const View& view) { return context.word(view); };
  normalise(context, "normalise", in[0].shape, attributes,
            {word(in[0]), word(in[1]), word(in[2]), word(in[3]), word(in[4]), word(out[0]), word(out[1]), word(out[2]), 0});
}

void batch_norm_backward(Context& context, Views in, Views out, const Attributes& attributes) {
  const auto word = [&](const View& view) { return context.word(view); };
  normalise(context, "normalise_backward", in[1].shape, attributes,
            {word(in[1]), word(in[2]), 0, word(in[3]), word(in[4]), word(out[0]), word(out[1]), word(out[2]), word(in[0])});
}

void batch_places(Context& context, Views in, Views out, const Attributes& attributes) {
  Work work{.count = out[0].numel(), .places = context.word(in[0]), .result = context.word(out[0])};
  work.images = attributes.count;
  work.seed = attributes.seed;
  work.shuffle = attributes.shuffle;
  // As KeyedPermutation has it.
  work.half_bits = 1;
  while ((std::int64_t{1} << (2 * work.half_bits)) < attributes.count) ++work.half_bits;
  run(context, "choose_places", groups_of(threads, work.count), work);
}

void gather_batch(Context& context, Views in, Views out, const Attributes& attributes) {
  Work work{.count = out[0].numel(), .x = context.word(in[0]), .labels = context.word(in[1]), .places = context.word(in[2]),
            .result = context.word(out[0]), .result_labels = context.word(out[1])};
  work.images = in[0].shape[0];
  work.pixels = in[0].shape[1];
  work.table = context.normalised_bytes(attributes.mean, attributes.std);
  run(context, "gather_batch", groups_of(threads, work.count), work);
}

void accumulate_metrics(Context& context, Views in, Views out, const Attributes& attributes) {
  const Work work{.count = attributes.batch, .x = context.word(in[0]), .places = context.word(in[1]), .result = context.word(out[0])};
  run(context, "accumulate_metrics", {1}, work);
}

void sgd_step(Context& context, Views in, Views out, const Attributes& attributes) { update(context, "sgd_step", in, out, attributes); }
void adam_step(Context& context, Views in, Views out, const Attributes& attributes) { update(context, "adam_step", in, out, attributes); }

}  // namespace inkgrad::webgpu
