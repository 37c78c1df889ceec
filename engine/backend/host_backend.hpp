#pragma once

#include <cstring>

#include "engine/backend/backend.hpp"

namespace inkgrad {

/// What the devices that live in host memory share: allocation from the host's cache, copies at once.
class HostBackend : public Backend {
 public:
  std::shared_ptr<Storage> allocate(std::size_t bytes) override { return allocate_host(device(), bytes); }

  void upload(const Tensor& to, std::span<const std::byte> bytes) override {
    if (bytes.size() != to.bytes() || !to.is_contiguous()) {
      input_error("upload of ", bytes.size(), " bytes into ", describe(to), ", which takes ", to.bytes(), " in row-major order");
    }
    std::memcpy(to.raw_data(), bytes.data(), bytes.size());
  }

  void read_back(const Tensor& from, std::function<void(std::span<const std::byte>)> done) override {
    done({from.raw_data(), from.bytes()});
  }
};

}  // namespace inkgrad
