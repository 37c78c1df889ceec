#include "engine/nn/model.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/backend/backend.hpp"
#include "engine/core/number.hpp"
#include "engine/nn/init.hpp"

namespace inkgrad {

namespace {

std::string metadata_of(const SafeTensors& file, const std::string& key, std::string_view name) {
  const auto found = file.metadata.find(key);
  if (found == file.metadata.end()) {
    input_error(name, ": its metadata has no \"", key, "\"; expected a model file written by inkgrad");
  }
  return found->second;
}

/// "0.weight, 0.bias, ...", of many the first.
std::string names_of(const SafeTensors& file) {
  constexpr std::size_t shown = 8;
  std::string names;
  for (std::size_t i = 0; i < std::min(shown, file.tensors.size()); ++i) {
    names += (i == 0 ? "\"" : ", \"") + file.tensors[i].first + '"';
  }
  if (file.tensors.empty()) return "none";
  return file.tensors.size() > shown ? names + ", ..." : names;
}

}  // namespace

bool is_finite(const Model& model) {
  for (const auto& [name, tensor] : model.network.state_dict()) {
    const std::vector<double> values = to(tensor.detach(), DType::float64).to_vector<double>();
    if (!std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) return false;
  }
  return true;
}

SafeTensor to_safetensor(const Tensor& tensor) {
  SafeTensor result{.dtype = "F32", .shape = {tensor.shape().begin(), tensor.shape().end()}, .data = {}};
  backend(tensor.device()).read_back(tensor, [&](std::span<const std::byte> bytes) {
    result.data.assign(bytes.begin(), bytes.end());
  });
  return result;
}

void load_safetensor(const SafeTensor& stored, const Tensor& tensor, const std::string& key, std::string_view name) {
  const Shape shape(stored.shape.begin(), stored.shape.end());
  if (stored.dtype != "F32" || !(shape == tensor.shape())) {
    input_error(name, ": tensor \"", key, "\" is ", stored.dtype, " ", to_string(shape), "; expected F32 ",
                to_string(tensor.shape()));
  }
  std::vector<float> values(static_cast<std::size_t>(tensor.numel()));
  std::memcpy(values.data(), stored.data.data(), stored.data.size());
  if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); })) {
    input_error(name, ": tensor \"", key, "\" holds a value that is not finite");
  }
  init::assign_(tensor, values);
}

Model make_model(const std::string& spec, std::uint64_t seed, Device device, DType dtype) {
  Model model{.spec = parse_spec(spec), .network = {}, .device = device};
  model.network = Sequential(model.spec, dtype, device, seed);
  model.network.reset_parameters(seed);
  return model;
}

SafeTensors to_safetensors(const Model& model) {
  SafeTensors file;
  file.metadata = model.record;
  file.metadata["format"] = "inkgrad";
  file.metadata["version"] = "1";
  file.metadata["spec"] = model.spec.text;
  file.metadata["mean"] = to_text(model.mean);
  file.metadata["std"] = to_text(model.std);
  for (const auto& [name, tensor] : model.network.state_dict()) file.tensors.emplace_back(name, to_safetensor(tensor));
  return file;
}

Model from_safetensors(const SafeTensors& file, std::string_view name, Device device, std::uint64_t seed) {
  const auto metadata = [&](const char* key) { return metadata_of(file, key, name); };
  if (metadata("format") != "inkgrad") input_error(name, ": its format is \"", metadata("format"), "\", expected \"inkgrad\"");
  if (metadata("version") != "1") {
    input_error(name, ": model file version ", metadata("version"), ", this program reads version 1; get a newer one");
  }
  const double mean = to_double(metadata("mean"), concatenate(name, ": metadata \"mean\""));
  const double std = to_double(metadata("std"), concatenate(name, ": metadata \"std\""));
  if (std <= 0) input_error(name, ": metadata \"std\" is ", std, ", expected more than 0");
  Model model = from_state_dict(file, metadata("spec"), mean, std, name, device, seed);
  model.record = file.metadata;
  return model;
}

Model from_state_dict(const SafeTensors& file, const std::string& spec, double mean, double std, std::string_view name,
                      Device device, std::uint64_t seed) {
  Model model{.spec = parse_spec(spec), .network = {}, .mean = mean, .std = std, .device = device};
  model.network = Sequential(model.spec, DType::float32, device, seed);
  const NamedTensors tensors = model.network.state_dict();
  for (const auto& [key, tensor] : tensors) {
    const SafeTensor* const stored = file.find(key);
    if (!stored) {
      input_error(name, ": tensor \"", key, "\" is missing for its spec ", spec, "; the file has ", names_of(file));
    }
    load_safetensor(*stored, tensor, key, name);
    if (key.ends_with(".running_var") && amax(-tensor).item() > 0) input_error(name, ": tensor \"", key, "\" holds a variance below 0");
  }
  // PyTorch counts batch norm's batches too; nothing is computed with it.
  const auto counted = std::count_if(file.tensors.begin(), file.tensors.end(),
                                     [](const auto& entry) { return !entry.first.ends_with(".num_batches_tracked"); });
  if (static_cast<std::size_t>(counted) != tensors.size()) {
    input_error(name, ": holds ", counted, " tensors, its spec ", spec, " has ", tensors.size(), "; the file has ", names_of(file));
  }
  return model;
}

std::vector<std::byte> serialise_model(const Model& model) { return serialise(to_safetensors(model)); }

Model parse_model(std::span<const std::byte> file, std::string_view name, Device device) {
  return from_safetensors(parse_safetensors(file, name), name, device);
}

Tensor network_input(const Model& model, std::span<const std::uint8_t> images) {
  if (images.empty() || images.size() % image_pixels != 0) {
    input_error("a network takes 28 x 28 images, got ", images.size(), " bytes, no multiple of ", image_pixels);
  }
  const auto count = static_cast<std::int64_t>(images.size()) / image_pixels;
  std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = static_cast<std::int64_t>(i);
  const Tensor pixels = Tensor::from_bytes(std::as_bytes(images), {count, image_pixels}, DType::uint8, model.device);
  const Tensor index = Tensor::from_values(indices, {count}, model.device);
  return apply(Op::gather_batch, {{pixels, index, index}}, {.mean = model.mean, .std = model.std})[0];
}

std::vector<Reading> predict(const Model& model, std::span<const std::uint8_t> images) {
  const NoGrad no_grad;
  const TrainingMode evaluation(model.network, false);
  const Tensor x = network_input(model, images);
  const std::vector<float> probabilities = exp(log_softmax(model.network.forward(x))).to_vector<float>();
  std::vector<Reading> readings(images.size() / image_pixels);
  for (std::size_t i = 0; i < readings.size(); ++i) {
    auto& of_image = readings[i].probabilities;
    std::copy_n(probabilities.begin() + static_cast<std::ptrdiff_t>(i * digit_classes), digit_classes, of_image.begin());
    readings[i].digit = static_cast<int>(std::max_element(of_image.begin(), of_image.end()) - of_image.begin());
  }
  return readings;
}

}  // namespace inkgrad
