#pragma once
// Images moved at random, in double precision and in the reference's order of operations, so that each pixel has its bytes.
// Reference: reference/augment.cpp, which says what is computed.
//
// Mapping: a block an image. Threads draw its random numbers, then each makes every 128th pixel; the image and the control points lie
// in shared memory. Cost: some 150 double operations a pixel, 7.5 million for a batch of 64.

#include "engine/core/image.hpp"
#include "native/cuda/random.cuh"

namespace inkgrad::cuda {

constexpr int augment_threads = 128;
constexpr int controls = 6;  // control points a side: a cubic B-spline of three cells
constexpr int control_points = controls * controls;
constexpr int draw_elastic_x = 5, draw_elastic_y = draw_elastic_x + control_points, draws = draw_elastic_y + control_points;

struct Augmenting {
  double shift, scale, thickness, elastic;
  double half_turn;  ///< tangent of half the largest angle
  double mean, std;
  std::uint64_t seed;
  std::uint32_t purpose;
};

/// Which four control points a row or column lies among, from `first` on, and how much of each (uniform cubic B-spline).
struct Knot {
  int first;
  double weight[4];
};
__device__ inline Knot knot_of(int i) {
  constexpr int cells = controls - 3;
  const double place = static_cast<double>(i) * cells / (image_side - 1);
  const int cell = static_cast<int>(place) < cells - 1 ? static_cast<int>(place) : cells - 1;
  const double t = place - cell, u = 1 - t;
  return {cell, {u * u * u / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * u * u * u - 6 * u * u + 4) / 6, t * t * t / 6}};
}

/// The spline through `points` at a row and a column.
__device__ inline double field(const double* points, const Knot& row, const Knot& column) {
  double sum = 0;
  for (int c = 0; c < 4; ++c) {
    double across = 0;
    for (int r = 0; r < 4; ++r) across += row.weight[r] * points[(row.first + r) * controls + column.first + c];
    sum += column.weight[c] * across;
  }
  return sum;
}

/// A pixel moved by `amount` towards the darkest of its 3 x 3 neighbours, or the lightest if it is below 0.
__device__ inline double thickened(const std::uint8_t* image, int x, int y, double amount) {
  int least = 255, most = 0;
  for (int ny = y - 1; ny <= y + 1; ++ny) {
    for (int nx = x - 1; nx <= x + 1; ++nx) {
      const bool inside = ny >= 0 && ny < image_side && nx >= 0 && nx < image_side;
      const int value = inside ? image[ny * image_side + nx] : 0;
      least = value < least ? value : least;
      most = value > most ? value : most;
    }
  }
  const double value = image[y * image_side + x];
  return value + ::fabs(amount) * ((amount > 0 ? most : least) - value);
}

/// The image at a place between pixels, bilinear; paper outside.
__device__ inline double sample(const double* image, double x, double y) {
  if (!(x > -1 && x < image_side && y > -1 && y < image_side)) return 0;
  const int left = static_cast<int>(::floor(x)), top = static_cast<int>(::floor(y));
  const double right_part = x - left, lower_part = y - top;
  const auto at = [&](int row, int column) {
    const bool inside = row >= 0 && row < image_side && column >= 0 && column < image_side;
    return inside ? image[row * image_side + column] : 0.0;
  };
  const double upper = at(top, left) * (1 - right_part) + at(top, left + 1) * right_part;
  const double lower = at(top + 1, left) * (1 - right_part) + at(top + 1, left + 1) * right_part;
  return upper * (1 - lower_part) + lower * lower_part;
}

__global__ void __launch_bounds__(augment_threads)
    augment(const std::uint8_t* images, const std::int64_t* labels, Choice choice, const std::int64_t* epoch, float* batch,
            std::int64_t* batch_labels, int images_count, Augmenting most, int* fault) {
  SHARED_ARRAY(double, draw, [draws]);  // -1 .. 1
  SHARED_ARRAY(double, image, [image_pixels]);
  SHARED_ARRAY(double, elastic, [2][control_points]);
  const int row = static_cast<int>(blockIdx.x), thread = static_cast<int>(threadIdx.x);
  SHARED_ARRAY(std::int64_t, chosen, [1]);
  if (thread == 0) chosen[0] = choice(row);
  __syncthreads();
  const std::int64_t index = chosen[0];
  float* out = batch + static_cast<std::int64_t>(row) * image_pixels;
  if (index < 0 || index >= images_count) {  // the whole block goes
    if (thread == 0) atomicExch(fault, 1);
    for (int i = thread; i < image_pixels; i += augment_threads) out[i] = NAN;
    return;
  }
  const std::uint8_t* original = images + index * image_pixels;
  for (int i = thread; i < draws; i += augment_threads) {
    const auto number = static_cast<std::uint64_t>(index) * 128 + static_cast<std::uint64_t>(i);
    draw[i] = 2.0 * static_cast<double>(uniform(most.seed, most.purpose, static_cast<std::uint32_t>(*epoch), number)) - 1;
  }
  if (thread == 0) batch_labels[row] = labels[index];
  __syncthreads();
  for (int i = thread; i < image_pixels; i += augment_threads) {
    image[i] = thickened(original, i % image_side, i / image_side, most.thickness * draw[4]);
  }
  for (int i = thread; i < 2 * control_points; i += augment_threads) {
    elastic[i / control_points][i % control_points] = most.elastic * draw[draw_elastic_x + i];
  }
  __syncthreads();
  const double half = most.half_turn * draw[2], zoom = 1 + most.scale * draw[3];
  const double cosine = (1 - half * half) / (1 + half * half) / zoom, sine = 2 * half / (1 + half * half) / zoom;
  const double shift_x = most.shift * draw[0], shift_y = most.shift * draw[1], centre = (image_side - 1) / 2.0;
  for (int i = thread; i < image_pixels; i += augment_threads) {
    const int x = i % image_side, y = i / image_side;
    const double from_x = x - centre - shift_x, from_y = y - centre - shift_y;
    const Knot at_row = knot_of(y), at_column = knot_of(x);
    const double value = sample(image, cosine * from_x + sine * from_y + centre + field(elastic[0], at_row, at_column),
                                cosine * from_y - sine * from_x + centre + field(elastic[1], at_row, at_column));
    out[i] = static_cast<float>((value / 255 - most.mean) / most.std);
  }
}

}  // namespace inkgrad::cuda
