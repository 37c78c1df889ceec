#include "native/cli/progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace inkgrad::cli {

namespace {

int terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string number(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// The state in words, without the bar.
std::string figures(const ProgressState& state) {
  std::string text;
  if (state.loss) text += number("  loss %.4f", *state.loss);
  if (state.accuracy) text += number("  accuracy %.2f%%", 100 * *state.accuracy);
  if (state.images_per_second) text += number("  %.0f images/s", *state.images_per_second);
  if (state.seconds_left) text += "  " + duration_text(*state.seconds_left) + " left";
  return text;
}

}  // namespace

Progress::Progress() : terminal_(isatty(STDERR_FILENO) == 1) {}

bool Progress::due() const { return terminal_ && Clock::now() >= next_; }

void Progress::show(const ProgressState& state) {
  if (!due()) return;
  const double share = state.total > 0 ? static_cast<double>(state.done) / static_cast<double>(state.total) : 0;
  const std::string before = state.title + " [";
  const std::string after = number("] %3.0f%%", 100 * share) + figures(state);
  // The last column stays free: a terminal that is written full wraps.
  const int room = terminal_width() - 1;
  const int length = std::clamp(room - static_cast<int>(before.size() + after.size()), 0, 40);
  const auto filled = static_cast<std::size_t>(std::lround(share * length));
  std::string line = before + std::string(filled, '=') + std::string(static_cast<std::size_t>(length) - filled, ' ') + after;
  line.resize(std::min(line.size(), static_cast<std::size_t>(room)));
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
  drawn_ = true;
  next_ = Clock::now() + std::chrono::milliseconds(100);
}

void Progress::clear() {
  if (!drawn_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  drawn_ = false;
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::llround(std::clamp(seconds, 0.0, 1e9)));
  const long long hours = whole / 3600, minutes = whole / 60 % 60, rest = whole % 60;
  char text[64];
  if (hours > 0) std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", hours, minutes, rest);
  else if (minutes > 0) std::snprintf(text, sizeof text, "%lld:%02lld", minutes, rest);
  else std::snprintf(text, sizeof text, "%lld s", rest);
  return text;
}

}  // namespace inkgrad::cli
