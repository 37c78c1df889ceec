#pragma once
// Products and convolutions on all threads of a pool: how the work is cut into pieces. The cut may depend on the
// number of threads only where a piece's bytes do not depend on the cut.

#include <cstdint>
#include <vector>

#include "engine/backend/cpu/kernels.hpp"
#include "engine/backend/cpu/scratch.hpp"
#include "engine/backend/cpu/thread_pool.hpp"

namespace inkgrad::cpu {

/// One device's means to compute: kernels, threads, and memory for them. One caller at a time.
class Compute {
 public:
  Compute(const KernelTable& table, int threads)
      : kernels(table), pool_(threads), of_workers_(static_cast<std::size_t>(pool_.threads())) {}

  const KernelTable& kernels;

  int threads() const { return pool_.threads(); }

  /// See Gemm.
  void gemm(const Gemm& args);

  /// f(start, count) over pieces of 0..count-1, on several threads if there are at least two `grain`s of work.
  template <class F>
  void split(std::int64_t count, std::int64_t grain, F&& f) {
    const std::int64_t most = (count + grain - 1) / grain;
    const std::int64_t pieces = most < threads() ? (most < 1 ? 1 : most) : threads();
    const std::int64_t length = ((count + pieces - 1) / pieces + 15) / 16 * 16;  // whole vectors, whole cache lines
    pool_.parallel_for(pieces, [&](std::int64_t piece, int) {
      const std::int64_t start = piece * length;
      if (start < count) f(start, count - start < length ? count - start : length);
    });
  }

  /// f(number) for 0..count-1, on all threads.
  template <class F>
  void each(std::int64_t count, F&& f) {
    pool_.parallel_for(count, [&](std::int64_t number, int) { f(number); });
  }

  /// What normalises pixels: (pixel / 255 - mean) / std in double, rounded once. Valid until the next call.
  const PixelMap& pixel_map(double mean, double std);

  /// Memory for `count` floats, the same at each call for a `number` of 0 to 2: no op allocates in a step.
  float* floats(std::size_t number, std::int64_t count) { return shared_.get<float>(floats_slot + number, count); }

  /// Memory for `count` partial results, likewise.
  template <class T>
  T* parts(std::int64_t count) { return shared_.get<T>(partials_slot, count); }

  /// A 2-D convolution's shape: square kernel, the same stride and zero padding both ways, NCHW.
  struct Conv {
    std::int64_t batch, channels, height, width;
    std::int64_t out_channels, out_height, out_width;
    int kernel, stride, padding;

    std::int64_t taps() const { return channels * kernel * kernel; }
    std::int64_t positions() const { return out_height * out_width; }
    std::int64_t image() const { return channels * height * width; }
    std::int64_t padded_height() const { return height + 2 * padding; }
    std::int64_t padded_width() const { return width + 2 * padding; }
    std::int64_t padded_image() const { return channels * padded_height() * padded_width(); }
  };

  /// out[n, o, oh, ow] = cross-correlation of x[n, c, h, w] with weight[o, c, k, k], plus bias[o], then ReLU if asked.
  void conv2d(const Conv& conv, const float* x, const float* weight, const float* bias, bool relu, float* out);
  /// The same, of which only the largest of each window of 2 x 2 is kept, and its place (see KernelTable::max_pool).
  void conv2d_max_pool(const Conv& conv, const float* x, const float* weight, const float* bias, bool relu, float* maxima,
                       std::uint8_t* of_maxima);
  /// Where each gradient of a map pooled by 2 x 2 belongs (see KernelTable::max_pool_backward). With it, the gradient below is that of the
  /// pooled map, and each image's is unpooled when its turn comes: a batch's need no memory.
  struct Unpooling {
    const std::uint8_t* places;
    const float* maxima;
  };
  /// gradient_x[n, c, h, w] from gradient[n, o, oh, ow].
  void conv2d_input_backward(const Conv& conv, const float* gradient, const float* weight, float* gradient_x,
                             const Unpooling* unpooling = nullptr);
  /// gradient_weight[o, c, k, k], summed over the batch in at most `weight_chunks` parts of whole images, whatever the
  /// number of threads, and the parts in their order.
  /// With `gradient_bias` also that of bias[o], the gradient's sums: each image's is at hand in the first cache then.
  void conv2d_weight_backward(const Conv& conv, const float* gradient, const float* x, float* gradient_weight,
                              float* gradient_bias = nullptr, const Unpooling* unpooling = nullptr);
  static constexpr std::int64_t weight_chunks = 16;

 private:
  // The offsets of Patches, the same for every image of a batch.
  struct Places {
    const std::int32_t* taps;
    const std::int32_t* positions;
  };
  enum SharedSlot : std::size_t { taps_slot, positions_slot, partials_slot, sums_slot, floats_slot };
  enum WorkerSlot : std::size_t { panels_slot, padded_slot, columns_slot, channels_slot, unpooled_slot };

  Places places(const Conv& conv);
  const float* padded(const Conv& conv, const float* image, int worker);
  const float* gradient_of_image(const Conv& conv, const float* gradient, const Unpooling* unpooling, std::int64_t n, int worker);
  void conv2d_image(const Conv& conv, const Places& at, const float* image, const float* weight, const float* bias, bool relu, float* out,
                    int worker);
  float* panels(int worker) { return of_worker(worker).get<float>(panels_slot, kernels.gemm_scratch); }
  Scratch& of_worker(int worker) { return of_workers_[static_cast<std::size_t>(worker)]; }

  ThreadPool pool_;
  PixelMap pixel_map_{};
  double mean_of_map_ = 0, std_of_map_ = 0;  // 0: none yet
  Scratch shared_;
  std::vector<Scratch> of_workers_;
};

}  // namespace inkgrad::cpu
