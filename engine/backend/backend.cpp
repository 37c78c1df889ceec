#include "engine/backend/backend.hpp"

namespace inkgrad {

View view_of(const Tensor& tensor) { return {tensor.raw_data(), tensor.dtype(), tensor.shape(), tensor.strides()}; }

bool has_backend(Device device) { return device == Device::reference || device == Device::cpu; }

Backend& backend(Device device) {
  switch (device) {
    case Device::reference: return reference_backend();
    case Device::cpu: return cpu_backend();
    case Device::cuda: break;
  }
  unsupported("this build has no ", name(device), " backend; use --device cpu or reference");
}

}  // namespace inkgrad
