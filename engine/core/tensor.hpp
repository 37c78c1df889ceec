#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/core/dtype.hpp"
#include "engine/core/shape.hpp"
#include "engine/core/storage.hpp"

namespace inkgrad {

struct Node;

/// An n-dimensional array: element type, shape, strides and offset over shared storage on a device. A handle:
/// copies share data and gradient, as in PyTorch. Views (view, transpose, select, slice, expand) share storage.
///
/// The arithmetic lives in autograd/functional.hpp; this class holds the data and the place of the gradient.
/// `backward` and the views are declared here and defined in autograd/, which knows how they differentiate.
class Tensor {
 public:
  /// No tensor at all: `defined()` is false.
  Tensor() = default;

  /// Uninitialised elements.
  static Tensor empty(const Shape& shape, DType dtype = DType::float32, Device device = Device::cpu);
  static Tensor zeros(const Shape& shape, DType dtype = DType::float32, Device device = Device::cpu);
  static Tensor full(const Shape& shape, double value, DType dtype = DType::float32, Device device = Device::cpu);
  /// A tensor of rank 0.
  static Tensor scalar(double value, DType dtype = DType::float32, Device device = Device::cpu) {
    return full({}, value, dtype, device);
  }
  /// A copy of `values` in row-major order. Throws Error unless there are numel(shape) of them.
  template <class T>
  static Tensor from_values(const std::vector<T>& values, const Shape& shape, Device device = Device::cpu) {
    if constexpr (std::is_same_v<T, bool>) {  // a vector of bool has no array of them inside
      const std::vector<std::uint8_t> bytes(values.begin(), values.end());
      return from_bytes(std::as_bytes(std::span(bytes)), shape, DType::boolean, device);
    } else {
      return from_bytes(std::as_bytes(std::span(values)), shape, dtype_of<T>(), device);
    }
  }
  static Tensor from_bytes(std::span<const std::byte> bytes, const Shape& shape, DType dtype, Device device);
  /// A window onto existing storage; `offset` in elements.
  static Tensor over(std::shared_ptr<Storage> storage, const Shape& shape, DType dtype, std::int64_t offset = 0);

  /// Evaluates an xtensor expression into a new tensor of its shape and value type. Defined in
  /// engine/backend/reference/xtensor.hpp, which only what uses it includes.
  template <class E>
  static Tensor from(const E& expression, Device device = Device::reference);
  /// An xtensor adaptor over the same memory (strided for views). Defined beside `from`; T must be the element type.
  template <class T>
  auto as_xtensor() const;

  bool defined() const { return impl_ != nullptr; }
  const Shape& shape() const;
  const Shape& strides() const;  ///< in elements
  std::int64_t offset() const;   ///< in elements
  std::int64_t size(int axis) const { return shape()[normalise_axis(axis, ndim())]; }
  int ndim() const { return shape().rank(); }
  std::int64_t numel() const { return inkgrad::numel(shape()); }
  std::size_t bytes() const { return static_cast<std::size_t>(numel()) * item_size(dtype()); }
  DType dtype() const;
  Device device() const;
  const std::shared_ptr<Storage>& storage() const;
  bool is_contiguous() const;

  /// Address of the first element, host devices only. T must be the element type.
  template <class T>
  T* data_ptr() const {
    expect_dtype(dtype_of<T>());
    expect_host();
    return reinterpret_cast<T*>(raw_data());
  }
  /// The same without a type, on any device: elsewhere than on the host an address that only the device may follow.
  std::byte* raw_data() const;

  /// The elements in row-major order, wherever and however they lie. T must be the element type.
  template <class T>
  std::vector<T> to_vector() const {
    expect_dtype(dtype_of<T>());
    const auto count = static_cast<std::size_t>(numel());
    if constexpr (std::is_same_v<T, bool>) {
      std::vector<std::uint8_t> bytes(count);
      copy_to(bytes.data());
      return {bytes.begin(), bytes.end()};
    } else {
      std::vector<T> values(count);
      copy_to(values.data());
      return values;
    }
  }
  /// The only element as a double. Throws Error unless there is exactly one.
  double item() const;

  /// Views. Shapes and axes as in PyTorch; one length of `view` may be -1. `view` throws Error if the strides do not
  /// allow it (call contiguous() from functional.hpp first).
  Tensor view(const Shape& shape) const;
  Tensor transpose(int axis0, int axis1) const;
  Tensor expand(const Shape& shape) const;
  Tensor select(int axis, std::int64_t index) const;
  Tensor slice(int axis, std::int64_t start, std::int64_t stop, std::int64_t step = 1) const;
  Tensor unsqueeze(int axis) const;

  /// Autograd. `requires_grad_()` marks a leaf; `backward()` adds d(this)/d(leaf) to each leaf's `grad()`
  /// (this must hold one element); gradients accumulate until `zero_grad()`. What the results behind this one kept for it is
  /// freed on the way, unless `retain_graph`: a second backward() through any of them throws Error.
  bool requires_grad() const;
  Tensor& requires_grad_(bool value = true);
  Tensor grad() const;
  void set_grad(const Tensor& gradient);
  void zero_grad();
  void backward(bool retain_graph = false) const;
  /// The same data outside the graph.
  Tensor detach() const;
  Tensor data() const { return detach(); }
  const std::shared_ptr<Node>& grad_fn() const;
  int output_index() const;  ///< which output of grad_fn this is
  void set_grad_fn(std::shared_ptr<Node> node, int output_index);

  /// Rebinds this tensor's handle (and so every copy of it) to other storage with the same shape, keeping its
  /// place in the graph: how a parameter moves into an arena.
  void rebind(std::shared_ptr<Storage> storage, std::int64_t offset);

  /// Identity of the underlying tensor, equal for copies of a handle.
  const void* id() const { return impl_.get(); }
  bool is_last_handle() const { return impl_.use_count() == 1; }

 private:
  struct Impl;

  Tensor alias(const Shape& shape, const Shape& strides, std::int64_t offset) const;
  void expect_dtype(DType dtype) const;
  void expect_host() const;
  void copy_to(void* destination) const;
  Impl& impl() const;

  std::shared_ptr<Impl> impl_;
};

/// "float32 [2, 3] on cpu", for messages.
std::string describe(const Tensor& tensor);

}  // namespace inkgrad
