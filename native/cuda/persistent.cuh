#pragma once
// Training steps of a network that fits on one cluster of multiprocessors, as many in one launch as are asked for: weights and
// optimizer state lie in the shared memory of a cluster's eight blocks from the first step to the last; in between nothing is
// written to the device's memory, and only pixels, labels and a step's few settings are read from it. Compute capability 9.0 and
// newer. Reference: the rows of the plan, one by one.
//
// Mapping. With a hidden layer its units are dealt out: a block has all weights into an eighth of them, and those from them to
// the classes. Without one the pixels are dealt out. Either way a block computes a part of each logit, [classes, batch] floats,
// which the others read where it lies (distributed shared memory); every block then adds the eight parts in their order,
// computes the same loss and gradient and updates what it has. (Hidden layer, inputs dealt out: [hidden, batch] floats would
// travel, 32 KB in place of 2.5.) Parts lie in two buffers in turn, so that one cluster barrier a step is enough: whoever
// writes a buffer again has seen all blocks arrive at the next step's barrier, behind their reads of it. Between arriving and
// waiting a block chooses the next step's images. A last barrier keeps blocks alive while others read.
//
// Products. A warp makes tiles of 8 images x 8 units, its lanes taking every 32nd two pixels; a gradient's thread has 8 units x
// 4 pixels and adds over the images, then updates these 32 weights. Pixels stay bytes, and are normalised by a table where they
// are used.
//
// Cost, 784-128r-10, 64 images: 26 MFLOP on 8 of an H100's 132 multiprocessors, 6.5 us at 0.51 TFLOP/s each (a tile's pair of
// pixels takes 40 turns of shared memory beside 32 of arithmetic); 50 KB of pixels a block from the L2 cache, 18 KB of logits
// from other blocks. In a graph the same step's eight kernels take 8.8 us for their launches alone. On paper; more images or
// units are better off there, on all multiprocessors.
//
// Limit: a block of compute capability 9.0 or 10.0 may have 227 KB of shared memory, one of 12.0 99 KB. Adam's three floats of
// 16 x 784 weights take 147 KiB, 64 images 49, the rest 25. So at 64 images 784-Nr-10 fits for N up to 128 with Adam and 192
// with SGD (two floats), and 784-10 at batches up to 679; see Places.

#include <cooperative_groups.h>

#include "native/cuda/metrics.cuh"
#include "native/cuda/pixels.cuh"
#include "native/cuda/random.cuh"
#include "native/cuda/small_network.hpp"
#include "native/cuda/update.cuh"

namespace inkgrad::cuda {

constexpr int cluster_blocks = 8;  // the most that all devices with clusters have
constexpr int persistent_threads = 512, persistent_warps = persistent_threads / warp_size;
constexpr int tile = 8;  // images and units

/// What one block of the cluster has of it: units of the layer that sees the pixels, and which of its inputs.
struct Share {
  int first_unit, units, first_column, columns;

  __device__ Share(const SmallNetwork& net, bool has_hidden, int rank) {
    const int dealt = has_hidden ? net.hidden : net.inputs / 4;
    const int first = rank * dealt / cluster_blocks, count = (rank + 1) * dealt / cluster_blocks - first;
    first_unit = has_hidden ? first : 0;
    units = has_hidden ? count : net.classes;
    first_column = has_hidden ? 0 : 4 * first;
    columns = has_hidden ? net.inputs : 4 * count;
  }
};

constexpr int rounded_up(int count, int step) { return (count + step - 1) / step * step; }

/// Where a block has what in its shared memory, in bytes; the same in every block. Units and images have room for whole tiles.
struct Places {
  // Constants where they can be, and so no registers.
  static constexpr int table = 0, metrics = table + 256 * 4, step = metrics + 32, values = step + 2 * 16;
  int parts, logits, of_logits, activated, of_hidden, losses, hits, chosen, labels, pixels, bytes;
  int small;         ///< in floats from `values`: hidden biases, weights of the classes [units, classes], their biases
  int apart;         ///< in floats: from a parameter to its first state, and on to the next
  int class_stride;  ///< in floats: from one image's gradients of the logits to the next one's
  int unit_stride;   ///< the same for hidden units

