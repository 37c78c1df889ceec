#include "web/webgpu/context.hpp"

#include <emscripten.h>

#include <algorithm>
#include <cstring>

#include "wgsl.hpp"

namespace inkgrad::webgpu {

namespace {

// The browser's side. Its state is Module.webgpu: device, queue, the heap, the buffer of parameters, the group that binds both, kernels.

// 0: there is a device; 1: no WebGPU; 2: no adapter; 3: it refused, Module.webgpu.error says why.
EM_ASYNC_JS(int, js_open, (), {
  const state = Module["webgpu"] = {error: "", lost: ""};
  const gpu = globalThis.navigator && navigator.gpu;
  if (!gpu) return 1;
  try {
    const adapter = await gpu.requestAdapter({powerPreference: "high-performance"});
    if (!adapter) return 2;
    // A page's own addresses end at 2 GiB; what the heap's begin with is there.
    const most = 2 ** 31 - 4096;
    const requiredLimits = {};
    for (const limit of ["maxBufferSize", "maxStorageBufferBindingSize"]) requiredLimits[limit] = Math.min(adapter.limits[limit], most);
    const device = state.device = await adapter.requestDevice({requiredLimits});
    device.lost.then(({reason, message}) => { state.lost = message || reason || "unknown"; });
    device.onuncapturederror = ({error}) => { state.error = state.error || error.message; };
    const {vendor, architecture} = adapter.info || {};
    state.name = ((vendor || "") + " " + (architecture || "")).trim();
    state.limit = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
    state.queue = device.queue;
    state.modules = new Map();
    state.kernels = [];
    const {STORAGE, UNIFORM, COPY_SRC, COPY_DST} = GPUBufferUsage;
    state.heapUsage = STORAGE | COPY_SRC | COPY_DST;
    state.parameters = device.createBuffer({size: 1024 * 256, usage: UNIFORM | COPY_DST});
    state.groupLayout = device.createBindGroupLayout({entries: [
      {binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: {type: "storage"}},
      {binding: 1, visibility: GPUShaderStage.COMPUTE, buffer: {type: "uniform", hasDynamicOffset: true, minBindingSize: 256}},
    ]});
    state.layout = device.createPipelineLayout({bindGroupLayouts: [state.groupLayout]});
    return 0;
  } catch (error) {
    state.error = String(error.message || error);
    return 3;
  }
});

// Copies a text of the state into `to`, at most `size` bytes.
EM_JS(void, js_text, (const char* which, char* to, int size), {
  stringToUTF8(Module["webgpu"][UTF8ToString(which)] || "", to, size);
});

EM_JS(double, js_limit, (), { return Module["webgpu"].limit; });

// A heap of `bytes` in place of the one there is, whose contents it takes over. The old one goes once nothing uses it.
EM_JS(void, js_resize, (double bytes), {
  const state = Module["webgpu"];
  const {device, heap} = state;
  state.heap = device.createBuffer({size: bytes, usage: state.heapUsage});
  if (heap) {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(heap, 0, state.heap, 0, heap.size);
    state.queue.submit([encoder.finish()]);
    heap.destroy();
  }
  state.group = device.createBindGroup({layout: state.groupLayout, entries: [
    {binding: 0, resource: {buffer: state.heap}}, {binding: 1, resource: {buffer: state.parameters, size: 256}},
  ]});
});

EM_JS(int, js_kernel, (const char* prelude, const char* source, const char* entry, unsigned variant), {
  const {device, modules, kernels, layout} = Module["webgpu"];
  if (!modules.has(source)) modules.set(source, device.createShaderModule({code: UTF8ToString(prelude) + UTF8ToString(source)}));
  kernels.push(device.createComputePipeline({
    layout, compute: {module: modules.get(source), entryPoint: UTF8ToString(entry), constants: {variant}},
  }));
  return kernels.length - 1;
});

// `count` records of 256 bytes, each a kernel's number, its groups and its parameters.
EM_JS(void, js_submit, (const void* records, int count), {
  const {device, queue, parameters, kernels, group} = Module["webgpu"];
  queue.writeBuffer(parameters, 0, HEAPU8, records, 256 * count);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (let i = 0; i < count; ++i) {
    const [kernel, x, y, z] = HEAPU32.subarray(records / 4 + 64 * i, records / 4 + 64 * i + 4);
    pass.setPipeline(kernels[kernel]);
    pass.setBindGroup(0, group, [256 * i]);
    pass.dispatchWorkgroups(x, y, z);
  }
  pass.end();
  queue.submit([encoder.finish()]);
});

EM_JS(void, js_write, (double place, const void* from, double size), {
  const {queue, heap} = Module["webgpu"];
  const whole = size - size % 4;
  if (whole > 0) queue.writeBuffer(heap, place, HEAPU8, from, whole);
  if (whole === size) return;
  const last = new Uint8Array(4);
  last.set(HEAPU8.subarray(from + whole, from + size));
  queue.writeBuffer(heap, place + whole, last);
});

// 0: read; 1: the device is lost; 2: it refused something. `fault` takes the heap's first word.
EM_ASYNC_JS(int, js_read, (double place, void* to, double size, unsigned* fault), {
  const state = Module["webgpu"];
  const {device, queue, heap} = state;
  const begin = place - place % 4;
  const bytes = Math.ceil((place + size - begin) / 4) * 4;
  const staged = 8 + Math.ceil(bytes / 8) * 8;  // what is mapped comes in eights
  try {
    if (!state.staging || state.staging.size < staged) {
      if (state.staging) state.staging.destroy();
      const {MAP_READ, COPY_DST} = GPUBufferUsage;
      state.staging = device.createBuffer({size: Math.max(4096, staged), usage: MAP_READ | COPY_DST});
    }
    const {staging} = state;
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(heap, 0, staging, 0, 4);
    encoder.copyBufferToBuffer(heap, begin, staging, 8, bytes);
    queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ, 0, staged);
    const mapped = new Uint8Array(staging.getMappedRange(0, staged));
    HEAPU32[fault / 4] = mapped[0];
    HEAPU8.set(mapped.subarray(8 + place - begin, 8 + place - begin + size), to);
    staging.unmap();
  } catch (error) {
    state.error = state.error || String(error.message || error);
    await Promise.race([device.lost, new Promise((resolve) => setTimeout(resolve, 100))]);
  }
  return state.lost ? 1 : state.error ? 2 : 0;
});

EM_JS(void, js_close, (), {
  if (Module["webgpu"].device) Module["webgpu"].device.destroy();
});

std::string text_of(const char* which) {
  std::array<char, 1024> text{};
  js_text(which, text.data(), static_cast<int>(text.size()));
  return text.data();
}

constexpr std::size_t granularity = 256;
constexpr std::size_t first_capacity = std::size_t{16} << 20;
constexpr std::int64_t most_groups = 65535;  // of an axis: WebGPU's default limit

/// Above every address of the page's own memory, which ends at 2 GiB.
std::byte* base() { return reinterpret_cast<std::byte*>(std::uintptr_t{0x80000000u}); }
std::size_t place_of(const std::byte* address) { return static_cast<std::size_t>(address - base()); }

std::size_t rounded(std::size_t bytes) { return std::max<std::size_t>(1, (bytes + granularity - 1) / granularity) * granularity; }

}  // namespace

