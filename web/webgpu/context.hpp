#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/backend/backend.hpp"

namespace inkgrad::webgpu {

/// An entry point of a file of shaders/wgsl, specialised by the constant `variant`.
struct Kernel {
  std::string_view source;
  const char* entry;
  std::uint32_t variant = 0;
};

/// What a kernel reads as its parameters, in the order of its WGSL struct, behind the four words of the launch; at most 60 words.
class Parameters {
 public:
  template <class T>
  Parameters& operator<<(T value) {
    if constexpr (std::floating_point<T>) words_.push_back(std::bit_cast<std::uint32_t>(static_cast<float>(value)));
    else words_.push_back(static_cast<std::uint32_t>(value));
    return *this;
  }
  /// The next parameter begins at a multiple of 16 bytes, as arrays and vectors of four do.
  Parameters& align() {
    while (words_.size() % 4 != 0) words_.push_back(0);
    return *this;
  }
  const std::vector<std::uint32_t>& words() const { return words_; }

 private:
  std::vector<std::uint32_t> words_;
};

/// Workgroups along each axis.
struct Groups {
  std::uint32_t x, y = 1, z = 1;
};

/// Enough groups for `count` of them, laid out as group_number of shaders/wgsl/heap.wgsl reads them.
Groups groups_for(std::int64_t count);

/// A device of WebGPU: its memory, and the list of kernels that it is given. The memory is one buffer, the heap, which all kernels see
/// whole; tensors' addresses are places in it, counted from one that the host never has. Kernels wait in the list until something is read
/// or written, then they go to the browser in one call.
class Context {
 public:
  /// Of the device that open() has opened.
  Context();
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  /// "vendor architecture", as the browser tells it.
  const std::string& name() const { return name_; }

  std::shared_ptr<Storage> allocate(std::size_t bytes);
  /// The place of a view's first element in the heap, in words of four bytes (for uint8 its first word).
  std::uint32_t word(const View& view) const;
  /// So many words for the next kernels alone; the last ones may be overwritten.
  std::uint32_t scratch(std::size_t words);

  /// The place of 256 numbers: what (byte / 255 - mean) / std is for each byte, in double, rounded once.
  std::uint32_t normalised_bytes(double mean, double std);

  void dispatch(const Kernel& kernel, Groups groups, const Parameters& parameters);
  /// Copies after all work given before. To an address of whole words; what is left of the last word is overwritten.
  void write(std::byte* to, std::span<const std::byte> from);
  /// Copies once all work given before has finished. Meanwhile the browser does other things: the caller's stack is put aside (JSPI).
  /// Throws Error: DeviceLost if the device failed, from then on always; Input if a kernel met an index that is none.
  void read(std::span<std::byte> to, const std::byte* from);

 private:
  static constexpr std::size_t record_words = 64, most_records = 1024;
  using Record = std::array<std::uint32_t, record_words>;

  std::size_t take(std::size_t bytes);
  void give(std::size_t place, std::size_t bytes);
  void grow(std::size_t needed);
  void submit();

  std::string name_;
  std::size_t capacity_ = 0, limit_;
  std::map<std::size_t, std::size_t> free_;  // place -> bytes, neighbours joined
  std::shared_ptr<Context*> self_;           // what blocks know their heap by; null inside once it is gone
  std::map<std::pair<std::string_view, std::uint32_t>, std::uint32_t> kernels_;  // by entry and variant
  std::vector<Record> records_;
  std::map<std::pair<double, double>, std::shared_ptr<Storage>> tables_;  // of bytes, by mean and standard deviation
  std::shared_ptr<Storage> scratch_;
  std::vector<std::shared_ptr<Storage>> outgrown_;  // scratch that kernels in the list may still use
};

/// Asks the browser for a device. Why there is none, as a clause for people, or nothing.
std::string open_device();

}  // namespace inkgrad::webgpu
