#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "engine/lessons/data.hpp"
#include "web/app/lessons/views.hpp"
#include "web/app/panels/panels.hpp"
#include "web/app/state/lessons/distance.hpp"
#include "web/app/text/distance.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::distance;

constexpr int errors_in_a_row = 6, error_rows = 5, errors_a_page = errors_in_a_row * error_rows;

void pad(View& view, kit::Panels& panels) {
  const Place place = panels.card("distance_pad", nullptr, panels.width() + view.control() + size::gap);
  draw_panel("pad", view, place);
}

// Which image is read, and the answer.
void reading(View& view, DistanceLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view), chips = kit::chips_height(view, width, words::sources);
  const Place place = panels.card("distance_reading", words::reading, chips + 10 + row + 8 + kit::line_height);
  const int pressed = kit::chips(view, "source", place.at, width, words::sources, lesson.source(), words::source_tip);
  if (pressed >= 0) lesson.choose_source(pressed);
  float y = place.at.y + chips + 10;
  if (kit::button(view, "test_previous", {place.at.x, y}, nullptr, Icon::previous, words::previous)) lesson.choose_place(lesson.place() - 1);
  double which = lesson.place();
  ImGui::SetCursorScreenPos({place.at.x + row + 8, y});
  if (ui::number_field("##place", &which, 0, 9999, "%.0f", {72, row}, words::place_tip)) lesson.choose_place(static_cast<int>(which));
  view.remember("test_place");
  if (kit::button(view, "test_next", {place.at.x + row + 88, y}, nullptr, Icon::next, words::next)) lesson.choose_place(lesson.place() + 1);
  ui::text_at({place.at.x + 2 * row + 100, std::round(y + (row - ui::line_height(Type::caption)) / 2)}, Type::caption, theme().quiet, words::range);
  y += row + 8;
  if (!lesson.has_image()) return;
  const bool wrong = lesson.label() >= 0 && lesson.label() != lesson.read();
  const std::string said = lesson.label() < 0 ? kit::print(words::nearest, lesson.read())
                                              : kit::print(words::nearest_labelled, lesson.read(), lesson.label());
  ui::text_at({place.at.x, y}, Type::body_strong, wrong ? theme().warn : theme().ink, said.c_str());
}

// The image, a mean, and their differences: absolute and squared.
void differences(View& view, DistanceLesson& lesson, kit::Panels& panels) {
  const bool two = lesson.means() == DistanceLesson::three_and_seven;
  const std::span<const char* const> labels = two ? std::span<const char* const>(words::two_digits) : words::digits;
  const float width = panels.width(), side = std::floor((width - size::gap) / 2), chips = kit::chips_height(view, width, labels);
  const float picture = kit::picture_height(side, image_side, image_side);
  const Place place = panels.card("distance_differences", words::differences, chips + 10 + 2 * picture + 4);
  const int chosen = two ? (lesson.against() == 3 ? 0 : 1) : lesson.against();
  const int pressed = kit::chips(view, "against", place.at, width, labels, chosen, words::against_tip);
  if (pressed >= 0) lesson.choose_against(two ? (pressed == 0 ? 3 : 7) : pressed);
  const float y = place.at.y + chips + 10;
  if (!lesson.has_image()) {
    kit::words({place.at.x, y}, width, Type::body, theme().quiet, words::nothing_drawn);
    return;
  }
  const auto show = [&](int i, const char* name, const Tensor& what, const char* hint) {
    const std::vector<float> values = what.to_vector<float>();
    kit::picture(view, {place.at.x + (i % 2 == 0 ? 0 : side + size::gap), y + (i < 2 ? 0 : picture + 4)}, side,
                 {.name = name, .values = values, .columns = image_side, .rows = image_side, .revision = lesson.revision(), .limit = 1,
                  .value = words::value, .hint = hint, .title = hint});
  };
  show(0, "distance_image", lesson.image(), words::image_hint);
  show(1, "distance_mean", lesson.work().mean(lesson.against()), words::mean_hint);
  show(2, "distance_absolute", lesson.absolute(), words::absolute_hint);
  show(3, "distance_squared", lesson.squared(), words::squared_hint);
}

