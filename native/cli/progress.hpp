#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace inkgrad::cli {

/// What a progress bar says.
struct ProgressState {
  std::string title;
  std::int64_t done = 0;
  std::int64_t total = 0;
  std::optional<double> loss{};
  std::optional<double> accuracy{};
  std::optional<double> images_per_second{};
  std::optional<double> seconds_left{};
};

/// One line on standard error that is written over, if standard error is a terminal; otherwise nothing.
class Progress {
 public:
  Progress();
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Whether a call of `show` would be drawn now: on a terminal, ten times a second.
  bool due() const;
  /// Draws the bar if it is due.
  void show(const ProgressState& state);
  /// Removes the bar, so that other text can be written.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool terminal_;
  bool drawn_ = false;
  Clock::time_point next_{};
};

/// "3 s", "2:05", "1:02:03".
std::string duration_text(double seconds);

}  // namespace inkgrad::cli
