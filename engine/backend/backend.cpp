#include "engine/backend/backend.hpp"

namespace inkgrad {

View view_of(const Tensor& tensor) { return {tensor.raw_data(), tensor.dtype(), tensor.shape(), tensor.strides()}; }

namespace {
Backend* cuda_backend = nullptr;
}

void provide_backend(Device device, Backend* backend) {
  if (device != Device::cuda) failure("the ", name(device), " backend is part of the engine");
  cuda_backend = backend;
}

bool has_backend(Device device) { return is_host(device) || cuda_backend != nullptr; }

Backend& backend(Device device) {
  switch (device) {
    case Device::reference: return reference_backend();
    case Device::cpu: return cpu_backend();
    case Device::cuda:
      if (cuda_backend != nullptr) return *cuda_backend;
  }
  unsupported("this build has no ", name(device), " backend; use --device cpu or reference");
}

}  // namespace inkgrad
