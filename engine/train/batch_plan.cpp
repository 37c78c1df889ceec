#include "engine/train/batch_plan.hpp"

#include <bit>
#include <cstring>

#include "engine/autograd/functional.hpp"

namespace inkgrad {

namespace {

constexpr std::int64_t row_words = 4;

StepPlan record(const Model& model, const DeviceData& data, const RunningMetrics& metrics, std::int64_t batch_size, const Tensor& rows,
                const std::optional<BatchPlan::Training>& training) {
  const Tensor position = Tensor::over(rows.storage(), {2}, DType::int64);
  const Tensor epoch = Tensor::over(rows.storage(), {1}, DType::int64);
  const TrainingMode mode(model.network, training.has_value());
  Recorder recorder;
  const Tensor places = apply_one(Op::batch_places, {position},
                                  {.batch = batch_size, .count = data.count(), .shuffle = training.has_value(),
                                   .seed = training ? training->seed : 0});
  Attributes attributes{.dtype = DType::float32, .mean = model.mean, .std = model.std};
  std::vector<Tensor> inputs{data.images, data.labels, places};
  const bool augmented = training && training->augmentation.any();
  if (augmented) {
    inputs.push_back(epoch);
    attributes.seed = training->seed;
    attributes.augmentation = training->augmentation;
  }
  const auto batch = apply(augmented ? Op::augment_batch : Op::gather_batch, inputs, attributes);
  const auto [loss, correct] = cross_entropy(model.network.forward(batch[0]), batch[1]);
  if (training) {
    const std::vector<Tensor> parameters = model.network.parameters();
    const std::vector<Tensor> of_parameters = gradients(loss, parameters);
    const NoGrad no_grad;
    for (std::size_t i = 0; i < parameters.size(); ++i) training->arena->collect(i, of_parameters[i]);
    const Tensor hyper = Tensor::over(rows.storage(), {2}, DType::float64, 2);
    training->optimizer->update({training->arena->gradients()}, hyper);
  }
  apply_into(Op::accumulate_metrics, {{loss.detach(), correct}}, {{metrics.tensor()}}, {.batch = batch_size});
  for (Instruction& instruction : recorder.instructions) {
    if (training) instruction.attributes.precision = training->precision;
  }
  StepPlan plan(std::move(recorder.instructions), {});
  plan.vary(rows, row_words * sizeof(std::int64_t));
  return plan;
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
      plan_(record(model, data, metrics, batch, rows_, training)) {}

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
