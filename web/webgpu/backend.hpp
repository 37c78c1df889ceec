#pragma once

#include <string>

/// The engine on a browser's GPU, through WebGPU. It reads back without a callback's delay only because the caller's stack is put aside
/// meanwhile (JavaScript Promise Integration), so that whoever enters the engine from JavaScript gets a promise.
namespace inkgrad::webgpu {

/// Asks the browser for a GPU and makes the backend known as Device::webgpu. Why there is none, as a clause for people; nothing if it is
/// there, from before, too.
std::string open();
/// Gives the GPU back. No tensor on it may be left.
void close();

}  // namespace inkgrad::webgpu
