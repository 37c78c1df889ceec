#pragma once

#include <string>
#include <vector>

namespace inkgrad::ui {

/// An axis of a chart, in numbers: it begins anywhere, and goes by differences or by ratios.
struct Axis {
  double low = 0, high = 1;
  const char* title = "";          ///< null: the axis is not drawn
  bool logarithmic = false;        ///< `low` and `high` are above 0 then; what is not lies at the low end
  const char* format = nullptr;    ///< of the numbers beside it; null: as many decimals as their step has, thousands apart
  bool percent = false;            ///< shares as percents

  /// Where a value lies between the ends, 0 to 1; beyond them outside of that.
  double part(double value) const;
  /// The value at a part: the inverse.
  double value(double part) const;
};

/// The step between ticks, about `wanted` of them in `range`: 1, 2 or 5 times a power of ten.
double tick_step(double range, int wanted);

/// A number beside an axis.
struct Tick {
  double value;
  std::string text;
};
/// The ticks of an axis `room` CSS pixels long where each needs `each` of them: 1, 2 or 5 times powers of ten; powers of ten alone
/// where a logarithmic axis has no room for more.
std::vector<Tick> ticks(const Axis& axis, float room, float each);

}  // namespace inkgrad::ui
