#pragma once

namespace inkgrad::cli {

/// While one of these lives, the first SIGINT (Ctrl-C) or SIGTERM is only noted; a second one ends the program as
/// usual. At most one at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// Whether a signal has come.
  static bool requested();
};

}  // namespace inkgrad::cli
