#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

/// What the address sanitizer has to be told, in builds that have it: that execution goes on on another stack, and which bytes of
/// a mapping nobody owns. Debian's Boost.Context tells it neither.
namespace inkgrad::cuda_emulator {

struct Stack {
  const void* bottom = nullptr;
  std::size_t size = 0;
};

#if defined(__SANITIZE_ADDRESS__)

/// Lives around a switch to another stack, until execution is back.
class StackSwitch {
 public:
  explicit StackSwitch(const Stack& to) { __sanitizer_start_switch_fiber(&fake_, to.bottom, to.size); }
  ~StackSwitch() { __sanitizer_finish_switch_fiber(fake_, nullptr, nullptr); }
  StackSwitch(const StackSwitch&) = delete;
  StackSwitch& operator=(const StackSwitch&) = delete;

  /// The first thing on a new stack: gives the one that execution came from.
  static Stack arrived() {
    Stack from;
    __sanitizer_finish_switch_fiber(nullptr, &from.bottom, &from.size);
    return from;
  }

 private:
  void* fake_ = nullptr;
};

inline void forbid(const void* bytes, std::size_t count) { __asan_poison_memory_region(bytes, count); }
inline void allow(const void* bytes, std::size_t count) { __asan_unpoison_memory_region(bytes, count); }

#else

struct StackSwitch {
  explicit StackSwitch(const Stack&) {}
  ~StackSwitch() {}
  static Stack arrived() { return {}; }
};
inline void forbid(const void*, std::size_t) {}
inline void allow(const void*, std::size_t) {}

#endif

}  // namespace inkgrad::cuda_emulator
