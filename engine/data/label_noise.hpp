#pragma once

#include <cstdint>

#include "engine/data/mnist.hpp"

namespace inkgrad {

/// The dataset with a share (0 to 1) of its labels replaced by another digit, each of the nine others as likely: label number i is
/// replaced where uniform(seed, label_noise, 0, i) < share, by the digit that uniform(seed, label_noise, 1, i) takes of the nine.
/// So the labels of the first images are the same however many follow, and a larger share replaces what a smaller one does and
/// more. Images stay. Throws Error (Input) for a share outside 0 to 1.
Dataset with_label_noise(Dataset dataset, double share, std::uint64_t seed);

}  // namespace inkgrad
