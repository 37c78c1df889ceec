#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace inkgrad::cpu {

/// Threads that share a loop's tasks. With one thread, and in a WebAssembly build without threads, the loop runs
/// where it was called, at no cost. One caller at a time.
class ThreadPool {
 public:
  /// `threads` counts the calling thread; less than 1 means 1.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  /// Calls f(task, worker) for each task in 0..tasks-1, in any order, and returns when all are done. `worker`, in
  /// 0..threads-1, is never in two tasks at once: scratch memory is found by it. f must not throw.
  template <class F>
  void parallel_for(std::int64_t tasks, F&& f) {
    if (workers_.empty() || tasks <= 1) {
      for (std::int64_t task = 0; task < tasks; ++task) f(task, 0);
      return;
    }
    // a plain function and a pointer to f: nothing is allocated for a call
    run(tasks, [](void* context, std::int64_t task, int worker) { (*static_cast<F*>(context))(task, worker); }, &f);
  }

 private:
  using Call = void (*)(void* context, std::int64_t task, int worker);

  void run(std::int64_t tasks, Call call, void* context);
  bool work(int worker);
  void worker_loop(int worker);

  std::vector<std::thread> workers_;
  Call call_ = nullptr;
  void* context_ = nullptr;
  alignas(64) std::atomic<std::int64_t> unclaimed_{0};  // tasks nobody has begun; below zero: go home
  alignas(64) std::atomic<std::int64_t> unfinished_{0};
};

}  // namespace inkgrad::cpu