Groups groups_for(std::int64_t count) {
  const std::int64_t x = std::min(count, most_groups);
  return {static_cast<std::uint32_t>(x), static_cast<std::uint32_t>((count + x - 1) / x)};
}

std::string open_device() {
  switch (js_open()) {
    case 0: return {};
    case 1: return "this browser has no WebGPU here";
    case 2: return "this browser's WebGPU finds no GPU";
    default: return "this browser's WebGPU refuses: " + text_of("error");
  }
}

Context::Context() : name_(text_of("name")), limit_(static_cast<std::size_t>(js_limit()) / granularity * granularity) {
  self_ = std::make_shared<Context*>(this);
  grow(first_capacity);
  take(granularity);  // the first word is the fault
}

Context::~Context() {
  scratch_.reset();
  outgrown_.clear();
  tables_.clear();
  *self_ = nullptr;
  js_close();
}

std::shared_ptr<Storage> Context::allocate(std::size_t bytes) {
  const std::size_t size = rounded(bytes), place = take(size);
  auto storage = std::make_shared<Storage>();
  storage->device = Device::webgpu;
  storage->bytes = bytes;
  storage->data = base() + place;
  storage->owner = std::shared_ptr<void>(storage->data, [size, place, self = self_](void*) {
    if (*self != nullptr) (*self)->give(place, size);
  });
  return storage;
}

