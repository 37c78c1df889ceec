#include "engine/backend/cpu/compute.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace inkgrad::cpu {

void Compute::gemm(const Gemm& args) {
  // Below this much work for each thread, waking it costs more than it gains.
  constexpr std::int64_t least_work = 500'000;
  const std::int64_t pieces = std::clamp<std::int64_t>(args.m * args.n * args.k / least_work, 1, threads());
  // Across columns if there are enough, since each piece packs its own columns of B; across rows otherwise.
  const bool by_columns = args.n >= pieces * 2 * kernels.gemm_columns;
  const std::int64_t total = by_columns ? args.n : args.m;
  const std::int64_t unit = by_columns ? kernels.gemm_columns : 1;
  const std::int64_t length = ((total + pieces - 1) / pieces + unit - 1) / unit * unit;
  pool_.parallel_for(pieces, [&](std::int64_t piece, int worker) {
    const std::int64_t start = piece * length, count = std::min(length, total - start);
    if (count <= 0) return;
    Gemm part = args;
    Patches patches;
    if (by_columns) {
      part.n = count;
      if (args.patches) {
        patches = *args.patches;
        (args.trans_b ? patches.taps : patches.positions) += start;
        part.patches = &patches;
      } else {
        part.b += args.trans_b ? start * args.ldb : start;
      }
      if (args.places) part.places += start / 4;
      else part.c += start;
      if (part.column_bias) part.column_bias += start;
    } else {
      part.m = count;
      part.a += args.trans_a ? start : start * args.lda;
      part.c += start * args.ldc;
      if (part.row_bias) part.row_bias += start;
    }
    kernels.gemm(part, panels(worker));
  });
}

const PixelMap& Compute::pixel_map(double mean, double std) {
  if (mean == mean_of_map_ && std == std_of_map_) return pixel_map_;
  mean_of_map_ = mean, std_of_map_ = std;
  for (int pixel = 0; pixel < 256; ++pixel) pixel_map_.table[pixel] = static_cast<float>((pixel / 255.0 - mean) / std);
  pixel_map_.slope = 1 / (255 * std), pixel_map_.offset = -mean / std;
  // The line is used only if it gives each of the 256 numbers; here it nearly always does, being rounded to a float from a double.
  std::array<std::uint8_t, 256> pixels;
  std::iota(pixels.begin(), pixels.end(), std::uint8_t{0});
  std::array<float, 256> on_line;
  const std::int64_t first = 0;
  pixel_map_.on_line = true;
  kernels.gather(pixels.data(), &first, 1, 256, pixel_map_, on_line.data());
  pixel_map_.on_line = std::equal(on_line.begin(), on_line.end(), pixel_map_.table);
  return pixel_map_;
}

Compute::Places Compute::places(const Conv& conv) {
  std::int32_t* taps = shared_.get<std::int32_t>(taps_slot, conv.taps());
  std::int32_t* positions = shared_.get<std::int32_t>(positions_slot, conv.positions());
  const std::int64_t row = conv.padded_width(), plane = conv.padded_height() * row;
  std::int32_t* next = taps;
  for (std::int64_t c = 0; c < conv.channels; ++c) {
    for (std::int64_t i = 0; i < conv.kernel; ++i) {
      for (std::int64_t j = 0; j < conv.kernel; ++j) *next++ = static_cast<std::int32_t>(c * plane + i * row + j);
    }
  }
  next = positions;
  for (std::int64_t i = 0; i < conv.out_height; ++i) {
    for (std::int64_t j = 0; j < conv.out_width; ++j) {
      *next++ = static_cast<std::int32_t>(conv.stride * (i * row + j));
    }
  }
  return {taps, positions};
}

/// The image with its border of zeros: itself if it has none, else a copy in the worker's scratch.
const float* Compute::padded(const Conv& conv, const float* image, int worker) {
  if (conv.padding == 0) return image;
  float* copy = of_worker(worker).get<float>(padded_slot, conv.padded_image());
  std::fill_n(copy, conv.padded_image(), 0.0f);
  for (std::int64_t c = 0; c < conv.channels; ++c) {
    float* to = copy + (c * conv.padded_height() + conv.padding) * conv.padded_width() + conv.padding;
    for (std::int64_t i = 0; i < conv.height; ++i, image += conv.width, to += conv.padded_width()) {
      std::copy_n(image, conv.width, to);
    }
  }
  return copy;
}

/// out[o, oh, ow] of one image.
void Compute::conv2d_image(const Conv& conv, const Places& at, const float* image, const float* weight, const float* bias, bool relu,
                           float* out, int worker) {
  const Patches patches{padded(conv, image, worker), at.taps, at.positions};
  Gemm product;
  product.m = conv.out_channels, product.n = conv.positions(), product.k = conv.taps();
  product.a = weight, product.lda = conv.taps();
  product.patches = &patches;
  product.c = out, product.ldc = conv.positions();
  product.row_bias = bias;
  product.relu = relu;
  kernels.gemm(product, panels(worker));
}

void Compute::conv2d(const Conv& conv, const float* x, const float* weight, const float* bias, bool relu, float* out) {
  const Places at = places(conv);
  pool_.parallel_for(conv.batch, [&](std::int64_t n, int worker) {
    conv2d_image(conv, at, x + n * conv.image(), weight, bias, relu, out + n * conv.out_channels * conv.positions(), worker);
  });
}

