#pragma once

#include <cstdint>

#include "engine/data/mnist.hpp"

namespace inkgrad {

/// Some of the zeros with a slash through them, as many people write a zero and MNIST's writers hardly ever did: through each
/// digit labelled 0, with probability `share`, one line is drawn from lower left to upper right. Everything else stays as it is,
/// and ink is never taken away; the image is not framed anew.
///
/// The line goes up by 35 to 65 degrees through a point at most a tenth of the ink's box from its middle, each way, and each end
/// stops between 10% short of the ring's outer edge and 25% beyond it (of the way there from that point). Its pen is 0.8 to 1.1
/// times as wide as the zero's own, which is ink area over half the length of the ink's outline. Ranges by what slashed zeros look
/// like, each drawn uniformly; not fitted to any digits.
///
/// `seed` and a digit's place decide its slash, the same to the bit on every machine; a larger share slashes the same zeros and
/// more. Throws Error (Input) for a share outside 0 to 1.
Dataset slash_zeros(Dataset digits, double share, std::uint64_t seed);

}  // namespace inkgrad
