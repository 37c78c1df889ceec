#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/image.hpp"
#include "engine/core/shape.hpp"

namespace inkgrad {

/// One layer of a model spec, one module of the network.
struct LayerSpec {
  enum class Kind { unflatten, flatten, linear, conv2d, max_pool2d, avg_pool2d, relu, tanh, sigmoid, batch_norm, dropout };
  Kind kind;
  int units = 0;    ///< linear: outputs; conv2d: channels
  int kernel = 0;   ///< conv2d, pooling
  int stride = 1;   ///< conv2d
  int padding = 0;  ///< conv2d
  int percent = 0;  ///< dropout: of the values, dropped in training
  Shape input{};    ///< shape of one example going in, without the batch axis
  Shape output{};   ///< and coming out
  std::int64_t parameters = 0;
  std::int64_t flops = 0;  ///< of one example's forward pass outside training: a multiply-add counts as two, a bias, comparison or function as one

  /// "Linear(784, 128)", as PyTorch prints it.
  std::string text() const;
};

/// A network as text: "784-128r-10", "c8x5r-p2-c16x5r-p2-10". The layers, in order, are the modules of the
/// equivalent PyTorch nn.Sequential, so the position in `layers` is the module's number in parameter names.
struct ModelSpec {
  std::string text;
  std::vector<LayerSpec> layers;

  /// Whether there is such a layer.
  bool has(LayerSpec::Kind kind) const;

  std::int64_t parameters() const;
  std::int64_t flops() const;
};

/// Reads a spec for 28 x 28 images of one channel and ten classes, with the grammar
///   layers joined by '-': `784` (only first, optional before a linear layer); N[act]: linear to N units;
///   cNxK[sS][pP][act]: convolution; pK, aK: max, average pooling; b: batch norm; dP: dropout of P percent;
///   act alone: r ReLU, t tanh, g sigmoid.
/// Throws Error naming the text, the position (from 1) and what was expected there; also for networks that do not end in
/// a linear layer of 10 units, whose shapes do not fit, or that have over 50 million parameters.
ModelSpec parse_spec(std::string_view text);

}  // namespace inkgrad
