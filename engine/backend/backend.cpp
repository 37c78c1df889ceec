#include "engine/backend/backend.hpp"

#include <array>

namespace inkgrad {

View view_of(const Tensor& tensor) { return {tensor.raw_data(), tensor.dtype(), tensor.shape(), tensor.strides()}; }

namespace {
std::array<Backend*, device_count> provided_backends{};
}

void provide_backend(Device device, Backend* backend) { provided_backends[static_cast<std::size_t>(device)] = backend; }

bool has_backend(Device device) { return is_host(device) || provided_backends[static_cast<std::size_t>(device)] != nullptr; }

Backend& backend(Device device) {
  if (Backend* provided = provided_backends[static_cast<std::size_t>(device)]) return *provided;
  if (device == Device::reference) return reference_backend();
  if (device == Device::cpu) return cpu_backend();
  unsupported("this build has no ", name(device), " backend; use --device cpu or reference");
}

}  // namespace inkgrad
