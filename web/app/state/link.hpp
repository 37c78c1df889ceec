#pragma once

#include <vector>

#include "engine/train/session.hpp"

namespace inkgrad {

/// The way to a Session that trains elsewhere: in a Web Worker, in a native thread.
class Link {
 public:
  virtual ~Link() = default;
  /// Sends a command; returns at once.
  virtual void post(Message command) = 0;
  /// The events that have arrived since the last call.
  virtual std::vector<Message> poll() = 0;
};

}  // namespace inkgrad
