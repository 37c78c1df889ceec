#include "engine/train/batch_plan.hpp"

#include <bit>
#include <cstring>

#include "engine/autograd/functional.hpp"

namespace inkgrad {

namespace {

/// Words of a row behind the places.
constexpr std::int64_t epoch_word = 0, hyper_word = 1, words_behind = 3;

StepPlan record(const Model& model, const DeviceData& data, const RunningMetrics& metrics, std::int64_t batch_size, const Tensor& rows,
                const std::optional<BatchPlan::Training>& training) {
  const Tensor indices = Tensor::over(rows.storage(), {batch_size}, DType::int64);
  const Tensor epoch = Tensor::over(rows.storage(), {1}, DType::int64, batch_size + epoch_word);
  const TrainingMode mode(model.network, training.has_value());
  Recorder recorder;
  Attributes attributes{.dtype = DType::float32, .mean = model.mean, .std = model.std};
  std::vector<Tensor> inputs{data.images, data.labels, indices};
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
    const Tensor hyper = Tensor::over(rows.storage(), {2}, DType::float64, batch_size + hyper_word);
    training->optimizer->update({training->arena->gradients()}, hyper);
  }
  apply_into(Op::accumulate_metrics, {{loss.detach(), correct}}, {{metrics.tensor()}}, {.batch = batch_size});
  StepPlan plan(std::move(recorder.instructions), {});
  plan.vary(rows, static_cast<std::size_t>(batch_size + words_behind) * sizeof(std::int64_t));
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
    : batch_(batch),
      rows_(Tensor::empty({most_batches, batch + words_behind}, DType::int64, model.device)),
      plan_(record(model, data, metrics, batch, rows_, training)) {}

void BatchPlan::run(std::span<const Batch> batches) {
  const auto count = static_cast<std::int64_t>(batches.size());
  if (count < 1 || count > most_batches) failure("a plan runs 1 to ", most_batches, " batches at once, not ", count);
  std::vector<std::int64_t> words;
  for (const Batch& each : batches) {
    if (static_cast<std::int64_t>(each.places.size()) != batch_) failure("a plan for ", batch_, " images was given ", each.places.size());
    words.insert(words.end(), each.places.begin(), each.places.end());
    words.push_back(each.epoch);
    for (const double value : each.hyper) words.push_back(std::bit_cast<std::int64_t>(value));
  }
  const Tensor rows = Tensor::over(rows_.storage(), {static_cast<std::int64_t>(words.size())}, DType::int64);
  backend(rows.device()).upload(rows, std::as_bytes(std::span(words)));
  plan_.run(count);
}

}  // namespace inkgrad
