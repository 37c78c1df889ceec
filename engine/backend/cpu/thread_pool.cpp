#include "engine/backend/cpu/thread_pool.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace inkgrad::cpu {

namespace {

// A training step's loops follow one another within microseconds, so a worker waits some 100 us before it sleeps; without a pause,
// as in WebAssembly, it spins faster.
#if defined(__EMSCRIPTEN__)
constexpr int spins_before_sleep = 40000;
#else
constexpr int spins_before_sleep = 4000;
#endif

void pause() {
#if defined(__x86_64__)
  _mm_pause();
#endif
}

#if defined(__EMSCRIPTEN_PTHREADS__)
// libc++ has no wait of its own for WebAssembly, and polls; yield does nothing there.
void wait_while(std::atomic<std::int64_t>& counter, std::int64_t value, std::int64_t nanoseconds = -1) {
  __builtin_wasm_memory_atomic_wait64(reinterpret_cast<std::int64_t*>(&counter), value, nanoseconds);
}
void notify_all(std::atomic<std::int64_t>& counter) {
  __builtin_wasm_memory_atomic_notify(reinterpret_cast<int*>(&counter), ~0u);
}
void yield_until_changed(std::atomic<std::int64_t>& counter, std::int64_t value) { wait_while(counter, value, 50'000); }
#else
void wait_while(std::atomic<std::int64_t>& counter, std::int64_t value) { counter.wait(value, std::memory_order_acquire); }
void notify_all(std::atomic<std::int64_t>& counter) { counter.notify_all(); }
void yield_until_changed(std::atomic<std::int64_t>&, std::int64_t) { std::this_thread::yield(); }
#endif

}  // namespace

ThreadPool::ThreadPool(int threads) {
#if defined(__EMSCRIPTEN__) && !defined(__EMSCRIPTEN_PTHREADS__)
  threads = 1;
#endif
  for (int worker = 1; worker < threads; ++worker) workers_.emplace_back([this, worker] { worker_loop(worker); });
}

ThreadPool::~ThreadPool() {
  unclaimed_.store(-1, std::memory_order_release);
  notify_all(unclaimed_);
  for (std::thread& worker : workers_) worker.join();
}

// Claiming a task by lowering `unclaimed_` is what makes `call_` and `context_` safe to read: they were written before
// the counter was raised, and cannot change until the claimed task has been counted as finished.
bool ThreadPool::work(int worker) {
  std::int64_t left = unclaimed_.load(std::memory_order_acquire);
  do {
    if (left <= 0) return false;
  } while (!unclaimed_.compare_exchange_weak(left, left - 1, std::memory_order_acq_rel, std::memory_order_acquire));
  call_(context_, left - 1, worker);
  unfinished_.fetch_sub(1, std::memory_order_release);
  return true;
}

void ThreadPool::worker_loop(int worker) {
  for (int spins = 0;;) {
    if (work(worker)) {
      spins = 0;
      continue;
    }
    if (unclaimed_.load(std::memory_order_relaxed) < 0) return;
    if (++spins < spins_before_sleep) pause();
    else wait_while(unclaimed_, 0);
  }
}

void ThreadPool::run(std::int64_t tasks, Call call, void* context) {
  call_ = call;
  context_ = context;
  unfinished_.store(tasks, std::memory_order_relaxed);
  unclaimed_.store(tasks, std::memory_order_release);
  notify_all(unclaimed_);
  while (work(0)) {
  }
  std::int64_t left = 0;
  for (int spins = 0; (left = unfinished_.load(std::memory_order_acquire)) > 0; ++spins) {
    if (spins < spins_before_sleep) pause();
    else yield_until_changed(unfinished_, left);
  }
}

}  // namespace inkgrad::cpu