// The distance to each mean as a bar: by both measures for two means, by the one that decides for ten.
void bars(View& view, DistanceLesson& lesson, kit::Panels& panels) {
  const bool two = lesson.means() == DistanceLesson::three_and_seven;
  const float width = panels.width();
  const float chips = std::max(kit::chips_height(view, width, words::measures), kit::chips_height(view, width, words::means));
  const bool book = lesson.source() == DistanceLesson::document_image;
  const float room = two ? 2 * (kit::line_height + 2 * kit::bar_height) : kit::line_height + 10 * kit::bar_height;
  const Place place = panels.card("distance_bars", words::distances, 2 * chips + 16 + room + kit::line_height);
  const int means = kit::chips(view, "means", place.at, width, words::means, lesson.means(), words::means_tip);
  if (means >= 0) lesson.choose_means(means);
  const int measure = kit::chips(view, "by", {place.at.x, place.at.y + chips + 6}, width, words::measures, lesson.measure(), words::measure_tip);
  if (measure >= 0) lesson.choose_measure(measure);
  if (!lesson.has_image()) return;

  float y = place.at.y + 2 * chips + 16;
  std::vector<int> digits(lesson.digits().begin(), lesson.digits().end());
  std::sort(digits.begin(), digits.end());
  for (const MeanDistances::Measure by : {MeanDistances::l1, MeanDistances::rmse}) {
    if (!two && by != lesson.measure()) continue;
    double longest = 0;
    for (const int digit : digits) longest = std::max(longest, lesson.distance_to(digit, by));
    ui::text_at({place.at.x, y}, by == lesson.measure() ? Type::caption_strong : Type::caption, theme().quiet, words::measures[by]);
    y += kit::line_height;
    for (const int digit : digits) {
      const bool nearest = by == lesson.measure() && digit == lesson.read();
      kit::bar({place.at.x, y}, width, kit::print(words::to_mean, digit).c_str(), lesson.distance_to(digit, by), longest, "%.4f",
               nearest ? theme().accent : theme().quiet);
      y += kit::bar_height;
    }
  }
  if (!book) return;
  const double ours = lesson.distance_to(3, MeanDistances::l1);
  kit::number_line({place.at.x, place.at.y + 2 * chips + 16 + room}, width, words::book_l1, kit::print("%.4f", ours).c_str(),
                   kit::print("%.4f", lessons::document::l1_to_3).c_str(), kit::print("%.4f", ours) == kit::print("%.4f", lessons::document::l1_to_3));
}

// A share beside the book's, which has its own for all threes and sevens by L1.
void share_line(ImVec2 at, float width, const char* word, double share, double books, bool comparable) {
  const std::string ours = std::isfinite(share) ? kit::print("%.4f", share) : words::nothing_counted;
  const std::string theirs = kit::print("%.4f", books);
  kit::number_line(at, width, word, ours.c_str(), comparable ? theirs.c_str() : nullptr, ours == theirs);
}

