#include "web/app/state/lessons/mini_batches.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "web/app/lessons/kit.hpp"
#include "web/app/lessons/views.hpp"
#include "web/app/text/mini_batches.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::mini_batches;
using Lesson = MiniBatchesLesson;

constexpr int in_a_row = 8, shown = 64;

void loader(View& view, Lesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::slider_row_height(view);
  const float orders = kit::chips_height(view, width, words::orders), lasts = kit::chips_height(view, width, words::lasts);
  const Place place = panels.card("mini_batches_loader", words::loader, orders + 8 + lasts + 10 + 3 * row + 2 * kit::line_height);
  float y = place.at.y;
  const int order = kit::chips(view, "order", {place.at.x, y}, width, words::orders, lesson.shuffle() ? 1 : 0, words::order_tip);
  if (order >= 0) lesson.set_shuffle(order == 1);
  y += orders + 8;
  const int last =
      kit::chips(view, "drop_last", {place.at.x, y}, width, words::lasts, lesson.drop_last() ? 1 : 0, words::last_tip);
  if (last >= 0) lesson.set_drop_last(last == 1);
  y += lasts + 10;
  double size = lesson.batch_size(), epoch = lesson.epoch(), seed = lesson.seed();
  if (kit::slider_row(view, "batch_size", {place.at.x, y}, width, words::batch_size, words::batch_size_tip, &size, 1,
                      Lesson::largest_batch, true, "%.0f")) {
    lesson.set_batch_size(static_cast<int>(std::lround(size)));
  }
  y += row;
  if (kit::slider_row(view, "epoch", {place.at.x, y}, width, words::epoch, words::epoch_tip, &epoch, 0, Lesson::most_epochs,
                      false, "%.0f")) {
    lesson.set_epoch(static_cast<int>(std::lround(epoch)));
  }
  y += row;
  if (kit::slider_row(view, "seed", {place.at.x, y}, width, words::seed, words::seed_tip, &seed, 1, 99, false, "%.0f")) {
    lesson.set_seed(static_cast<int>(std::lround(seed)));
  }
  y += row;
  kit::number_line({place.at.x, y}, width, words::batches, with_commas(lesson.batches()).c_str());
  const std::int64_t over = lesson.images() % lesson.batch_size();
  const std::int64_t in_last = over == 0 || lesson.drop_last() ? lesson.batch_size() : over;
  kit::number_line({place.at.x, y + kit::line_height}, width, words::left_over, with_commas(in_last).c_str());
}

// The images, each with its label in the corner, in a place as high as a full batch.
void images(View& view, const Lesson& lesson, ImVec2 at, float width, float height) {
  const auto count = static_cast<int>(std::min<std::size_t>(shown, lesson.places().size()));
  std::vector<float> one;
  const kit::Gallery gallery = kit::gallery(count, image_side, in_a_row, [&](int i) -> std::span<const float> {
    const auto pixels = lesson.pixels(lesson.places()[static_cast<std::size_t>(i)]);
    one.assign(pixels.begin(), pixels.end());
    return one;
  });
  const auto which = [&](int i) {
    const std::int64_t place = lesson.places()[static_cast<std::size_t>(i)];
    return kit::print(words::pointed, with_commas(place).c_str(), lesson.label(place));
  };
  const kit::Hit hit = kit::picture(view, at, width,
                                    {.name = "batch_images",
                                     .values = gallery.values,
                                     .columns = gallery.columns,
                                     .rows = gallery.rows,
                                     .revision = lesson.revision(),
                                     .images = count,
                                     .images_in_row = in_a_row,
                                     .image_side = image_side,
                                     .said_title = words::image_head,
                                     .said = which});
  const ui::Untold untold;
  const float pitch = hit.cell * (image_side + 1);
  for (int i = 0; i < count; ++i) {
    const ImVec2 corner{at.x + pitch * static_cast<float>(i % in_a_row) + 2, at.y + pitch * static_cast<float>(i / in_a_row) - 1};
    ui::text_at(corner, Type::caption_strong, theme().accent,
                kit::print("%d", lesson.label(lesson.places()[static_cast<std::size_t>(i)])).c_str());
  }
  const int over = hit.over ? kit::image_at(hit, image_side, in_a_row, count) : -1;
  std::string said = words::all_shown;
  if (over >= 0) {
    const std::int64_t place = lesson.places()[static_cast<std::size_t>(over)];
    said = kit::print(words::pointed, with_commas(place).c_str(), lesson.label(place));
  } else if (lesson.places().size() > shown) {
    said = kit::print(words::more, shown);
  }
  ui::text_at({at.x, at.y + height - 20}, Type::caption, theme().quiet, said.c_str());
}

