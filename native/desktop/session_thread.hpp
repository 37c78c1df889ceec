#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "web/app/state/link.hpp"

namespace inkgrad {

/// A Session on a thread of its own: what the Web Worker is to the page.
class SessionThread : public Link {
 public:
  /// `on_event` is called on the session's thread when events have come.
  explicit SessionThread(std::function<void()> on_event);
  ~SessionThread() override;

  void post(Message command) override;
  std::vector<Message> poll() override;

 private:
  void run();

  std::function<void()> on_event_;
  std::mutex mutex_;
  std::condition_variable has_commands_;
  std::vector<Message> commands_;
  std::vector<Message> events_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace inkgrad