  Places(const SmallNetwork& net, int states) {
    const int units = rounded_up(net.hidden > 0 ? (net.hidden + cluster_blocks - 1) / cluster_blocks : net.classes, tile);
    const int columns = net.hidden > 0 ? net.inputs : 4 * ((net.inputs / 4 + cluster_blocks - 1) / cluster_blocks);
    small = units * columns;
    apart = rounded_up(small + net.classes + (net.hidden > 0 ? units * (1 + net.classes) : 0), 4);
    class_stride = rounded_up(net.classes, tile);
    unit_stride = net.hidden > 0 ? units : 0;
    bytes = values + (1 + states) * apart * 4;
    losses = take(net.batch * 8);
    parts = take(2 * net.classes * net.batch * 4);
    logits = take(net.classes * net.batch * 4);
    of_logits = take(net.batch * class_stride * 4);
    activated = take(net.batch * unit_stride * 4);
    of_hidden = take(net.batch * unit_stride * 4);
    hits = take(net.batch * 4);
    chosen = take(2 * net.batch * 4);
    labels = take(2 * net.batch * 4);
    pixels = take(rounded_up(net.batch, tile) * columns);
  }

 private:
  int take(int count) {
    const int place = bytes;
    bytes += rounded_up(count, 16);
    return place;
  }
};

/// An optimizer: `update` takes a parameter and behind it its states.
struct SgdRule {
  static constexpr int states = 1;
  using Step = float;
  SgdSettings settings;

  __device__ Step begin(const double* hyper) const { return static_cast<float>(hyper[0]); }
  __device__ void update(Step rate, float* value, float gradient) const { settings.update(value[0], gradient, value[1], rate); }
};
struct AdamRule {
  static constexpr int states = 2;
  using Step = AdamStep;
  AdamSettings settings;