void counting(View& view, DistanceLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view), slider = kit::slider_row_height(view);
  const bool two = lesson.means() == DistanceLesson::three_and_seven;
  const float lines = kit::line_height * (two ? 3 : 1);
  constexpr float chart = 170;
  const Place place = panels.card("distance_counting", words::counting, slider + 8 + row + 12 + lines + 8 + chart);
  if (!lesson.work().complete()) {
    ui::text_at(place.at, Type::body, theme().quiet, kit::print(words::measuring, lesson.work().measured() * 100).c_str());
    return;
  }
  float y = place.at.y;
  double counted = lesson.counted();
  if (kit::slider_row(view, "counted", {place.at.x, y}, width, words::counted, words::counted_tip, &counted, 0, lesson.to_count(), false, "%.0f")) {
    lesson.set_counted(static_cast<int>(std::lround(counted)));
  }
  y += slider + 8;
  const bool playing = lesson.playing();
  if (kit::button(view, "count", {place.at.x, y}, playing ? words::hold : words::play, playing ? Icon::pause : Icon::play,
                  playing ? words::hold_tip : words::play_tip, nullptr, ui::Kind::primary)) {
    lesson.toggle_play(view.app.reduced_motion);
  }
  if (kit::button(view, "count_all", {place.at.x + view.app.places["count"].width + 8, y}, words::all, Icon::none, words::all_tip)) {
    lesson.set_counted(lesson.to_count());
  }
  y += row + 12;
  const bool comparable = two && lesson.measure() == MeanDistances::l1 && lesson.counted() == lesson.to_count();
  if (two) {
    share_line({place.at.x, y}, width, words::threes, lesson.right_of(3), lessons::document::right_of_threes, comparable);
    share_line({place.at.x, y + kit::line_height}, width, words::sevens, lesson.right_of(7), lessons::document::right_of_sevens, comparable);
  }
  share_line({place.at.x, y + lines - kit::line_height}, width, two ? words::both : words::ten, lesson.right(), lessons::document::right, comparable);
  y += lines + 8;
  static std::vector<ui::ChartPoint> points;  // kept: there are thousands
  points.clear();
  for (int i = 0; i < lesson.counted(); ++i) {
    points.push_back({static_cast<double>(i + 1), static_cast<double>(lesson.shares()[static_cast<std::size_t>(i)])});
  }
  const ui::Line line{words::curve, points, theme().accent};
  kit::chart(view, {place.at.x, y}, {width, chart},
             {.name = "distance_curve",
              .x = {0, static_cast<double>(lesson.to_count()), words::images},
              .y = {.low = 0.5, .high = 1, .percent = true},
              .title = words::curve},
             {&line, 1});
}

// The test image that is read, large beside its label, what it was read as, and the distances to both.
void one_error(View& view, const DistanceLesson& lesson, ImVec2 at, float width, float side) {
  const std::vector<float> values = lesson.image().to_vector<float>();
  kit::picture(view, at, side, {.name = "error_image", .values = values, .columns = image_side, .rows = image_side,
    .revision = lesson.revision(), .limit = 1, .value = words::value, .hint = words::image_hint});
  const float x = at.x + side + size::gap, room = width - side - size::gap;
  const std::string which = kit::print(words::error_image, with_commas(lesson.place()).c_str());
  float y = at.y + kit::words({x, at.y}, room, Type::body_strong, theme().ink, which.c_str()) + 4;
  y += kit::words({x, y}, room, Type::body, theme().warn, kit::print(words::error_read, lesson.label(), lesson.read()).c_str()) + 8;
  for (const int digit : {lesson.label(), lesson.read()}) {
    kit::number_line({x, y}, room, kit::print(words::to_mean, digit).c_str(), kit::print("%.4f", lesson.distance_to(digit, lesson.measure())).c_str());
    y += kit::line_height;
  }
}

