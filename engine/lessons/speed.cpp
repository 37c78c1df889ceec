// One distance, computed in four ways: the same number, at very different speeds.
#include "engine/lessons/speed.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>

#include "engine/autograd/functional.hpp"
#include "engine/lessons/data.hpp"
#include "engine/lessons/lesson.hpp"
#include "engine/lessons/pixel_similarity.hpp"

namespace inkgrad::lessons {

Tensor by_arrays(const Tensor& many, const Tensor& one) { return l1(many, one); }

Tensor by_loop(const Tensor& many, const Tensor& one) {
  const float *pixel = many.data_ptr<float>(), *other = one.data_ptr<float>();
  std::vector<float> distances;
  for (std::int64_t i = 0; i < many.size(0); ++i) {
    float sum = 0;
    for (std::int64_t p = 0; p < mnist_pixels; ++p) sum += std::abs(*pixel++ - other[p]);
    distances.push_back(sum / mnist_pixels);
  }
  return Tensor::from_values(distances, {many.size(0)});
}

Tensor on(const Tensor& tensor, Device device) { return Tensor::from_values(tensor.to_vector<float>(), tensor.shape(), device); }

namespace {

/// The same loop as an interpreted language runs it: each pixel an object, and each operation looked up when it is come to.
Tensor by_objects(const Tensor& many, const Tensor& one) {
  std::vector<Tensor> distances;
  for (std::int64_t i = 0; i < many.size(0); ++i) {
    Tensor sum = Tensor::scalar(0);
    for (std::int64_t y = 0; y < 28; ++y) {
      for (std::int64_t x = 0; x < 28; ++x) {
        sum = sum + abs(many.select(0, i).select(0, y).select(0, x) - one.select(0, y).select(0, x));
      }
    }
    distances.push_back(sum / mnist_pixels);
  }
  return stack(distances);
}

/// Seconds that it takes for an image: the shortest of five runs, since others use the machine too.
double seconds(const std::function<Tensor(const Tensor&, const Tensor&)>& way, const Tensor& many, const Tensor& one) {
  double best = INFINITY;
  for (int run = 0; run < 5; ++run) {
    const auto start = std::chrono::steady_clock::now();
    way(many, one);
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best / static_cast<double>(many.size(0));
}

}  // namespace

void speed(Story& story, const Mnist& data) {
  const NoGrad no_grad;
  const Tensor threes = images_of(data.train, 3), one = threes.select(0, 0), few = threes.slice(0, 0, 3);
  const Tensor reference_threes = on(threes, Device::reference), reference_one = on(one, Device::reference);

  const Tensor distances = by_arrays(threes, one);
  story.show_shape("distances", "From one 3 to every 3: as many distances as there are threes.", distances, {}, story.mnist({6131}, 0));
  story.show("mean", "Their mean.", mean(distances));
  const Tensor by_reference = on(by_arrays(reference_threes, reference_one), Device::cpu);
  story.show("same", "Every way gives these numbers: the largest difference.",
             amax(abs(stack({by_loop(threes, one), by_reference}) - distances)), {}, {{0}, 5});

  const double objects = seconds(by_objects, few, one), loop = seconds(by_loop, threes, one);
  const double xtensor = seconds(by_arrays, reference_threes, reference_one), kernels = seconds(by_arrays, threes, one);
  story.show("microseconds",
             "Measured now, microseconds an image: every pixel an object; a loop in C++; xtensor's arrays; our kernels' arrays.",
             numbers({objects * 1e6, loop * 1e6, xtensor * 1e6, kernels * 1e6}));
  story.show("times", "Loop, xtensor and kernels are so many times as fast as objects; a document says many thousands, over Python.",
             numbers({objects / loop, objects / xtensor, objects / kernels}));
  story.show("passes", "Kernels by the loop: they go over the pixels three times, to subtract, to make positive and to add up.",
             numbers({loop / kernels}));
}

}  // namespace inkgrad::lessons
