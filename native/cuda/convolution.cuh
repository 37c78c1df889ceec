#pragma once
// Convolution as a product (product.cuh) of matrices that are never written out: what gives their elements looks them up in the
// images. A "tap" is a place in the kernel (channel, row, column), a "position" one of the output (image, row, column). Cost: the
// product's, whose inputs are read through the L1 cache. Reference: reference/convolution.cpp.

#include "native/cuda/product.cuh"

namespace inkgrad::cuda {

/// Lengths of a convolution of x [n, channels, height, width] to [n, outputs, out_height, out_width], ready to divide by.
struct ConvolutionShape {
  int channels, height, width;
  int outputs;
  int stride, padding;
  Divider kernel, out_height, out_width, out_plane;

  struct Tap {
    int channel, y, x;
  };
  __device__ Tap tap(int number) const {
    Tap t;
    t.x = kernel.split(number);
    t.y = kernel.split(number);
    t.channel = number;
    return t;
  }
  struct Position {
    int image, y, x;
  };
  __device__ Position position(int number) const {
    Position p;
    p.x = out_width.split(number);
    p.y = out_height.split(number);
    p.image = number;
    return p;
  }
  /// The pixel that a tap sees at a position; 0 in the padding.
  __device__ float pixel(const float* images, int tap_number, const Position& p) const {
    const Tap t = tap(tap_number);
    const int y = p.y * stride + t.y - padding, x = p.x * stride + t.x - padding;
    if (y < 0 || y >= height || x < 0 || x >= width) return 0.0f;
    return images[((p.image * channels + t.channel) * height + y) * width + x];
  }
  /// Where an output's position lies in [n, outputs, out_height, out_width].
  __device__ int output_place(int output, int position_number) const {
    int image = position_number;
    const int place = out_plane.split(image);
    return (image * outputs + output) * static_cast<int>(out_plane.divisor) + place;
  }
};

/// [taps, positions]: what each tap sees.
struct Patches {
  static constexpr bool along_second = true;
  const float* images;
  ConvolutionShape shape;
  __device__ float operator()(int tap, int position) const { return shape.pixel(images, tap, shape.position(position)); }
};

/// Where the windows of 2 x 2 lie in a convolution's result, four positions each: what they leave over, an odd row or column, is not computed.
struct Windows {
  Divider columns, rows;  ///< of windows

  __device__ ConvolutionShape::Position position(int number) const {
    ConvolutionShape::Position p;
    p.image = number / 4;
    p.x = 2 * columns.split(p.image) + number % 2;
    p.y = 2 * rows.split(p.image) + number / 2 % 2;
    return p;
  }
  /// Where a window's result lies in [n, outputs, rows, columns].
  __device__ int place(int outputs, int output, int window) const {
    int image = window;
    const int x = columns.split(image), y = rows.split(image);
    return ((image * outputs + output) * static_cast<int>(rows.divisor) + y) * static_cast<int>(columns.divisor) + x;
  }
};

/// [taps, positions of the windows].
struct WindowedPatches {
  static constexpr bool along_second = true;
  const float* images;
  ConvolutionShape shape;
  Windows windows;
  __device__ float operator()(int tap, int number) const { return shape.pixel(images, tap, windows.position(number)); }
};

/// The result of a convolution as [outputs, positions of the windows], with bias of each output and ReLU, of which each window's
/// largest is kept, and its place in it (as pooling.cuh does: the first of equals).
struct PooledResult {
  float* images;
  std::uint8_t* places;
  Windows windows;
  int outputs;
  const float* bias;
  bool relu;
  __device__ void operator()(int output, int first, const float (&values)[4]) const {
    float largest = 0;
    int place = 0;
    for (int i = 0; i < 4; ++i) {
      const float value = values[i] + bias[output];
      const float here = relu && !(value > 0) ? 0.0f : value;
      if (i == 0 || here > largest) {
        largest = here;
        place = i;
      }
    }
    const int to = windows.place(outputs, output, first / 4);
    images[to] = largest;
    places[to] = static_cast<std::uint8_t>(place);
  }
};
template <>
inline constexpr bool takes_fours<PooledResult> = true;

/// [positions, taps].
struct TransposedPatches {
  static constexpr bool along_second = false;
  const float* images;
  ConvolutionShape shape;
  __device__ float operator()(int position, int tap) const { return shape.pixel(images, tap, shape.position(position)); }
};

/// The result of a convolution as [outputs, positions], with bias of each output and ReLU.
struct ImagesResult {
  float* images;
  ConvolutionShape shape;
  const float* bias;
  bool relu;
  __device__ void operator()(int output, int position, float value) const {
    value += bias[output];
    images[shape.output_place(output, position)] = relu && !(value > 0) ? 0.0f : value;
  }
};

/// A gradient of the result as [outputs, positions].
struct GradientOfOutputs {
  static constexpr bool along_second = true;
  const float* gradient;
  ConvolutionShape shape;
  __device__ float operator()(int output, int position) const { return gradient[shape.output_place(output, position)]; }
};

/// The weights [outputs, channels, kernel, kernel] as [channels, outputs x kernel x kernel].
struct WeightsByChannel {
  static constexpr bool along_second = true;
  const float* weight;
  int channels;
  Divider window;  ///< kernel x kernel
  __device__ float operator()(int channel, int number) const {
    int output = number;
    const int place = window.split(output);
    return weight[(output * channels + channel) * static_cast<int>(window.divisor) + place];
  }
};

/// [outputs x kernel x kernel, pixels]: the gradient at the position from where the kernel's place sees the pixel; 0 if from none.
struct GradientSeenFrom {
  static constexpr bool along_second = true;
  const float* gradient;
  ConvolutionShape shape;
  Divider width, height, stride;
  __device__ float operator()(int number, int pixel) const {
    const ConvolutionShape::Tap t = shape.tap(number);  // its "channel" is the output here
    int image = pixel;
    const int x = width.split(image) + shape.padding - t.x, y = height.split(image) + shape.padding - t.y;
    if (x < 0 || y < 0) return 0.0f;
    int column = x, row = y;
    if (stride.split(column) != 0 || stride.split(row) != 0) return 0.0f;
    const int columns = static_cast<int>(shape.out_width.divisor), rows = static_cast<int>(shape.out_height.divisor);
    if (column >= columns || row >= rows) return 0.0f;
    return gradient[((image * shape.outputs + t.channel) * rows + row) * columns + column];
  }
};

/// A gradient of the images as [channels, pixels of all images], times ReLU's slope where the images came out of one.
struct PixelsResult {
  float* images;
  const float* activated;  ///< ReLU's result, as the images, or null
  int channels;
  Divider plane;
  __device__ void operator()(int channel, int pixel, float value) const {
    int image = pixel;
    const int place = plane.split(image);
    const int pixel_place = (image * channels + channel) * static_cast<int>(plane.divisor) + place;
    images[pixel_place] = activated == nullptr || activated[pixel_place] > 0 ? value : 0.0f;
  }
};

}  // namespace inkgrad::cuda
