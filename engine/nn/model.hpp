#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/core/tensor.hpp"
#include "engine/io/safetensors.hpp"
#include "engine/nn/module.hpp"
#include "engine/nn/spec.hpp"

namespace inkgrad {

/// A network with what it needs to be used: its spec, the statistics its input is normalised by, its training record.
struct Model {
  ModelSpec spec;
  Sequential network;
  double mean = 0;  ///< of pixel / 255 over the training images
  double std = 1;
  std::map<std::string, std::string> record{};  ///< training record, written into a file's metadata
  Device device = Device::cpu;
};

/// A new network with PyTorch's default initialisation: U(-1/sqrt(fan_in), 1/sqrt(fan_in)) for weights and biases, 1 and 0 for
/// batch norm's, number i of parameter k being uniform(seed, initialise, k, i). The seed is dropout's too.
Model make_model(const std::string& spec, std::uint64_t seed, Device device = Device::cpu, DType dtype = DType::float32);

/// Model file: safetensors with the parameters and buffers under their PyTorch names (without batch norm's num_batches_tracked,
/// which PyTorch's load_state_dict does without) and the metadata format=inkgrad,
/// version=1, spec, mean, std and the training record. `parse_model` throws Error if the file is not one of ours or a tensor
/// is missing, left over, of another type or shape, or not finite. `seed` is for dropout, should the model be trained on.
SafeTensors to_safetensors(const Model& model);
Model from_safetensors(const SafeTensors& file, std::string_view name, Device device = Device::cpu, std::uint64_t seed = 0);
/// A model from a file that does not say which: tensors under the names that PyTorch's state_dict gives the spec's nn.Sequential.
/// Throws Error as from_safetensors does, naming what the file has where a name is missing.
Model from_state_dict(const SafeTensors& file, const std::string& spec, double mean, double std, std::string_view name,
                      Device device = Device::cpu, std::uint64_t seed = 0);
std::vector<std::byte> serialise_model(const Model& model);
Model parse_model(std::span<const std::byte> file, std::string_view name, Device device = Device::cpu);

/// Whether all parameters and running statistics are finite: what parse_model asks of a file.
bool is_finite(const Model& model);

/// A float32 tensor as it is stored, and back after checking type, shape and that every value is finite; `key` and `name` (of the
/// file) go into the message.
SafeTensor to_safetensor(const Tensor& tensor);
void load_safetensor(const SafeTensor& stored, const Tensor& tensor, const std::string& key, std::string_view name);

/// 28 x 28 images (0 background, 255 ink), `images.size()` a multiple of 784, as the model's network takes them: pixel / 255 less
/// the model's mean, over its standard deviation, float32 [n, 784]. Throws Error (Input) for another number of bytes.
Tensor network_input(const Model& model, std::span<const std::uint8_t> images);

/// What a model says of one image.
struct Reading {
  int digit = 0;                              ///< the most probable one
  std::array<float, digit_classes> probabilities{};  ///< softmax of the logits
};
/// Reads 28 x 28 images (0 background, 255 ink), `images.size()` a multiple of 784. Forward without a tape.
std::vector<Reading> predict(const Model& model, std::span<const std::uint8_t> images);

}  // namespace inkgrad
