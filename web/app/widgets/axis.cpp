#include "web/app/widgets/axis.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "web/app/widgets/format.hpp"

namespace inkgrad::ui {
namespace {

constexpr double rounding = 1e-6;  // of a step: a tick at the very end of an axis is on it

std::string tick_text(const Axis& axis, double tick, double step) {
  char text[32];
  if (axis.format != nullptr) {
    std::snprintf(text, sizeof text, axis.format, tick);
    return with_minus_signs(text);
  }
  const double scale = axis.percent ? 100 : 1;
  const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step * scale) + 1e-9)), 0, 12);
  const double size = std::abs(tick) * scale;
  if (decimals == 0 && size < 1e15) return (tick < 0 ? "−" : "") + with_commas(std::llround(size)) + (axis.percent ? "%" : "");
  std::snprintf(text, sizeof text, "%s%.*f%s", tick < 0 ? "−" : "", decimals, size, axis.percent ? "%" : "");
  return text;
}

std::vector<Tick> even_ticks(const Axis& axis, int wanted) {
  std::vector<Tick> all;
  const double step = tick_step(axis.high - axis.low, wanted);
  for (double at = std::ceil(axis.low / step - rounding); at * step <= axis.high + step * rounding; ++at) {
    const double tick = at == 0 ? 0 : at * step;  // not minus zero
    all.push_back({tick, tick_text(axis, tick, step)});
  }
  return all;
}

}  // namespace

double Axis::part(double number) const {
  if (!logarithmic) return (number - low) / (high - low);
  return std::log(std::max(number, 1e-300) / low) / std::log(high / low);
}

double Axis::value(double part) const { return logarithmic ? low * std::pow(high / low, part) : low + part * (high - low); }

double tick_step(double range, int wanted) {
  const double raw = range / wanted, unit = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (raw <= unit * factor) return unit * factor;
  }
  return unit * 10;
}

std::vector<Tick> ticks(const Axis& axis, float room, float each) {
  const int wanted = std::max(2, static_cast<int>(room / each));
  if (!axis.logarithmic) return even_ticks(axis, wanted);
  const double decades = std::log10(axis.high / axis.low);
  const bool between = decades * 3 <= wanted;  // room for 2 and 5 too
  const auto stride = static_cast<int>(std::max(1.0, std::ceil(decades / wanted)));
  std::vector<Tick> all;
  const auto first = static_cast<int>(std::floor(std::log10(axis.low) + 1e-9));
  for (int power = first; std::pow(10.0, power) <= axis.high * (1 + 1e-9); power += stride) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double tick = std::pow(10.0, power) * factor;
      if (factor > 1 && !between) break;
      if (tick < axis.low * (1 - 1e-9) || tick > axis.high * (1 + 1e-9)) continue;
      all.push_back({tick, tick_text(axis, tick, std::pow(10.0, power))});
    }
  }
  return all.size() >= 2 ? all : even_ticks(axis, wanted);
}

}  // namespace inkgrad::ui