// What was read wrong, a page at a time; one that is pressed becomes the image that is read.
void errors(View& view, DistanceLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view);
  const int columns = errors_in_a_row * (image_side + 1) - 1, rows = error_rows * (image_side + 1) - 1;
  const float pictures = kit::picture_height(width, columns, rows);
  const auto all = lesson.errors();
  const std::string title = kit::print(words::errors, with_commas(static_cast<std::int64_t>(all.size())).c_str());
  const float side = std::floor(width / 2);
  const Place place = panels.card("distance_errors", title.c_str(), pictures + 6 + row + 12 + kit::picture_height(side, image_side, image_side));
  if (all.empty()) {
    kit::words(place.at, width, Type::body, theme().quiet, words::no_errors);
    return;
  }
  const int pages = (static_cast<int>(all.size()) + errors_a_page - 1) / errors_a_page;
  lesson.errors_page = std::clamp(lesson.errors_page, 0, pages - 1);
  const auto from = static_cast<std::size_t>(lesson.errors_page * errors_a_page);
  const auto shown = all.subspan(from, std::min<std::size_t>(errors_a_page, all.size() - from));
  std::vector<std::vector<float>> images;
  for (const std::int64_t image : shown) {
    images.push_back(lessons::grey(pixels_of(view.app.data.digits().test, image)).to_vector<float>());
  }
  kit::Gallery gallery = kit::gallery(errors_a_page, image_side, errors_in_a_row, [&](int i) {
    static const std::vector<float> none(static_cast<std::size_t>(mnist_pixels), HeatMap::no_value);
    return std::span<const float>(static_cast<std::size_t>(i) < images.size() ? images[static_cast<std::size_t>(i)] : none);
  });
  const std::uint64_t revision = lesson.revision() * 1000 + static_cast<std::uint64_t>(lesson.errors_page);
  const auto which = [&](int i) {
    const std::int64_t image = shown[static_cast<std::size_t>(i)];
    return kit::print(words::error, with_commas(image).c_str(), static_cast<int>(view.app.data.digits().test.labels[static_cast<std::size_t>(image)]),
                      lesson.error_read(from + static_cast<std::size_t>(i)));
  };
  const kit::Hit hit = kit::picture(view, place.at, width, {.name = "errors_gallery", .values = gallery.values, .columns = gallery.columns,
    .rows = gallery.rows, .revision = revision, .limit = 1, .pickable = true, .images = static_cast<int>(shown.size()), .images_in_row = errors_in_a_row,
    .image_side = image_side, .first_image = static_cast<int>(from), .said_title = words::error_head, .said = which});
  if (hit.picked >= 0 && hit.picked < static_cast<int>(shown.size())) lesson.choose_place(static_cast<int>(shown[static_cast<std::size_t>(hit.picked)]));
  const int under = hit.over || hit.pressed ? kit::image_at(hit, image_side, errors_in_a_row, static_cast<int>(shown.size())) : -1;
  if (under >= 0) {
    const std::int64_t image = shown[static_cast<std::size_t>(under)];
    const auto label = static_cast<int>(view.app.data.digits().test.labels[static_cast<std::size_t>(image)]);
    const int top = under / errors_in_a_row * (image_side + 1), left = under % errors_in_a_row * (image_side + 1);
    kit::mark(hit, top, left, top + image_side, left + image_side);
    const std::string said = kit::print(words::error, with_commas(image).c_str(), label, lesson.error_read(from + static_cast<std::size_t>(under)));
    ui::tooltip(said.c_str());
    if (hit.pressed) lesson.choose_place(static_cast<int>(image));
  }
  const float y = place.at.y + pictures + 6;
  if (kit::button(view, "errors_previous", {place.at.x, y}, nullptr, Icon::previous, words::previous_page)) --lesson.errors_page;
  if (kit::button(view, "errors_next", {place.at.x + row + 8, y}, nullptr, Icon::next, words::next_page)) ++lesson.errors_page;
  const std::string page = kit::print(words::page, with_commas(static_cast<std::int64_t>(from + 1)).c_str(),
                                      with_commas(static_cast<std::int64_t>(from + shown.size())).c_str());
  ui::text_at({place.at.x + 2 * row + 24, std::round(y + (row - ui::line_height(Type::body)) / 2)}, Type::body, theme().ink, page.c_str());
  const bool large = lesson.source() == DistanceLesson::test_image && lesson.has_image() && lesson.label() != lesson.read();
  const ImVec2 below{place.at.x, y + row + 12};
  if (large) one_error(view, lesson, below, width, side);
  else kit::words(below, width, Type::body, theme().quiet, words::error_hint);
}

}  // namespace

void distance(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<DistanceLesson&>(state);
  pad(view, panels);
  if (lesson.work().added() < 1) {
    const Place place = panels.card("distance_adding", nullptr, kit::line_height);
    ui::text_at(place.at, Type::body, theme().quiet, kit::print(words::adding, lesson.work().added() * 100).c_str());
    return;
  }
  bars(view, lesson, panels);
  counting(view, lesson, panels);
  reading(view, lesson, panels);
  differences(view, lesson, panels);
  errors(view, lesson, panels);
}

}  // namespace inkgrad::lesson_views
