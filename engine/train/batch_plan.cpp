#include "engine/train/batch_plan.hpp"

#include <cstring>

#include "engine/autograd/functional.hpp"

namespace inkgrad {

namespace {

StepPlan record(const Model& model, const DeviceData& data, const RunningMetrics& metrics, const Tensor& indices,
                const Tensor& epoch, const std::optional<BatchPlan::Training>& training) {
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
    training->optimizer->update({training->arena->gradients()});
  }
  apply_into(Op::accumulate_metrics, {{loss.detach(), correct}}, {{metrics.tensor()}}, {.batch = indices.numel()});
  return StepPlan(std::move(recorder.instructions), {});
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
    : indices_(Tensor::empty({batch}, DType::int64, model.device)),
      epoch_(Tensor::empty({1}, DType::int64, model.device)) {
  plan_ = record(model, data, metrics, indices_, epoch_, training);
}

void BatchPlan::run(const std::vector<std::int64_t>& places, std::int64_t epoch) {
  backend(indices_.device()).upload(indices_, std::as_bytes(std::span(places)));
  backend(epoch_.device()).upload(epoch_, std::as_bytes(std::span(&epoch, 1)));
  plan_.run();
}

}  // namespace inkgrad
