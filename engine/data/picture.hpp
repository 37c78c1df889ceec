#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/data/frame.hpp"
#include "engine/io/png.hpp"

namespace inkgrad {

/// Frames a picture that is ink on black already the way ink_to_image frames strokes: `pixels` is height x
/// width, row- major, 0 background to 255 ink. Lines thinner than MNIST's are drawn as thick as its. A 28x28
/// picture that is framed like MNIST's (is_framed_like_mnist) comes back unchanged, a black one black. Throws
/// Error (Input) unless there are width x height pixels, at least one.
InkImage image_to_mnist(std::span<const std::uint8_t> pixels, int width, int height);

/// Reads any picture of one digit, dark on light or light on dark: what most of its border shows is
/// background, what differs the way that most differs is ink, and the darkest (or lightest) of it is full
/// ink; then image_to_mnist. A 28x28 picture framed like MNIST's, or the negative of one, keeps its values.
/// Next to no contrast: all background.
InkImage picture_to_ink(const GrayImage& picture);

/// picture_to_ink of a PNG; `name` is what errors call it. Throws Error (Input) as read_png_gray does.
inline InkImage png_to_ink(std::span<const std::byte> bytes, std::string_view name) {
  return picture_to_ink(read_png_gray(bytes, name));
}

}  // namespace inkgrad
