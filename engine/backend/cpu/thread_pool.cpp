#include "engine/backend/cpu/thread_pool.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace inkgrad::cpu {

namespace {

// A training step's loops follow one another within microseconds, so a worker waits that long before it sleeps.
constexpr int spins_before_sleep = 4000;

void pause() {
#if defined(__x86_64__)
  _mm_pause();
#endif
}

}  // namespace

ThreadPool::ThreadPool(int threads) {
#if defined(__EMSCRIPTEN__) && !defined(__EMSCRIPTEN_PTHREADS__)
  threads = 1;
#endif
  for (int worker = 1; worker < threads; ++worker) workers_.emplace_back([this, worker] { worker_loop(worker); });
}

ThreadPool::~ThreadPool() {
  unclaimed_.store(-1, std::memory_order_release);
  unclaimed_.notify_all();
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
    else unclaimed_.wait(0, std::memory_order_acquire);
  }
}

void ThreadPool::run(std::int64_t tasks, Call call, void* context) {
  call_ = call;
  context_ = context;
  unfinished_.store(tasks, std::memory_order_relaxed);
  unclaimed_.store(tasks, std::memory_order_release);
  unclaimed_.notify_all();
  while (work(0)) {
  }
  for (int spins = 0; unfinished_.load(std::memory_order_acquire) > 0; ++spins) {
    if (spins < spins_before_sleep) pause();
    else std::this_thread::yield();
  }
}

}  // namespace inkgrad::cpu
