#pragma once

#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xview.hpp>

#include "engine/backend/backend.hpp"

/// The bridge to xtensor. Included only by what needs it: it is slow to compile.
namespace inkgrad {

/// The lengths as xtensor wants them.
inline std::vector<std::size_t> xtensor_shape(const Shape& shape) { return {shape.begin(), shape.end()}; }

/// An adaptor over a contiguous view's memory.
template <class T>
auto adapted(const View& view) {
  return xt::adapt(view.as<T>(), static_cast<std::size_t>(view.numel()), xt::no_ownership(), xtensor_shape(view.shape));
}

template <class E>
Tensor Tensor::from(const E& expression, Device device) {
  using T = typename E::value_type;
  Shape shape(expression.shape().begin(), expression.shape().end());
  Tensor tensor = Tensor::empty(shape, dtype_of<T>(), device);
  auto target = adapted<T>(view_of(tensor));
  xt::noalias(target) = expression;
  return tensor;
}

template <class T>
auto Tensor::as_xtensor() const {
  T* first = data_ptr<T>();
  std::vector<std::ptrdiff_t> steps(strides().begin(), strides().end());
  // As many elements as the shape has, whatever the strides: xtensor takes no other size.
  return xt::adapt(first, static_cast<std::size_t>(numel()), xt::no_ownership(), xtensor_shape(shape()), steps);
}

}  // namespace inkgrad
