#include "native/desktop/session_thread.hpp"

#include <utility>

namespace inkgrad {
namespace {

// Training goes on for so long before commands are looked at: short enough for a pause to be felt at once.
constexpr double slice_ms = 15;

}  // namespace

SessionThread::SessionThread(std::function<void()> on_event) : on_event_(std::move(on_event)), thread_([this] { run(); }) {}

SessionThread::~SessionThread() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  has_commands_.notify_one();
  thread_.join();
}

void SessionThread::post(Message command) {
  {
    const std::lock_guard lock(mutex_);
    commands_.push_back(std::move(command));
  }
  has_commands_.notify_one();
}

std::vector<Message> SessionThread::poll() {
  const std::lock_guard lock(mutex_);
  return std::exchange(events_, {});
}

void SessionThread::run() {
  Session session([this](Message event) {
    {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(event));
    }
    on_event_();
  });
  bool busy = false;
  for (;;) {
    std::vector<Message> commands;
    {
      std::unique_lock lock(mutex_);
      if (!busy) has_commands_.wait(lock, [this] { return stop_ || !commands_.empty(); });
      if (stop_) return;
      commands.swap(commands_);
    }
    for (const Message& command : commands) session.command(command);
    busy = session.run_for(slice_ms);
  }
}

}  // namespace inkgrad
