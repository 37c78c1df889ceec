#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "web/app/lessons/views.hpp"
#include "web/app/state/lessons/mean_digit.hpp"
#include "web/app/text/mean_digit.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::mean_digit;

constexpr int in_a_row = 5;

// Which digit, how many of its images, and the animation that adds them.
void choice(View& view, MeanDigitLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view), slider = kit::slider_row_height(view);
  const float chips = kit::chips_height(view, width, words::digits);
  const Place place = panels.card("mean_choice", words::choice, chips + 12 + slider + 8 + row);
  const int pressed = kit::chips(view, "digit", place.at, width, words::digits, lesson.digit(), words::digit_tip);
  if (pressed >= 0) lesson.choose_digit(pressed);

  float y = place.at.y + chips + 12;
  double count = lesson.count();
  if (kit::slider_row(view, "count", {place.at.x, y}, width, words::count, words::count_tip, &count, 1, lesson.most(), true, "%.0f")) {
    lesson.set_count(static_cast<int>(std::lround(count)));
  }
  y += slider + 8;
  const bool playing = lesson.playing();
  if (kit::button(view, "play", {place.at.x, y}, playing ? words::pause : words::play, playing ? Icon::pause : Icon::play,
                  playing ? words::pause_tip : words::play_tip, nullptr, ui::Kind::primary)) {
    lesson.toggle_play(view.app.reduced_motion);
  }
  float x = place.at.x + view.app.places["play"].width + 8;
  if (kit::button(view, "one_more", {x, y}, nullptr, Icon::plus, words::one_more_tip,
                  lesson.count() < lesson.most() ? nullptr : words::why_no_more)) {
    lesson.set_count(lesson.count() + 1);
  }
  x += row + 8;
  if (kit::button(view, "one", {x, y}, words::one, Icon::none, words::one_tip)) lesson.set_count(1);
  x += view.app.places["one"].width + 8;
  if (kit::button(view, "all", {x, y}, words::all, Icon::none, words::all_tip)) lesson.set_count(lesson.most());
}

void mean_picture(View& view, MeanDigitLesson& lesson, kit::Panels& panels) {
  const float width = panels.width();
  const std::string title = kit::print(words::mean_title, with_commas(lesson.count()).c_str(), lesson.digit());
  const Place place = panels.card("mean_mean", title.c_str(), kit::picture_height(width, image_side, image_side));
  const std::vector<float> values = lesson.mean(lesson.digit()).to_vector<float>();
  kit::picture(view, place.at, width, {.name = "mean_pixels", .values = values, .columns = image_side, .rows = image_side,
    .revision = lesson.revision(), .limit = 1, .value = words::mean_value, .hint = words::mean_hint});
}

// One image of the digit, and its signed difference from the mean.
void own(View& view, MeanDigitLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view), side = std::floor((width - size::gap) / 2);
  const float pictures = kit::picture_height(side, image_side, image_side);
  const Place place = panels.card("mean_own", words::image_title, pictures + 8 + row + 8 + kit::line_height);
  const std::vector<float> image = lesson.image().to_vector<float>(), difference = lesson.difference().to_vector<float>();
  kit::picture(view, place.at, side, {.name = "mean_image", .values = image, .columns = image_side, .rows = image_side,
    .revision = lesson.revision(), .limit = 1, .value = words::image_value, .hint = words::image_hint, .title = words::image_hint});
  kit::picture(view, {place.at.x + side + size::gap, place.at.y}, side, {.name = "mean_difference", .values = difference,
    .columns = image_side, .rows = image_side, .revision = lesson.revision(), .ramp = kit::Ramp::signed_values, .limit = 1,
    .value = words::difference_value, .hint = words::difference_hint, .title = words::difference_hint});
  float y = place.at.y + pictures + 8;
  if (kit::button(view, "mean_previous", {place.at.x, y}, nullptr, Icon::previous, words::previous)) lesson.move(-1);
  if (kit::button(view, "mean_next", {place.at.x + row + 8, y}, nullptr, Icon::next, words::next)) lesson.move(1);
  const std::string which = kit::print(words::which, with_commas(lesson.place() + 1).c_str(), with_commas(lesson.most()).c_str());
  ui::text_at({place.at.x + 2 * row + 24, std::round(y + (row - ui::line_height(Type::body)) / 2)}, Type::body, theme().ink, which.c_str());
  y += row + 8;
  kit::number_line({place.at.x, y}, width, words::difference_l1, kit::print("%.4f", lesson.difference_l1()).c_str());
}

