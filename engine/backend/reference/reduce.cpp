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

template <class T>
void sum_over(const std::vector<std::size_t>& axes, const View& in, const View& out) {
  if (axes.empty()) return std::copy_n(in.as<T>(), 1, out.as<T>()), void();
  // No elements may be no memory, which xtensor's iterators do not take.
  if (in.numel() == 0) return std::fill_n(out.as<T>(), out.numel(), T{0}), void();
  const auto total = xt::eval(xt::sum(adapted<T>(in), axes));
  std::copy(total.begin(), total.end(), out.as<T>());
}

}  // namespace

void sum(Views in, Views out, const Attributes& attributes) {
  const auto axes = axes_of(attributes, in[0].shape.rank());
  if (is_floating(in[0].dtype)) {
    return visit_floating(in[0].dtype, [&]<class T>(T) { sum_over<T>(axes, in[0], out[0]); });
  }
  std::vector<std::int64_t> whole(static_cast<std::size_t>(in[0].numel()));
  visit_any(in[0].dtype, [&]<class T>(T) {
    std::transform(in[0].as<T>(), in[0].as<T>() + whole.size(), whole.begin(), [](T x) { return static_cast<std::int64_t>(x); });
  });
  View as_whole = in[0];
  as_whole.data = reinterpret_cast<std::byte*>(whole.data());
  as_whole.dtype = DType::int64;
  sum_over<std::int64_t>(axes, as_whole, out[0]);
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
