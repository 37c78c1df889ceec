#include "engine/lessons/convolution.hpp"

#include <vector>

#include "engine/autograd/functional.hpp"

namespace inkgrad::lessons {

namespace {

Tensor as_tensor(const Kernel& kernel) {
  return Tensor::from_values(std::vector<float>(kernel.begin(), kernel.end()), {kernel_side, kernel_side});
}

/// [h, w] as a batch of one image of one channel.
Tensor one(const Tensor& image) { return contiguous(image).view({1, 1, image.size(0), image.size(1)}); }
Tensor map_of(const Tensor& images) { return images.select(0, 0).select(0, 0); }

}  // namespace

Tensor padded(const Tensor& image, int padding) {
  if (padding == 0) return image;
  const Tensor side = Tensor::zeros({image.size(0), padding});
  const Tensor wide = cat({side, image, side}, 1);
  const Tensor above = Tensor::zeros({padding, wide.size(1)});
  return cat({above, wide, above}, 0);
}

Tensor slide(const Tensor& image, const Kernel& kernel, int stride, int padding) {
  return map_of(conv2d(one(image), one(as_tensor(kernel)), Tensor::zeros({1}), stride, padding));
}

WindowProducts window_products(const Tensor& image, const Kernel& kernel, int stride, int padding, std::int64_t row, std::int64_t column) {
  const Tensor window = padded(image, padding).slice(0, row * stride, row * stride + kernel_side)
                            .slice(1, column * stride, column * stride + kernel_side);
  return {window, window * as_tensor(kernel)};
}

Pooled pooled(const Tensor& map, int size) {
  return {map_of(max_pool2d(one(map), size)), map_of(avg_pool2d(one(map), size))};
}

}  // namespace inkgrad::lessons
