#pragma once
// Looking inside a model: what it is fed, what its layers make of it, and what its answer hangs on.

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/nn/model.hpp"

namespace inkgrad {

/// How many of a tensor's values lie in each of `counts.size()` equally wide bins from `low` to `high`, its extremes.
struct Histogram {
  double low = 0, high = 0;
  std::vector<std::int64_t> counts;
};
/// The histogram of a float32 tensor's finite values; all in the first bin if they are equal. Throws Error (Input) for less than one bin.
Histogram histogram(const Tensor& values, int bins);

/// What every layer makes of images, in order, as in eval mode: the module's place in the network and its result [n, ...].
std::vector<Tensor> activations(const Model& model, std::span<const std::uint8_t> images);

/// The gradient of the mean cross entropy of labelled images with respect to every parameter, under the parameters' names. As in
/// eval mode: dropout and batch statistics stay out of it.
std::vector<std::pair<std::string, Tensor>> gradients(const Model& model, std::span<const std::uint8_t> images,
                                                      std::span<const std::int64_t> labels);

/// How much the score of `digit` (the logit, before softmax) rises with each pixel of one image: its gradient with respect to
/// pixel / 255, float32 [28, 28]. Simonyan, Vedaldi and Zisserman, "Deep Inside Convolutional Networks" (2014), call it the class
/// saliency map.
Tensor input_gradient(const Model& model, std::span<const std::uint8_t> image, int digit);

/// The image with a square of `side` pixels at (row, column) turned to paper; parts beyond the edge are left out.
std::vector<std::uint8_t> occluded(std::span<const std::uint8_t> image, int row, int column, int side);

}  // namespace inkgrad
