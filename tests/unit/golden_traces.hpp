#pragma once

#include <nlohmann/json.hpp>

#include "engine/core/storage.hpp"
#include "engine/data/mnist.hpp"

/// Trainings whose losses tests/golden/traces.json pins, for any device.
namespace inkgrad::test {

bool is_convolutional(const nlohmann::json& trace);

/// MNIST's training images, or nothing (and a reason printed) where the set-up has not put them.
const Dataset* training_images();

/// Follows the first `steps` losses of a trace, as a Trainer plans it.
void compare_plan(const nlohmann::json& trace, const Dataset& images, Device device, std::size_t steps);

/// Follows them as a reader of the notebooks would write the training.
void compare_eager(const nlohmann::json& trace, const Dataset& images, Device device, std::size_t steps);

}  // namespace inkgrad::test