void batch(View& view, Lesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view);
  constexpr int cells = in_a_row * (image_side + 1) - 1;
  const float pictures = kit::picture_height(width, cells, cells);
  const Place place =
      panels.card("mini_batches_batch", words::batch, kit::line_height + pictures + 4 + 2 * kit::bar_height + 6 + row);
  float y = place.at.y;
  const std::string which = kit::print(words::which, with_commas(lesson.batch() + 1).c_str(),
                                       with_commas(lesson.batches()).c_str(), with_commas(std::ssize(lesson.places())).c_str());
  ui::text_at({place.at.x, y}, Type::caption_strong, theme().ink, which.c_str());
  y += kit::line_height;
  images(view, lesson, {place.at.x, y}, width, pictures);
  y += pictures + 4;
  const auto all = static_cast<double>(lesson.places().size()), threes = static_cast<double>(lesson.threes());
  kit::bar({place.at.x, y}, width, words::threes, threes, all, "%.0f", theme().accent);
  kit::bar({place.at.x, y + kit::bar_height}, width, words::sevens, all - threes, all, "%.0f", theme().accent);
  y += 2 * kit::bar_height + 6;
  float x = place.at.x;
  const auto button = [&](const char* name, const char* word, Icon icon, const char* tip) {
    const bool pressed = kit::button(view, name, {x, y}, word, icon, tip);
    x += ImGui::GetItemRectSize().x + 8;
    return pressed;
  };
  if (button("first", words::first, Icon::none, words::first_tip)) lesson.go_to(0);
  if (button("previous", nullptr, Icon::previous, words::previous)) lesson.move(-1);
  if (button("next", nullptr, Icon::next, words::next)) lesson.move(1);
  if (button("last", words::last, Icon::none, words::last_batch_tip)) lesson.go_to(static_cast<int>(lesson.batches()) - 1);
}

void noise(View& view, Lesson& lesson, kit::Panels& panels) {
  constexpr float high = 220;
  const std::vector<double>& noises = lesson.noises();
  std::vector<ui::ChartPoint> measured, rule;
  for (std::size_t i = 0; i < noises.size(); ++i) {
    measured.push_back({static_cast<double>(Lesson::noise_sizes[i]), noises[i]});
  }
  // The rule through the first measurement.
  for (const std::int64_t size : Lesson::noise_sizes) {
    if (!noises.empty()) rule.push_back({static_cast<double>(size), noises[0] / std::sqrt(static_cast<double>(size))});
  }
  const ui::Line lines[] = {{words::rule, rule, theme().quiet, ui::Stroke::dashed},
                            {words::measured, measured, theme().warn, ui::Stroke::points}};
  const float width = panels.width(), row = kit::row_height(view), legend = ui::legend_height(width, lines);
  const Place place = panels.card("mini_batches_noise", words::noise, legend + high + 12 + row + 8 + 5 * kit::line_height);
  kit::chart(view, place.at, {width, high},
             {.name = "noise_chart", .x = {0.8, 1400, words::noise_axis, true, "%g"}, .y = {0.05, 10, "", true, "%g"}}, lines);
  float y = place.at.y + legend + high + 12;
  if (kit::button(view, "measure", {place.at.x, y}, words::measure, Icon::play, words::measure_tip,
                  lesson.measuring() ? words::why_measuring : nullptr)) {
    lesson.measure();
  }
  if (lesson.measuring()) {
    const float x = place.at.x + ImGui::GetItemRectSize().x + 16;
    ui::text_at({x, std::round(y + (row - ui::line_height(Type::body)) / 2)}, Type::body, theme().quiet,
                kit::print(words::progress, lesson.progress() * 100).c_str());
  }
  y += row + 8;
  for (std::size_t i = 0; i + 1 < std::size(Lesson::noise_sizes); ++i, y += kit::line_height) {
    const std::string word =
        kit::print(words::halving, static_cast<int>(Lesson::noise_sizes[i]), static_cast<int>(Lesson::noise_sizes[i + 1]));
    const std::string ours = i + 1 < noises.size() ? kit::print("%.2f", noises[i] / noises[i + 1]) : words::nothing_yet;
    kit::number_line({place.at.x, y}, width, word.c_str(), ours.c_str());
  }
}

}  // namespace

void mini_batches(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<Lesson&>(state);
  if (!lesson.ready() || lesson.places().empty()) return;
  batch(view, lesson, panels);
  loader(view, lesson, panels);
  noise(view, lesson, panels);
}

}  // namespace inkgrad::lesson_views
