#include "engine/core/tensor.hpp"

#include <algorithm>
#include <cstring>

namespace inkgrad {

struct Tensor::Impl {
  DType dtype;
  Shape shape;
  Shape strides;
  std::int64_t offset = 0;
  std::shared_ptr<Storage> storage;
  bool requires_grad = false;
  Tensor grad;
  std::shared_ptr<Node> grad_fn;
  int output_index = 0;
};

namespace {

/// Calls visit(offset) for every element in row-major order, offsets in elements.
template <class Visit>
void for_each_offset(const Shape& shape, const Shape& strides, Visit visit) {
  const std::int64_t count = numel(shape);
  Shape position = shape;
  for (int axis = 0; axis < shape.rank(); ++axis) position[axis] = 0;
  std::int64_t offset = 0;
  for (std::int64_t done = 0; done < count; ++done) {
    visit(offset);
    for (int axis = shape.rank() - 1; axis >= 0; --axis) {
      offset += strides[axis];
      if (++position[axis] < shape[axis]) break;
      offset -= strides[axis] * shape[axis];
      position[axis] = 0;
    }
  }
}

/// `bytes`, on the host or a device, from the host.
void copy_in(Device device, std::byte* to, std::span<const std::byte> bytes) {
  if (bytes.empty()) return;  // an empty span may be null
  if (is_host(device)) std::memcpy(to, bytes.data(), bytes.size());
  else memory_of(device).copy_in(to, bytes);
}

/// `bytes` on the host, from the host or a device.
void copy_out(Device device, std::span<std::byte> bytes, const std::byte* from) {
  if (is_host(device)) std::memcpy(bytes.data(), from, bytes.size());
  else memory_of(device).copy_out(bytes, from);
}

template <class T>
double first_as_double(const std::byte* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return static_cast<double>(value);
}

}  // namespace

Tensor Tensor::over(std::shared_ptr<Storage> storage, const Shape& shape, DType dtype, std::int64_t offset) {
  Tensor tensor;
  tensor.impl_ = std::make_shared<Impl>();
  tensor.impl_->dtype = dtype;
  tensor.impl_->shape = shape;
  tensor.impl_->strides = contiguous_strides(shape);
  tensor.impl_->offset = offset;
  tensor.impl_->storage = std::move(storage);
  return tensor;
}

Tensor Tensor::empty(const Shape& shape, DType dtype, Device device) {
  for (std::int64_t length : shape) {
    if (length < 0) input_error("a tensor cannot have the shape ", to_string(shape));
  }
  const auto bytes = static_cast<std::size_t>(inkgrad::numel(shape)) * item_size(dtype);
  return over(allocate(device, bytes), shape, dtype);
}

Tensor Tensor::zeros(const Shape& shape, DType dtype, Device device) { return full(shape, 0, dtype, device); }

Tensor Tensor::full(const Shape& shape, double value, DType dtype, Device device) {
  Tensor tensor = empty(shape, dtype, device);
  const auto fill = [&]<class T>(T) {
    const auto count = static_cast<std::size_t>(tensor.numel());
    if (is_host(device)) {
      std::fill_n(tensor.data_ptr<T>(), count, static_cast<T>(value));
    } else {
      const std::unique_ptr<T[]> values(new T[count]);
      std::fill_n(values.get(), count, static_cast<T>(value));
      copy_in(device, tensor.raw_data(), std::as_bytes(std::span(values.get(), count)));
    }
  };
  visit_any(dtype, fill);
  return tensor;
}

Tensor Tensor::from_bytes(std::span<const std::byte> bytes, const Shape& shape, DType dtype, Device device) {
  Tensor tensor = empty(shape, dtype, device);
  if (bytes.size() != tensor.bytes()) {
    input_error("a ", name(dtype), " tensor of shape ", to_string(shape), " takes ", tensor.bytes(),
                " bytes, got ", bytes.size());
  }
  copy_in(device, tensor.raw_data(), bytes);
  return tensor;
}

Tensor::Impl& Tensor::impl() const {
  if (!impl_) failure("used a tensor that was never given a value; a grad() has none before backward()");
  return *impl_;
}

const Shape& Tensor::shape() const { return impl().shape; }
const Shape& Tensor::strides() const { return impl().strides; }
std::int64_t Tensor::offset() const { return impl().offset; }
DType Tensor::dtype() const { return impl().dtype; }
Device Tensor::device() const { return impl().storage->device; }
const std::shared_ptr<Storage>& Tensor::storage() const { return impl().storage; }
bool Tensor::requires_grad() const { return impl_ && (impl_->requires_grad || impl_->grad_fn); }
Tensor Tensor::grad() const { return impl().grad; }
void Tensor::set_grad(const Tensor& gradient) { impl().grad = gradient; }
void Tensor::zero_grad() { impl().grad = Tensor(); }
const std::shared_ptr<Node>& Tensor::grad_fn() const { return impl().grad_fn; }
int Tensor::output_index() const { return impl().output_index; }

bool Tensor::is_contiguous() const {
  std::int64_t step = 1;
  for (int axis = ndim() - 1; axis >= 0; --axis) {
    if (shape()[axis] != 1 && strides()[axis] != step) return false;
    step *= shape()[axis];
  }
  return true;
}

std::byte* Tensor::raw_data() const {
  std::byte* base = impl().storage->data;
  if (!base) failure("a tensor of a plan that is being recorded has no elements yet");
  return base + static_cast<std::size_t>(offset()) * item_size(dtype());
}

double Tensor::item() const {
  if (numel() != 1) input_error("item() needs a tensor of one element, got the shape ", to_string(shape()), "; use to_vector()");
  std::byte bytes[sizeof(double)];
  copy_to(bytes);
  return visit_any(dtype(), [&]<class T>(T) { return first_as_double<T>(bytes); });
}

Tensor& Tensor::requires_grad_(bool value) {
  if (value && !is_floating(dtype())) input_error("only float tensors can require gradients, not ", name(dtype()), "; convert it with to()");
  if (grad_fn()) input_error("requires_grad_() is for leaves, and this tensor was computed from others; call it on those, or on detach()");
  impl().requires_grad = value;
  return *this;
}

Tensor Tensor::alias(const Shape& shape, const Shape& strides, std::int64_t offset) const {
  Tensor result = over(impl().storage, shape, impl().dtype, offset);
  result.impl_->strides = strides;
  return result;
}

Tensor Tensor::detach() const { return alias(shape(), strides(), offset()); }

void Tensor::set_grad_fn(std::shared_ptr<Node> node, int output_index) {
  impl().grad_fn = std::move(node);
  impl().output_index = output_index;
}

void Tensor::rebind(std::shared_ptr<Storage> storage, std::int64_t offset) {
  impl().storage = std::move(storage);
  impl().offset = offset;
  impl().strides = contiguous_strides(impl().shape);
}

void Tensor::expect_dtype(DType dtype) const {
  if (impl().dtype != dtype) input_error("expected a ", name(dtype), " tensor, got ", name(impl().dtype), "; convert it with to()");
}

void Tensor::expect_host() const {
  if (!is_host(device())) failure("the elements of ", describe(*this), " have no address on the host; read them with to_vector()");
}

void Tensor::copy_to(void* destination) const {
  if (numel() == 0) return;  // an empty vector's address may be null
  const std::size_t item = item_size(dtype());
  if (is_contiguous()) {
    copy_out(device(), {static_cast<std::byte*>(destination), bytes()}, raw_data());
    return;
  }
  const std::byte* source = raw_data();
  std::vector<std::byte> fetched;
  if (!is_host(device())) {  // all from the first to the last element, to pick from here
    std::size_t last = 0;
    for (int axis = 0; axis < ndim(); ++axis) last += static_cast<std::size_t>((shape()[axis] - 1) * strides()[axis]);
    fetched.resize((last + 1) * item);
    copy_out(device(), fetched, source);
    source = fetched.data();
  }
  auto* to = static_cast<std::byte*>(destination);
  for_each_offset(shape(), strides(), [&](std::int64_t offset) {
    std::memcpy(to, source + offset * static_cast<std::int64_t>(item), item);
    to += item;
  });
}

std::string describe(const Tensor& tensor) {
  return concatenate(name(tensor.dtype()), " ", to_string(tensor.shape()), " on ", name(tensor.device()));
}

}  // namespace inkgrad
