#include "engine/train/batch_plan.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/autograd/functional.hpp"

namespace inkgrad {

namespace {

constexpr std::int64_t row_words = 4;
constexpr std::int64_t fewest_at_once = 64;  // images: with fewer, products and threads lose more than the cache gains

/// Writes down the rows of a step.
struct Recording {
  const Model& model;
  const DeviceData& data;
  const RunningMetrics& metrics;
  std::int64_t batch_size;
  const Tensor& rows;
  const std::optional<BatchPlan::Training>& training;

  /// A plan that takes `at_once` images from their pixels to their gradients before it takes the next; all of them where it does not train.
  StepPlan plan(std::int64_t at_once) const {
    const Tensor position = Tensor::over(rows.storage(), {2}, DType::int64);
    const TrainingMode mode(model.network, training.has_value());
    Recorder recorder;
    const Tensor places = apply_one(Op::batch_places, {position},
                                    {.batch = batch_size, .count = data.count(), .shuffle = training.has_value(),
                                     .seed = training ? training->seed : 0});
    const bool whole = at_once >= batch_size;
    Tensor loss, correct;  // of the batch; of parts, each of which is counted, none
    Tensor more;           // gradients of a part behind the first
    if (!whole) {
      correct = Tensor::zeros({}, DType::int64, model.device);
      more = Tensor::zeros(training->arena->gradients().shape(), DType::float32, model.device);
    }
    for (std::int64_t first = 0; first < batch_size; first += at_once) {
      const std::int64_t count = std::min(at_once, batch_size - first);
      const CrossEntropy part = of(Tensor::over(places.storage(), {count}, DType::int64, first));
      const double share = static_cast<double>(count) / static_cast<double>(batch_size);
      const Tensor share_of_loss = whole ? part.loss : part.loss * share;
      if (training) collect(gradients(share_of_loss, model.network.parameters()), first == 0 ? training->arena->gradients() : more);
      const NoGrad no_grad;
      if (whole) correct = part.correct;
      else add_up(part.loss.detach(), part.correct, count);
      loss = first == 0 ? share_of_loss.detach() : loss + share_of_loss.detach();
    }
    const NoGrad no_grad;
    if (training) {
      const Tensor hyper = Tensor::over(rows.storage(), {2}, DType::float64, 2);
      training->optimizer->update({training->arena->gradients()}, hyper);
    }
    add_up(loss, correct, whole ? batch_size : 0);
    for (Instruction& instruction : recorder.instructions) {
      if (training) instruction.attributes.precision = training->precision;
    }
    StepPlan plan(std::move(recorder.instructions), {});
    plan.vary(rows, row_words * sizeof(std::int64_t));
    return plan;
  }

  /// How many images to take at once, given what the plan of a whole batch keeps: all of them, unless that is more than the device has near
  /// at hand and each part is much more than the weights' gradients, which the parts add up. Batch norm and dropout know one batch.
  std::int64_t at_once(std::size_t kept_bytes) const {
    const std::size_t near = backend(model.device).near_bytes();
    if (!training || near == 0 || kept_bytes <= near || batch_size <= fewest_at_once) return batch_size;
    if (model.spec.has(LayerSpec::Kind::batch_norm) || model.spec.has(LayerSpec::Kind::dropout)) return batch_size;
    const std::size_t an_image = kept_bytes / static_cast<std::size_t>(batch_size);
    const auto fitting = static_cast<std::int64_t>(near / an_image) / fewest_at_once * fewest_at_once;
    const std::int64_t count = std::max(fitting, fewest_at_once);
    return static_cast<std::size_t>(count) * an_image < 4 * training->arena->gradients().bytes() ? batch_size : count;
  }

 private:
  CrossEntropy of(const Tensor& places) const {
    const bool augmented = training && training->augmentation.any();
    Attributes attributes{.dtype = DType::float32, .mean = model.mean, .std = model.std};
    std::vector<Tensor> inputs{data.images, data.labels, places};
    if (augmented) {
      inputs.push_back(Tensor::over(rows.storage(), {1}, DType::int64));  // the epoch
      attributes.seed = training->seed;
      attributes.augmentation = training->augmentation;
    }
    const auto batch = apply(augmented ? Op::augment_batch : Op::gather_batch, inputs, attributes);
    return cross_entropy(model.network.forward(batch[0]), batch[1]);
  }

  void add_up(const Tensor& loss, const Tensor& correct, std::int64_t images) const {
    apply_into(Op::accumulate_metrics, {{loss, correct}}, {{metrics.tensor()}}, {.batch = images});
  }

  /// Puts gradients into the arena's, or into a tensor like it and adds that to the arena's.
  void collect(const std::vector<Tensor>& of_parameters, const Tensor& into) const {
    const NoGrad no_grad;
    const Tensor& sums = training->arena->gradients();
    for (std::size_t i = 0; i < of_parameters.size(); ++i) training->arena->collect(i, of_parameters[i], into);
    if (into.storage() != sums.storage()) apply_into(Op::add, {{sums, into}}, {{sums}});
  }
};

StepPlan record(const Recording& recording) {
  StepPlan whole = recording.plan(recording.batch_size);
  const std::int64_t at_once = recording.at_once(whole.arena_bytes());
  return at_once == recording.batch_size ? std::move(whole) : recording.plan(at_once);
}

}  // namespace

DeviceData::DeviceData(const Dataset& dataset, Device device)
    : images(Tensor::from_bytes(std::as_bytes(std::span(dataset.images)), {dataset.count(), image_pixels}, DType::uint8, device)),
      labels(Tensor::from_bytes(std::as_bytes(std::span(dataset.labels)), {dataset.count()}, DType::int64, device)) {}

RunningMetrics::RunningMetrics(Device device) : sums_(Tensor::zeros({3}, DType::float64, device)) {}

RunningMetrics::Sums RunningMetrics::sums() const {
  Sums sums{};
  backend(sums_.device()).read_back(sums_, [&](std::span<const std::byte> bytes) {
    std::memcpy(sums.data(), bytes.data(), bytes.size());
  });
  return sums;
}

void RunningMetrics::set(const Sums& sums) { backend(sums_.device()).upload(sums_, std::as_bytes(std::span(sums))); }

void RunningMetrics::clear() { set({last_loss(), 0, 0}); }

Metrics RunningMetrics::read(std::int64_t images) const {
  const Sums s = sums();
  const auto n = static_cast<double>(images);
  return images == 0 ? Metrics{} : Metrics{s[1] / n, s[2] / n, images};
}

BatchPlan::BatchPlan(const Model& model, const DeviceData& data, const RunningMetrics& metrics, std::int64_t batch,
                     const std::optional<Training>& training)
    : rows_(Tensor::empty({most_batches, row_words}, DType::int64, model.device)),
      plan_(record({model, data, metrics, batch, rows_, training})) {}

void BatchPlan::run(std::span<const Batch> batches) {
  const auto count = static_cast<std::int64_t>(batches.size());
  if (count < 1 || count > most_batches) failure("a plan runs 1 to ", most_batches, " batches at once, not ", count);
  std::vector<std::int64_t> words;
  for (const Batch& each : batches) {
    words.insert(words.end(), {each.epoch, each.first});
    for (const double value : each.hyper) words.push_back(std::bit_cast<std::int64_t>(value));
  }
  const Tensor rows = Tensor::over(rows_.storage(), {static_cast<std::int64_t>(words.size())}, DType::int64);
  backend(rows.device()).upload(rows, std::as_bytes(std::span(words)));
  plan_.run(count);
}

}  // namespace inkgrad
