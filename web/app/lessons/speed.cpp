#include <algorithm>
#include <cmath>
#include <string>

#include "web/app/lessons/views.hpp"
#include "web/app/state/lessons/speed.hpp"
#include "web/app/text/speed.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::speed;

void choice(View& view, SpeedLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view), slider = kit::slider_row_height(view);
  const Place place = panels.card("speed_choice", words::choice, slider + 10 + row + 8 + kit::line_height);
  double count = lesson.count();
  if (kit::slider_row(view, "count", place.at, width, words::count, words::count_tip, &count, 1, SpeedLesson::most_images, true, "%.0f")) {
    lesson.set_count(static_cast<int>(std::lround(count)));
  }
  float y = place.at.y + slider + 10;
  if (kit::button(view, "measure", {place.at.x, y}, words::measure, Icon::play, words::measure_tip,
                  lesson.measuring() ? words::why_measuring : nullptr, ui::Kind::primary)) {
    lesson.measure();
  }
  y += row + 8;
  std::string said = kit::print(words::idle, SpeedLesson::repeats);
  if (lesson.measuring()) {
    const char* way = text::tr(words::ways[lesson.way()]);
    said = lesson.way() == SpeedLesson::gpu ? kit::print(words::progress_gpu, way)
                                            : kit::print(words::progress, way, lesson.repeat() + 1, SpeedLesson::repeats);
  }
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, said.c_str());
}

// Why there is no time of a way.
std::string why_not(const SpeedLesson::Row& row) {
  if (row.missing == "no_webgpu") return words::no_webgpu;
  if (row.missing == "no_adapter") return words::no_adapter;
  if (row.missing == "no_browser") return words::no_browser;
  if (row.missing == "failed") return kit::print(words::gpu_failed, row.detail.c_str());
  return words::waiting;
}

// A bar for each way, and under it how it stands to the loop.
void times(View& view, const SpeedLesson& lesson, kit::Panels& panels) {
  constexpr float high = kit::bar_height + 30;
  const SpeedLesson::Table& table = lesson.table();
  const std::string title = table.count > 0 ? kit::print(words::times, with_commas(table.count).c_str()) : words::times_empty;
  const Place place = panels.card("speed_times", title.c_str(), SpeedLesson::ways * high);
  if (table.count == 0) {
    kit::words(place.at, place.size.x, Type::body, theme().quiet, words::empty);
    return;
  }
  double longest = 0;
  for (const SpeedLesson::Row& row : table.rows) longest = std::max(longest, row.microseconds);
  for (int way = 0; way < SpeedLesson::ways; ++way) {
    const SpeedLesson::Row& row = table.rows[static_cast<std::size_t>(way)];
    const ImVec2 at{place.at.x, place.at.y + high * static_cast<float>(way)}, under{at.x, at.y + 20};
    if (!row.measured) {
      ui::text_at(at, Type::caption, theme().ink, words::ways[way]);
      kit::words(under, place.size.x, Type::caption, theme().quiet, why_not(row).c_str());
      if (!row.missing.empty()) view.remember(kit::print("gpu_%s", row.missing.c_str()).c_str());
      continue;
    }
    kit::bar(at, place.size.x, words::ways[way], row.microseconds, longest, row.microseconds < 100 ? words::micro : words::many_micro,
             theme().runs[way]);
    std::string said = way == SpeedLesson::loop ? text::tr(words::the_loop) : kit::print(words::ratio, table.ratio(way));
    const SpeedLesson::Row& old = lesson.before().rows[static_cast<std::size_t>(way)];
    if (old.measured) said += kit::print(words::before, with_commas(lesson.before().count).c_str(), old.microseconds);
    if (way == SpeedLesson::gpu && !lesson.gpu_name().empty()) said += "   " + lesson.gpu_name();
    ui::text_at(under, Type::caption, theme().quiet, said.c_str());
  }
}

void same(const SpeedLesson& lesson, kit::Panels& panels) {
  const Place place = panels.card("speed_same", words::same, 5 * kit::line_height);
  float y = place.at.y;
  const auto line = [&](const char* word, const std::string& number) {
    kit::number_line({place.at.x, y}, place.size.x, word, number.c_str());
    y += kit::line_height;
  };
  const SpeedLesson::Table& table = lesson.table();
  for (int way = SpeedLesson::xtensor; way < SpeedLesson::ways; ++way) {
    const SpeedLesson::Row& row = table.rows[static_cast<std::size_t>(way)];
    line(kit::print(words::difference, text::tr(words::ways[way])).c_str(), row.measured ? kit::print("%.1e", row.difference) : words::nothing);
  }
  const bool known = table.rows[SpeedLesson::kernels].measured;
  line(words::distances, known ? kit::print(words::shape, with_commas(table.count).c_str()) : words::nothing);
  line(words::mean, known ? kit::print("%.4f", lesson.mean()) : words::nothing);
}

}  // namespace

void speed(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<SpeedLesson&>(state);
  choice(view, lesson, panels);
  times(view, lesson, panels);
  same(lesson, panels);
}

}  // namespace inkgrad::lesson_views