void Compute::conv2d_max_pool(const Conv& conv, const float* x, const float* weight, const float* bias, bool relu, float* maxima,
                              std::uint8_t* of_maxima) {
  const Places at = places(conv);
  const std::int64_t pooled = conv.out_channels * (conv.out_height / 2) * (conv.out_width / 2);
  pool_.parallel_for(conv.batch, [&](std::int64_t n, int worker) {
    float* image = of_worker(worker).get<float>(columns_slot, conv.out_channels * conv.positions());
    conv2d_image(conv, at, x + n * conv.image(), weight, bias, relu, image, worker);
    kernels.max_pool(image, conv.out_channels, conv.out_height, conv.out_width, 2, maxima + n * pooled, of_maxima + n * pooled);
  });
}

/// The gradient of what is computed of image n: its own part of `gradient`, or in the worker's scratch what that is unpooled.
const float* Compute::gradient_of_image(const Conv& conv, const float* gradient, const Unpooling* unpooling, std::int64_t n, int worker) {
  const std::int64_t count = conv.out_channels * conv.positions();
  if (unpooling == nullptr) return gradient + n * count;
  const std::int64_t pooled = conv.out_channels * (conv.out_height / 2) * (conv.out_width / 2);
  float* unpooled = of_worker(worker).get<float>(unpooled_slot, count);
  const float* maxima = unpooling->maxima ? unpooling->maxima + n * pooled : nullptr;
  kernels.max_pool_backward(gradient + n * pooled, unpooling->places + n * pooled, maxima, conv.out_channels, conv.out_height,
                            conv.out_width, 2, unpooled);
  return unpooled;
}

void Compute::conv2d_input_backward(const Conv& conv, const float* gradient, const float* weight, float* gradient_x,
                                    const Unpooling* unpooling) {
  const PatchGrid grid{conv.channels, conv.padded_height(), conv.padded_width(), conv.kernel, conv.stride, conv.out_height, conv.out_width};
  pool_.parallel_for(conv.batch, [&](std::int64_t n, int worker) {
    Scratch& scratch = of_worker(worker);
    float* columns = scratch.get<float>(columns_slot, conv.taps() * conv.positions());
    Gemm product;  // columns = weight^T * gradient
    product.m = conv.taps(), product.n = conv.positions(), product.k = conv.out_channels;
    product.a = weight, product.lda = conv.taps(), product.trans_a = true;
    product.b = gradient_of_image(conv, gradient, unpooling, n, worker), product.ldb = conv.positions();
    product.c = columns, product.ldc = conv.positions();
    kernels.gemm(product, panels(worker));

    float* image = gradient_x + n * conv.image();
    float* sum = conv.padding == 0 ? image : scratch.get<float>(padded_slot, conv.padded_image());
    kernels.add_patches(columns, grid, sum);
    if (conv.padding == 0) return;
    for (std::int64_t c = 0; c < conv.channels; ++c) {
      const float* from = sum + (c * conv.padded_height() + conv.padding) * conv.padded_width() + conv.padding;
      for (std::int64_t i = 0; i < conv.height; ++i, image += conv.width, from += conv.padded_width()) {
        std::copy_n(from, conv.width, image);
      }
    }
  });
}

void Compute::conv2d_weight_backward(const Conv& conv, const float* gradient, const float* x, float* gradient_weight,
                                     float* gradient_bias, const Unpooling* unpooling) {
  const Places at = places(conv);
  const std::int64_t chunks = std::min(conv.batch, weight_chunks), weights = conv.out_channels * conv.taps();
  if (chunks == 0) {
    std::fill_n(gradient_weight, weights, 0.0f);
    if (gradient_bias != nullptr) std::fill_n(gradient_bias, conv.out_channels, 0.0f);
    return;
  }
  float* partials = shared_.get<float>(partials_slot, chunks * weights);
  double* sums = shared_.get<double>(sums_slot, chunks * conv.out_channels);
  pool_.parallel_for(chunks, [&](std::int64_t chunk, int worker) {
    const std::int64_t first = chunk * conv.batch / chunks, last = (chunk + 1) * conv.batch / chunks;
    double* sum = sums + chunk * conv.out_channels;
    float* of_image = of_worker(worker).get<float>(channels_slot, conv.out_channels);
    std::fill_n(sum, conv.out_channels, 0.0);
    for (std::int64_t n = first; n < last; ++n) {
      const Patches patches{padded(conv, x + n * conv.image(), worker), at.taps, at.positions};
      Gemm product;  // partial += gradient * patches^T
      product.m = conv.out_channels, product.n = conv.taps(), product.k = conv.positions();
      product.a = gradient_of_image(conv, gradient, unpooling, n, worker), product.lda = conv.positions();
      product.patches = &patches, product.trans_b = true;
      product.c = partials + chunk * weights, product.ldc = conv.taps();
      product.accumulate = n > first;
      kernels.gemm(product, panels(worker));
      if (gradient_bias == nullptr) continue;
      kernels.sum_channels(product.a, 1, conv.out_channels, conv.positions(), of_image);
      for (std::int64_t o = 0; o < conv.out_channels; ++o) sum[o] += of_image[o];
    }
  });
  for (std::int64_t o = 0; gradient_bias != nullptr && o < conv.out_channels; ++o) {
    double total = 0;
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk) total += sums[chunk * conv.out_channels + o];
    gradient_bias[o] = static_cast<float>(total);
  }
  std::copy_n(partials, weights, gradient_weight);
  for (std::int64_t chunk = 1; chunk < chunks; ++chunk) {
    kernels.add(gradient_weight, partials + chunk * weights, gradient_weight, weights);
  }
}

}  // namespace inkgrad::cpu
