#include <xtensor/xsort.hpp>

#include "engine/backend/reference/kernels.hpp"
#include "engine/backend/reference/xtensor.hpp"

namespace inkgrad::reference {

namespace {

/// The reduced axes, all if none are named.
std::vector<std::size_t> axes_of(const Attributes& attributes, int rank) {
  std::vector<std::size_t> axes;
  if (attributes.axes.empty()) {
    for (int axis = 0; axis < rank; ++axis) axes.push_back(static_cast<std::size_t>(axis));
  }
  for (std::int64_t axis : attributes.axes) {
    axes.push_back(static_cast<std::size_t>(normalise_axis(static_cast<int>(axis), rank)));
  }
  std::sort(axes.begin(), axes.end());
  return axes;
}

}  // namespace

void sum(Views in, Views out, const Attributes& attributes) {
  const auto axes = axes_of(attributes, in[0].shape.rank());
  visit_floating(out[0].dtype, [&]<class T>(T) {
    if (axes.empty()) return std::copy_n(in[0].as<T>(), 1, out[0].as<T>()), void();
    const auto total = xt::eval(xt::sum(adapted<T>(in[0]), axes));
    std::copy(total.begin(), total.end(), out[0].as<T>());
  });
}

void amax(Views in, Views out, const Attributes& attributes) {
  const auto axes = axes_of(attributes, in[0].shape.rank());
  visit_floating(out[0].dtype, [&]<class T>(T) {
    if (axes.empty()) return std::copy_n(in[0].as<T>(), 1, out[0].as<T>()), void();
    const auto largest = xt::eval(xt::amax(adapted<T>(in[0]), axes));
    std::copy(largest.begin(), largest.end(), out[0].as<T>());
  });
}

void argmax(Views in, Views out, const Attributes& attributes) {
  const auto axis = static_cast<std::ptrdiff_t>(normalise_axis(attributes.axis0, in[0].shape.rank()));
  visit_floating(in[0].dtype, [&]<class T>(T) {
    const auto where = xt::eval(xt::argmax(adapted<T>(in[0]), axis));
    std::copy(where.begin(), where.end(), out[0].as<std::int64_t>());
  });
}

}  // namespace inkgrad::reference