  __device__ Step begin(const double* hyper) const { return adam_step_of(settings, hyper); }
  __device__ void update(const Step& step, float* value, float gradient) const {
    adam_update(settings, step, value[0], gradient, value[1], value[2]);
  }
};

/// What a launch is to do.
struct PersistentJob {
  SmallNetwork net;
  Places places;
  const std::uint8_t* images;  ///< [images_count, inputs]
  const std::int64_t* labels;
  int images_count;
  Choice choice;        ///< of the first step's images
  const double* hyper;  ///< the optimizer's, of the first step
  int choice_stride, hyper_stride;  ///< in 8 bytes, from a step's position and hyperparameters to the next step's
  int steps;
  float* arrays[3];  ///< parameters, and the optimizer's states
  double* metrics;
  PixelTable table;
  int* fault;
};

/// Sums of 4 x lanes values over 2 x lanes lanes: lane i gets those of values 2 i and 2 i + 1, in the first two places. At each turn
/// two lanes share out what they have.
template <int lanes = warp_size / 2>
__device__ void add_over_lanes(float* value, int lane) {
  const bool upper = (lane & lanes) != 0;
  for (int i = 0; i < 2 * lanes; ++i) {
    const float kept = upper ? value[2 * lanes + i] : value[i], given = upper ? value[i] : value[2 * lanes + i];
    value[i] = kept + __shfl_xor_sync(whole_warp, given, lanes);
  }
  if constexpr (lanes > 1) add_over_lanes<lanes / 2>(value, lane);
}

/// Pixel `i` of some bytes, as the network sees it.
__device__ inline float pixel(const float* table, unsigned bytes, int i) { return table[bytes >> 8 * i & 255]; }

struct alignas(8) Pair {
  float value[2];
};

/// give(image, unit, sum over a block's columns of pixel * weight) for all images and units, a lane each.
template <class Give>
__device__ void multiply_pixels(const unsigned* pixels, const float* table, const float* weight, const Share& share, int batch,
                                Give give) {
  const int lane = static_cast<int>(threadIdx.x) % warp_size, warp = static_cast<int>(threadIdx.x) / warp_size;
  const int pairs = share.columns / 2, across = (share.units + tile - 1) / tile, tiles = (batch + tile - 1) / tile * across;
  for (int number = warp; number < tiles; number += persistent_warps) {
    const int first_image = number / across * tile, first_unit = number % across * tile;
    const auto* rows = reinterpret_cast<const Pair*>(weight) + first_unit * pairs;
    const auto* images = reinterpret_cast<const std::uint16_t*>(pixels) + first_image * pairs;
    float sum[tile * tile] = {};
    for (int pair = lane; pair < pairs; pair += warp_size) {
      // Beyond the last unit and image there is memory, with anything in it.
      Pair row[tile];
      for (int u = 0; u < tile; ++u) row[u] = rows[u * pairs + pair];
      for (int i = 0; i < tile; ++i) {
        const unsigned two = images[i * pairs + pair];
        for (int k = 0; k < 2; ++k) {
          const float x = pixel(table, two, k);
          for (int u = 0; u < tile; ++u) sum[i * tile + u] = fmaf(x, row[u].value[k], sum[i * tile + u]);
        }
      }
    }
    add_over_lanes(sum, lane);
    for (int j = 0; j < 2; ++j) {
      const int image = first_image + (2 * lane + j) / tile, unit = first_unit + (2 * lane + j) % tile;
      if (image < batch && unit < share.units) give(image, unit, sum[j]);
    }
  }
}

/// Loss of one row of logits, `stride` apart, by one thread; its gradient goes to `gradient`.
__device__ inline double entropy_of_row(const float* logits, int stride, int classes, int label, int batch, float* gradient,
                                        int* hit) {
  float largest = logits[0];
  int best = 0;  // the first place of the largest
  for (int i = 1; i < classes; ++i) {
    if (logits[i * stride] > largest) {
      largest = logits[i * stride];
      best = i;
    }
  }
  float total = 0;
  for (int i = 0; i < classes; ++i) total += expf(logits[i * stride] - largest);
  const float log_total = logf(total);
  for (int i = 0; i < classes; ++i) {
    const float probability = expf(logits[i * stride] - largest - log_total);
    gradient[i] = label >= 0 ? (probability - (i == label ? 1.0f : 0.0f)) / static_cast<float>(batch) : NAN;
  }
  *hit = best == label ? 1 : 0;
  return label >= 0 ? -static_cast<double>(logits[label * stride] - largest - log_total) : static_cast<double>(NAN);
}

/// Of 8 units (or fewer) x 4 pixels the weights' gradients, added over the images, and at once the update. `gradient` is that of the
/// units, `stride` from one image to the next.
template <class Rule>
__device__ void update_tile(const Rule& rule, const typename Rule::Step& now, float* weight, int columns, int apart, int units,
                            const float* gradient, int stride, const unsigned* pixels, int packs, const float* table, int batch) {
  float sum[tile][4] = {};
  for (int image = 0; image < batch; ++image) {
    const unsigned four = pixels[image * packs];
    const Pack<float> lower = load_pack(gradient + image * stride), upper = load_pack(gradient + image * stride + 4);
    for (int k = 0; k < 4; ++k) {
      const float x = pixel(table, four, k);
      for (int u = 0; u < 4; ++u) {
        sum[u][k] = fmaf(lower.value[u], x, sum[u][k]);
        sum[u + 4][k] = fmaf(upper.value[u], x, sum[u + 4][k]);
      }
    }
  }
  for (int u = 0; u < tile; ++u) {
    if (u >= units) return;
    Pack<float> packs_of[1 + Rule::states];
    for (int s = 0; s <= Rule::states; ++s) packs_of[s] = load_pack(weight + u * columns + s * apart);
    for (int k = 0; k < 4; ++k) {
      float value[1 + Rule::states];
      for (int s = 0; s <= Rule::states; ++s) value[s] = packs_of[s].value[k];
      rule.update(now, value, sum[u][k]);
      for (int s = 0; s <= Rule::states; ++s) packs_of[s].value[k] = value[s];
    }
    for (int s = 0; s <= Rule::states; ++s) store_pack(weight + u * columns + s * apart, packs_of[s]);
  }
}

/// The update of one parameter.
template <class Rule>
__device__ void update_one(const Rule& rule, const typename Rule::Step& now, float* parameter, int apart, float gradient) {
  float value[1 + Rule::states];
  for (int s = 0; s <= Rule::states; ++s) value[s] = parameter[s * apart];
  rule.update(now, value, gradient);
  for (int s = 0; s <= Rule::states; ++s) parameter[s * apart] = value[s];
}

template <class Rule, bool has_hidden>
__global__ void __launch_bounds__(persistent_threads) persistent(const PersistentJob job, const Rule rule) {
  DYNAMIC_SHARED(memory);
  const auto cluster = cooperative_groups::this_cluster();
  const SmallNetwork& net = job.net;
  const int rank = static_cast<int>(cluster.block_rank()), thread = static_cast<int>(threadIdx.x);
  const int lane = thread % warp_size, warp = thread / warp_size;
  const Places& places = job.places;
  const Share share(net, has_hidden, rank);
  const int batch = net.batch, classes = net.classes, packs = share.columns / 4, logits_count = classes * batch;
  const auto floats = [&](int place) { return reinterpret_cast<float*>(memory + place); };
  const auto integers = [&](int place) { return reinterpret_cast<int*>(memory + place); };
  auto *metrics = reinterpret_cast<double*>(memory + Places::metrics), *losses = reinterpret_cast<double*>(memory + places.losses);
  auto* step_values = reinterpret_cast<typename Rule::Step*>(memory + Places::step);
  float *weight = floats(Places::values), *table = floats(Places::table), *logits = floats(places.logits);
  float *of_logits = floats(places.of_logits), *activated = floats(places.activated), *of_hidden = floats(places.of_hidden);
  float *hidden_bias = weight + places.small, *class_weight = hidden_bias + share.units;  // class_weight [units, classes]
  float* class_bias = weight + places.small + (has_hidden ? share.units * (1 + classes) : 0);
  int *hits = integers(places.hits), *chosen = integers(places.chosen), *labels = integers(places.labels);
  auto* pixels = reinterpret_cast<unsigned*>(memory + places.pixels);

  /// f(place in `weight`, place in the arrays) for each parameter that the block has. All blocks have the classes' biases, and
  /// change them alike; `is_whole`: those, too.
  const auto each_parameter = [&](bool is_whole, auto f) {
    for (int i = thread; i < share.units * share.columns; i += persistent_threads) {
      f(i, net.weight + (share.first_unit + i / share.columns) * net.inputs + share.first_column + i % share.columns);
    }
    if constexpr (has_hidden) {
      for (int i = thread; i < share.units; i += persistent_threads) f(places.small + i, net.bias + share.first_unit + i);
      for (int i = thread; i < share.units * classes; i += persistent_threads) {
        f(places.small + share.units + i, net.class_weight + i % classes * net.hidden + share.first_unit + i / classes);
      }
    }
    if (!is_whole) return;
    for (int i = thread; i < classes; i += persistent_threads) f(static_cast<int>(class_bias - weight) + i, net.class_bias + i);
  };
  for (int s = 0; s <= Rule::states; ++s) {
    each_parameter(true, [&](int mine, int there) { weight[s * places.apart + mine] = job.arrays[s][there]; });
  }
  for (int i = thread; i < 256; i += persistent_threads) table[i] = job.table.value[i];
  if (rank == 0 && thread < 3) metrics[thread] = job.metrics[thread];

  /// What is to be known of a step before it begins: images, labels, hyperparameters.
  const auto prepare = [&](int step) {
    Choice choice = job.choice;
    choice.position += static_cast<std::int64_t>(step) * job.choice_stride;
    for (int i = thread; i < batch; i += persistent_threads) {
      const std::int64_t index = choice(i);
      const bool is_there = index >= 0 && index < job.images_count;
      const std::int64_t label = is_there ? job.labels[index] : -1;
      const bool is_class = label >= 0 && label < classes;
      if (!is_class && rank == 0) atomicExch(job.fault, 1);
      chosen[step % 2 * batch + i] = is_there ? static_cast<int>(index) : 0;
      labels[step % 2 * batch + i] = is_class ? static_cast<int>(label) : -1;
    }
    const double* hyper = job.hyper + static_cast<std::int64_t>(step) * job.hyper_stride;
    if (thread == persistent_threads - 1) step_values[step % 2] = rule.begin(hyper);
  };
  prepare(0);
  for (int step = 0; step < job.steps; ++step) {
    __syncthreads();  // the step is prepared, and the last one done with the pixels
    for (int i = warp; i < batch; i += persistent_warps) {
      const auto first = static_cast<std::int64_t>(chosen[step % 2 * batch + i]) * net.inputs + share.first_column;
      const auto* image = reinterpret_cast<const unsigned*>(job.images + first);
      for (int pack = lane; pack < packs; pack += warp_size) pixels[i * packs + pack] = image[pack];
    }
    __syncthreads();

    // This block's part of the logits.
    float* part = floats(places.parts) + step % 2 * logits_count;
    multiply_pixels(pixels, table, weight, share, batch, [&](int image, int unit, float value) {
      if constexpr (has_hidden) {
        value += hidden_bias[unit];
        activated[image * places.unit_stride + unit] = value > 0 ? value : 0.0f;
      } else {
        part[unit * batch + image] = value;
      }
    });
    if constexpr (has_hidden) {
      __syncthreads();
      for (int i = thread; i < logits_count; i += persistent_threads) {
        const int image = i / classes, of_class = i % classes;
        float value = 0;
        for (int u = 0; u < share.units; ++u) {
          value = fmaf(activated[image * places.unit_stride + u], class_weight[u * classes + of_class], value);
        }
        part[of_class * batch + image] = value;
      }
    }
    cluster.barrier_arrive();
    if (step + 1 < job.steps) prepare(step + 1);  // while parts are on their way
    cluster.barrier_wait();
    for (int i = thread; i < logits_count; i += persistent_threads) {
      float value = class_bias[i / batch];
      for (int other = 0; other < cluster_blocks; ++other) value += cluster.map_shared_rank(part, other)[i];
      logits[i] = value;
    }
    __syncthreads();

    // Loss and gradients. Rows are dealt out to warps first: less of a crowd at each bank.
    for (int row = lane * persistent_warps + warp; row < batch; row += persistent_threads) {
      losses[row] = entropy_of_row(logits + row, batch, classes, labels[step % 2 * batch + row], batch,
                                   of_logits + row * places.class_stride, hits + row);
    }
    __syncthreads();
    if constexpr (has_hidden) {
      for (int i = thread; i < batch * share.units; i += persistent_threads) {
        const int image = i / share.units, unit = i % share.units, place = image * places.unit_stride + unit;
        float value = 0;
        for (int c = 0; c < classes; ++c) {
          value = fmaf(of_logits[image * places.class_stride + c], class_weight[unit * classes + c], value);
        }
        of_hidden[place] = activated[place] > 0 ? value : 0.0f;
      }
      __syncthreads();
    }
    if (rank == 0 && warp == persistent_warps - 1) {
      double loss = 0;
      int correct = 0;
      for (int row = lane; row < batch; row += warp_size) {
        loss += losses[row];
        correct += hits[row];
      }
      loss = over_warp(loss, Add());
      correct = over_warp(correct, Add());
      if (lane == 0) accumulate(static_cast<double>(static_cast<float>(loss / batch)), correct, batch, metrics);
    }

    // Each weight's gradient, and at once its update: threads have 8 units x 4 pixels, or one of the other parameters.
    const typename Rule::Step now = step_values[step % 2];
    const float* gradients = has_hidden ? of_hidden : of_logits;
    const int stride = has_hidden ? places.unit_stride : places.class_stride;
    const int tiles = packs * ((share.units + tile - 1) / tile), of_units = has_hidden ? share.units : 0;
    for (int item = thread; item < tiles + of_units * (1 + classes) + classes; item += persistent_threads) {
      if (item < tiles) {
        const int pack = item % packs, first = item / packs * tile;
        update_tile(rule, now, weight + first * share.columns + 4 * pack, share.columns, places.apart, share.units - first,
                    gradients + first, stride, pixels + pack, packs, table, batch);
        continue;
      }
      const int number = item - tiles;  // hidden biases, weights of the classes, their biases
      const int of_class = number < of_units ? 0 : (number - of_units) % classes, unit = (number - of_units) / classes;
      float sum = 0;
      for (int image = 0; image < batch; ++image) {
        const float of_logit = of_logits[image * places.class_stride + of_class];
        if (number < of_units) sum += of_hidden[image * places.unit_stride + number];
        else if (unit < of_units) sum = fmaf(of_logit, activated[image * places.unit_stride + unit], sum);
        else sum += of_logit;
      }
      update_one(rule, now, weight + places.small + number, places.apart, sum);
    }
  }

  cluster.sync();  // others may still read the last logits here; and, in the block, all updates are done
  for (int s = 0; s <= Rule::states; ++s) {
    each_parameter(rank == 0, [&](int mine, int there) { job.arrays[s][there] = weight[s * places.apart + mine]; });
  }
  if (rank == 0 && thread < 3) job.metrics[thread] = metrics[thread];
}

}  // namespace inkgrad::cuda
