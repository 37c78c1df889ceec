#pragma once

#include <cstddef>
#include <vector>

#include "engine/io/onnx.hpp"
#include "engine/nn/model.hpp"

namespace inkgrad {

/// The model as an ONNX graph for any number N of images: from `image` [N, 784], pixels from 0 (background) to 1 (ink), to
/// `logits` and `probabilities` [N, 10]; the model's mean and standard deviation are in the graph. One node a layer, dropout having none; parameters
/// are initializers under their names in the model file, whose metadata are the graph's too.
onnx::Model to_onnx(const Model& model);

/// The bytes of an ONNX file; the same model always gives the same.
std::vector<std::byte> serialise_onnx(const Model& model);

}  // namespace inkgrad