// All ten at the same number of images, from sharp to blurred: pictures to press, and the measure of each as a bar.
void ten(View& view, MeanDigitLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), chips = kit::chips_height(view, width, words::measures);
  const int columns = in_a_row * (image_side + 1) - 1, rows = 2 * (image_side + 1) - 1;
  const float pictures = kit::picture_height(width, columns, rows);
  const Place place = panels.card("mean_ten", lesson.playing() ? words::ten_title_playing : words::ten_title, chips + 10 + pictures + 4 + 10 * kit::bar_height);
  const int pressed = kit::chips(view, "measure", place.at, width, words::measures, lesson.measure(), words::measure_tip);
  if (pressed >= 0) lesson.choose_measure(static_cast<MeanDigitLesson::Measure>(pressed));

  float y = place.at.y + chips + 10;
  std::vector<std::vector<float>> means;
  for (const int digit : lesson.order()) means.push_back(lesson.mean(digit).to_vector<float>());
  const kit::Gallery all = kit::gallery(10, image_side, in_a_row, [&](int i) { return std::span<const float>(means[static_cast<std::size_t>(i)]); });
  const auto which = [&](int i) { return kit::print("%d", lesson.order()[static_cast<std::size_t>(i)]); };
  const kit::Hit hit = kit::picture(view, {place.at.x, y}, width, {.name = "mean_gallery", .values = all.values, .columns = all.columns,
    .rows = all.rows, .revision = lesson.revision(), .limit = 1, .hint = words::ten_hint, .pickable = true, .images = 10, .images_in_row = in_a_row,
    .image_side = image_side, .said_title = words::ten_head, .said = which});
  const auto chosen = static_cast<int>(std::find(lesson.order().begin(), lesson.order().end(), lesson.digit()) - lesson.order().begin());
  const int top = chosen / in_a_row * (image_side + 1), left = chosen % in_a_row * (image_side + 1);
  kit::mark(hit, top, left, top + image_side, left + image_side);
  const int under = hit.pressed ? kit::image_at(hit, image_side, in_a_row, 10) : hit.picked;
  if (under >= 0 && under < 10) lesson.choose_digit(lesson.order()[static_cast<std::size_t>(under)]);

  y += pictures + 4;
  double longest = 0;
  for (const double value : lesson.sharpness()) longest = std::max(longest, value);
  for (const int digit : lesson.order()) {
    const std::string word = kit::print("%d", digit);
    kit::bar({place.at.x, y}, width, word.c_str(), lesson.sharpness()[static_cast<std::size_t>(digit)], longest, "%.4f",
             digit == lesson.digit() ? theme().accent : theme().quiet);
    y += kit::bar_height;
  }
}

void tensors(MeanDigitLesson& lesson, kit::Panels& panels) {
  const Place place = panels.card("mean_tensors", words::counted, 4 * kit::line_height);
  const auto line = [&](int i, const char* word, const std::string& ours, const char* book, bool agrees) {
    kit::number_line({place.at.x, place.at.y + kit::line_height * static_cast<float>(i)}, place.size.x, word, ours.c_str(), book, agrees);
  };
  const long long threes = lesson.images_of(3), sevens = lesson.images_of(7);
  const std::string book = kit::print("%d", lessons::document::threes);
  line(0, words::threes, kit::print(words::shape, threes), book.c_str(), threes == lessons::document::threes);
  line(1, words::sevens, kit::print(words::shape, sevens), nullptr, false);
  line(2, words::their_mean, words::mean_shape, nullptr, false);
  ui::text_at({place.at.x, place.at.y + 3 * kit::line_height}, Type::caption, theme().quiet, words::document_note);
}

}  // namespace

void mean_digit(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<MeanDigitLesson&>(state);
  if (lesson.progress() < 1 || !lesson.image().defined()) {
    const Place place = panels.card("mean_adding", nullptr, kit::line_height);
    ui::text_at(place.at, Type::body, theme().quiet, kit::print(words::adding, lesson.progress() * 100).c_str());
    return;
  }
  mean_picture(view, lesson, panels);
  choice(view, lesson, panels);
  ten(view, lesson, panels);
  own(view, lesson, panels);
  tensors(lesson, panels);
}

}  // namespace inkgrad::lesson_views