std::size_t Context::take(std::size_t bytes) {
  const auto fits = [&](const auto& block) { return block.second >= bytes; };
  auto found = std::find_if(free_.begin(), free_.end(), fits);
  if (found == free_.end()) {
    grow(bytes);
    found = std::find_if(free_.begin(), free_.end(), fits);
  }
  const auto [place, size] = *found;
  free_.erase(found);
  if (size > bytes) free_.emplace(place + bytes, size - bytes);
  return place;
}

void Context::give(std::size_t place, std::size_t bytes) {
  auto after = free_.lower_bound(place);
  if (after != free_.end() && place + bytes == after->first) {
    bytes += after->second;
    after = free_.erase(after);
  }
  if (after != free_.begin()) {
    const auto before = std::prev(after);
    if (before->first + before->second == place) {
      before->second += bytes;
      return;
    }
  }
  free_.emplace(place, bytes);
}

/// By half as much again, or by what is needed.
void Context::grow(std::size_t needed) {
  const std::size_t next = std::min(limit_, rounded(std::max(capacity_ + capacity_ / 2, capacity_ + needed)));
  if (next < capacity_ + needed) {
    failure("the GPU's buffer is full: ", needed >> 20, " MiB wanted besides ", capacity_ >> 20, " MiB, and WebGPU allows ", limit_ >> 20,
            " MiB here; try a smaller batch or model");
  }
  submit();
  js_resize(static_cast<double>(next));
  give(capacity_, next - capacity_);
  capacity_ = next;
}

std::uint32_t Context::word(const View& view) const { return static_cast<std::uint32_t>(place_of(view.data) / 4); }

std::uint32_t Context::scratch(std::size_t words) {
  if (!scratch_ || scratch_->bytes < 4 * words) {
    if (scratch_) outgrown_.push_back(std::move(scratch_));
    scratch_ = allocate(4 * words);
  }
  return static_cast<std::uint32_t>(place_of(scratch_->data) / 4);
}

std::uint32_t Context::normalised_bytes(double mean, double std) {
  std::shared_ptr<Storage>& table = tables_[{mean, std}];
  if (!table) {
    std::array<float, 256> values{};
    for (std::size_t byte = 0; byte < values.size(); ++byte) {
      values[byte] = static_cast<float>((static_cast<double>(byte) / 255.0 - mean) / std);
    }
    table = allocate(sizeof values);
    write(table->data, std::as_bytes(std::span(values)));
  }
  return static_cast<std::uint32_t>(place_of(table->data) / 4);
}

void Context::dispatch(const Kernel& kernel, Groups groups, const Parameters& parameters) {
  const auto& words = parameters.words();
  if (words.size() > record_words - 4) failure(kernel.entry, ": ", words.size(), " words of parameters");
  const auto [found, is_new] = kernels_.try_emplace({kernel.entry, kernel.variant}, 0);
  if (is_new) {
    static const std::string shared = concatenate(wgsl::heap_wgsl, wgsl::float64_wgsl, wgsl::random_wgsl);
    // A file is a literal, which ends with a zero.
    found->second = static_cast<std::uint32_t>(js_kernel(shared.c_str(), kernel.source.data(), kernel.entry, kernel.variant));
  }
  if (records_.size() == most_records) submit();
  Record& record = records_.emplace_back();
  record[0] = found->second;
  record[1] = groups.x;
  record[2] = groups.y;
  record[3] = groups.z;
  std::copy(words.begin(), words.end(), record.begin() + 4);
}

void Context::submit() {
  if (!records_.empty()) js_submit(records_.data(), static_cast<int>(records_.size()));
  records_.clear();
  outgrown_.clear();
}

void Context::write(std::byte* to, std::span<const std::byte> from) {
  if (from.empty()) return;
  const std::size_t place = place_of(to);
  if (place % 4 != 0) failure("a copy to the GPU begins within a word");
  submit();
  js_write(static_cast<double>(place), from.data(), static_cast<double>(from.size()));
}

void Context::read(std::span<std::byte> to, const std::byte* from) {
  if (to.empty()) return;
  submit();
  std::uint32_t fault = 0;
  const int outcome = js_read(static_cast<double>(place_of(from)), to.data(), static_cast<double>(to.size()), &fault);
  if (outcome == 1) device_lost("the GPU was lost: ", text_of("lost"));
  if (outcome == 2) device_lost("the GPU failed: ", text_of("error"));
  if (fault == 0) return;
  const std::array<std::byte, 4> none{};
  write(base(), none);
  input_error("a label or an index was outside of what it chooses from, in something computed on the GPU since the last result was read");
}

}  // namespace inkgrad::webgpu
