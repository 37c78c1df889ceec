#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "web/app/lessons/views.hpp"
#include "web/app/panels/panels.hpp"
#include "web/app/state/lessons/own_digits.hpp"
#include "web/app/text/own_digits.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::own_digits;

constexpr const char* digit_names[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
// A picture of the gallery and its caption under it, in cells; a cell between two.
constexpr int columns = 5, caption_cells = 11, step_x = image_side + 2, step_y = image_side + caption_cells;

void draw(View& view, OwnDigitsLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), chips = kit::chips_height(view, width, digit_names);
  const float pad = width + view.control() + size::gap;
  const Place place = panels.card("own_draw", words::draw, pad + size::gap + chips + 8 + 18);
  draw_panel("pad", view, {place.at, {width, pad}});
  const float y = place.at.y + pad + size::gap;
  const bool empty = view.app.drawing.empty(), selected = lesson.selected(view.app) >= 0;
  const int pressed = kit::chips(view, "label", {place.at.x, y}, width, digit_names, -1, words::label_tip);
  if (pressed >= 0) lesson.label(view.app, pressed);
  const char* hint = !empty ? (view.touch ? words::label_hint_touch : words::label_hint) : selected ? words::label_selected : words::label_none;
  ui::text_at({place.at.x, y + chips + 8}, Type::caption, theme().quiet, hint);
}

// The images of a page as one picture, room for a line of words under each.
std::vector<float> page_of(const OwnDigits::List& digits, const std::vector<std::size_t>& shown, int rows) {
  const int wide = columns * step_x - 2;
  std::vector<float> values(static_cast<std::size_t>(wide * rows * step_y), HeatMap::no_value);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& pixels = digits[shown[i]]->image.pixels;
    const int left = static_cast<int>(i) % columns * step_x, top = static_cast<int>(i) / columns * step_y;
    for (int row = 0; row < image_side; ++row) {
      std::copy_n(pixels.begin() + row * image_side, image_side, values.begin() + (top + row) * wide + left);
    }
  }
  // Paper where there is no image.
  for (int i = static_cast<int>(shown.size()); i < rows * columns; ++i) {
    const int left = i % columns * step_x, top = i / columns * step_y;
    for (int row = 0; row < step_y; ++row) std::fill_n(values.begin() + (top + row) * wide + left, std::min(step_x, wide - left), 0.0f);
  }
  return values;
}

std::string mark_of(const OwnDigit& digit, std::optional<int> read) {
  if (!digit.label) return read ? kit::print(words::unknown_mark, *read) : words::unknown_unread;
  if (!read) return kit::print(words::unread_mark, *digit.label);
  return *read == *digit.label ? kit::print(words::right_mark, *digit.label) : kit::print(words::wrong_mark, *digit.label, *read);
}

void pictures(View& view, OwnDigitsLesson& lesson, ImVec2 at, float width, int rows) {
  const OwnDigits::List& digits = view.app.own_digits.digits();
  const std::vector<std::size_t>& shown = lesson.shown();
  const std::vector<float> values = page_of(digits, shown, rows);
  const auto mark = [&](int i) {
    const OwnDigit& digit = *digits[shown[static_cast<std::size_t>(i)]];
    return mark_of(digit, lesson.reading(digit));
  };
  const kit::Hit hit = kit::picture(view, at, width, {.name = "own_pictures", .values = values, .columns = columns * step_x - 2, .rows = rows * step_y,
    .revision = lesson.revision(), .value = words::pixel, .hint = words::mark_key, .tile_columns = step_x, .tile_rows = step_y, .pickable = true,
    .images = static_cast<int>(shown.size()), .images_in_row = columns, .image_side = image_side, .said_title = words::mark_key, .said = mark});
  const int selected = lesson.selected(view.app);
  const ui::Untold untold;
  const Theme& t = theme();
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (int i = 0; i < rows * columns; ++i) {
    const ImVec2 corner{at.x + hit.cell * static_cast<float>(i % columns * step_x), at.y + hit.cell * static_cast<float>(i / columns * step_y)};
    const float side = hit.cell * image_side;
    if (static_cast<std::size_t>(i) >= shown.size()) continue;
    const std::size_t place = shown[static_cast<std::size_t>(i)];
    const OwnDigit& digit = *digits[place];
    const std::optional<int> read = lesson.reading(digit);
    const bool wrong = digit.label && read && *read != *digit.label;
    ui::text_centred({corner.x + side / 2, corner.y + side + hit.cell * caption_cells / 2 - 1}, wrong ? Type::caption_strong : Type::caption,
                     wrong ? t.warn : t.ink, mark_of(digit, read).c_str());
    if (wrong) list->AddRect({corner.x - 1, corner.y - 1}, {corner.x + side + 1, corner.y + side + 1}, t.warn, 0, 0, 2);
    if (static_cast<int>(place) == selected) list->AddRect({corner.x - 3, corner.y - 3}, {corner.x + side + 3, corner.y + side + 3}, t.accent, 2, 0, 3);
    view.app.places[kit::print("own_digit_%d", i)] = {corner.x, corner.y, side, side};
  }
  const bool pressed = hit.pressed && hit.column % step_x < image_side;
  if (!pressed && hit.picked < 0) return;
  const auto pointed = static_cast<std::size_t>(pressed ? hit.row / step_y * columns + hit.column / step_x : hit.picked);
  if (pointed >= shown.size()) return;
  const int place = static_cast<int>(shown[pointed]);
  lesson.select(view.app, place == selected ? -1 : place);
}

void gallery(View& view, OwnDigitsLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view);
  const float filters = kit::chips_height(view, width, words::filters), labels = kit::chips_height(view, width, digit_names);
  constexpr int rows = OwnDigitsLesson::a_page / columns;
  const float picture = kit::picture_height(width, columns * step_x - 2, rows * step_y);
  const Place place = panels.card("own_gallery", words::gallery, filters + 8 + 20 + picture + row + 8 + 20 + labels + 8 + row);
  const OwnDigits& own = view.app.own_digits;
  float y = place.at.y;
  const int filter = kit::chips(view, "filter", place.at, width, words::filters, lesson.filter(), words::filter_tip);
  if (filter >= 0) lesson.set_filter(filter);
  y += filters + 8;
  const LoadedModel* model = view.app.reader.chosen();
  const std::string by = model != nullptr ? kit::print(words::read_by, text::tr(model->name.c_str())) : words::nobody;
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, by.c_str());
  const std::string count = kit::print(words::count_line, static_cast<int>(own.digits().size()), static_cast<int>(lesson.misread()));
  ui::text_right({place.at.x + width, y}, Type::caption, theme().quiet, count.c_str());
  y += 20;
  if (lesson.shown().empty()) {
    const char* none = own.digits().empty() ? words::empty : lesson.filter() == OwnDigitsLesson::errors ? words::empty_errors : words::empty_unlabelled;
    kit::words({place.at.x, y + 24}, width, Type::body, theme().quiet, none);
  } else {
    pictures(view, lesson, {place.at.x, y}, width, rows);
  }
  y += picture;
  if (kit::button(view, "own_previous", {place.at.x, y}, nullptr, Icon::previous, words::previous)) lesson.turn(-1);
  if (kit::button(view, "own_next", {place.at.x + row + 8, y}, nullptr, Icon::next, words::next)) lesson.turn(1);
  ui::text_at({place.at.x + 2 * row + 24, y + (row - ui::line_height(Type::body)) / 2}, Type::body, theme().ink,
              kit::print(words::page, lesson.page() + 1, lesson.pages()).c_str());
  y += row + 8;

  const int selected = lesson.selected(view.app);
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, selected >= 0 ? words::selected_is : words::selected_none);
  y += 20;
  const int now = selected >= 0 ? own.digits()[static_cast<std::size_t>(selected)]->label.value_or(-1) : -1;
  const int label = kit::chips(view, "relabel", {place.at.x, y}, width, digit_names, now, selected >= 0 ? words::relabel_tip : words::why_no_selection);
  if (label >= 0 && selected >= 0) view.app.own_digits.set_label(static_cast<std::size_t>(selected), label);
  y += labels + 8;
  if (kit::button(view, "own_remove", {place.at.x, y}, words::remove, Icon::close, words::remove_tip, selected >= 0 ? nullptr : words::why_no_selection)) {
    lesson.remove_selected(view.app);
  }
  const float x = ImGui::GetItemRectMax().x + 8;
  if (kit::button(view, "own_undo", {x, y}, words::undo, Icon::undo, words::undo_tip, own.can_undo() ? nullptr : words::why_no_undo)) view.app.own_digits.undo();
}

void scores(View& view, OwnDigitsLesson& lesson, kit::Panels& panels) {
  const std::vector<OwnDigitsLesson::Score>& all = lesson.scores();
  const bool any = std::any_of(all.begin(), all.end(), [](const auto& score) { return score.labelled > 0; });
  constexpr float line = 48;
  const Place place = panels.card("own_scores", words::scores, any ? line * static_cast<float>(all.size()) : 24);
  if (!any) {
    kit::words(place.at, place.size.x, Type::caption, theme().quiet, words::no_scores);
    return;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const OwnDigitsLesson::Score& score = all[i];
    const ImVec2 at{place.at.x, place.at.y + line * static_cast<float>(i)};
    ImGui::SetCursorScreenPos(at);
    ImGui::PushID(static_cast<int>(i));
    if (ui::chip("model", score.model.c_str(), score.chosen, {0, 24}, words::choose_tip)) view.app.reader.choose(i);
    ImGui::PopID();
    view.remember(kit::print("own_model_%zu", i).c_str());
    const double part = score.labelled > 0 ? 100.0 * static_cast<double>(score.right) / static_cast<double>(score.labelled) : 0;
    const std::string right = kit::print(words::score_count, static_cast<int>(score.right), static_cast<int>(score.labelled));
    kit::bar({at.x, at.y + 27}, place.size.x, right.c_str(), part, 100, "%.1f%%", theme().accent);
  }
}

const char* why_not(OwnDigitsLesson::Obstacle obstacle) {
  switch (obstacle) {
    case OwnDigitsLesson::Obstacle::none: return nullptr;
    case OwnDigitsLesson::Obstacle::no_model: return words::why_no_model;
    case OwnDigitsLesson::Obstacle::no_digits: return words::why_no_digits;
    case OwnDigitsLesson::Obstacle::no_data: return words::why_no_data;
    case OwnDigitsLesson::Obstacle::running: return words::why_running;
  }
  return nullptr;
}

void start_select(View& view, OwnDigitsLesson& lesson, ImVec2 at, float width) {
  const Reader& reader = view.app.reader;
  const int start = lesson.start(view.app);
  ui::text_at({at.x, at.y + (view.control() - ui::line_height(Type::body)) / 2}, Type::body, theme().ink, words::start);
  constexpr float label = 116;
  ImGui::SetCursorScreenPos({at.x + label, at.y});
  ui::name_next(words::start);
  const bool open = ui::begin_select("start", start >= 0 ? reader.models()[static_cast<std::size_t>(start)].name.c_str() : words::no_start,
                                     {width - label, view.control()}, words::start_tip, start >= 0 ? nullptr : words::why_no_model);
  ui::name_next(nullptr);
  if (open) {
    for (std::size_t i = 0; i < reader.models().size(); ++i) {
      ImGui::PushID(static_cast<int>(i));
      if (ui::option(reader.models()[i].name.c_str(), nullptr, static_cast<int>(i) == start, view.control() + 4)) lesson.set_start(reader.models()[i].name);
      ImGui::PopID();
    }
    ui::end_select();
  }
  view.remember("own_start");
}

// Before and after, a pair of bars each for own digits and MNIST.
void comparison(ImVec2 at, float width, const Tuning::Result& result) {
  const Theme& t = theme();
  const auto pair = [&](float y, const std::string& what, const std::optional<double>& before, const std::optional<double>& after, const char* format) {
    ui::text_at({at.x, at.y + y}, Type::caption_strong, t.ink, what.c_str());
    if (before) kit::bar({at.x, at.y + y + 18}, width, words::before, *before * 100, 100, format, t.quiet);
    if (after) kit::bar({at.x, at.y + y + 38}, width, words::after, *after * 100, 100, format, t.accent);
  };
  pair(0, kit::print(words::compare_digits, static_cast<int>(result.digits)), result.before.own, result.after.own, "%.1f%%");
  if (result.mnist_images > 0) {
    pair(64, kit::print(words::compare_mnist, with_commas(result.mnist_images).c_str()), result.before.mnist, result.after.mnist, "%.2f%%");
  }
}

void state_of_tuning(View& view, OwnDigitsLesson& lesson, ImVec2 at, float width) {
  const Tuning& tuning = view.app.tuning;
  const Training& training = view.app.training;
  std::string line;
  switch (tuning.phase()) {
    case Tuning::Phase::idle: line = tuning.problem(); break;
    case Tuning::Phase::before: line = words::phase_before; break;
    case Tuning::Phase::training:
      line = kit::print(words::phase_training, std::min(training.epoch() + 1, lesson.how.epochs), lesson.how.epochs, training.loss());
      break;
    case Tuning::Phase::after: line = words::phase_after; break;
  }
  const bool wrong = tuning.phase() == Tuning::Phase::idle && !line.empty();
  ui::text_at(at, Type::caption, wrong ? theme().warn : theme().quiet, line.c_str());
  at.y += 24;
  const bool running = tuning.phase() != Tuning::Phase::idle;
  if (running || !tuning.results().empty()) comparison(at, width, running ? tuning.current() : tuning.results().back());
  else kit::words(at, width, Type::caption, theme().quiet, words::no_result);
}

void tune(View& view, OwnDigitsLesson& lesson, kit::Panels& panels) {
  constexpr std::size_t most_lines = 4;
  const std::vector<Tuning::Result>& results = view.app.tuning.results();
  const std::size_t lines = std::min(most_lines, results.size());
  const float slider = kit::slider_row_height(view), row = kit::row_height(view);
  const float earlier = lines > 0 ? 24 + 20 * static_cast<float>(lines) : 0;
  const Place place = panels.card("own_tune", words::tune, row + 8 + 4 * slider + 20 + row + 8 + 24 + 128 + earlier);
  const float width = place.size.x;
  float y = place.at.y;
  start_select(view, lesson, place.at, width);
  y += row + 8;
  double epochs = lesson.how.epochs, batch = lesson.how.batch;
  kit::slider_row(view, "own_share", {place.at.x, y}, width, words::share, words::share_tip, &lesson.how.share, 0.01, 1, false, "%.2f");
  kit::slider_row(view, "own_rate", {place.at.x, y + slider}, width, words::rate, words::rate_tip, &lesson.how.lr, 1e-5, 0.1, true);
  if (kit::slider_row(view, "own_epochs", {place.at.x, y + 2 * slider}, width, words::epochs, words::epochs_tip, &epochs, 1, 100, false, "%.0f")) {
    lesson.how.epochs = static_cast<int>(std::lround(epochs));
  }
  if (kit::slider_row(view, "own_batch", {place.at.x, y + 3 * slider}, width, words::batch, words::batch_tip, &batch, 1, 64, false, "%.0f")) {
    lesson.how.batch = static_cast<int>(std::lround(batch));
  }
  y += 4 * slider;
  const auto own = static_cast<double>(view.app.own_digits.labelled_count());
  const double others = std::min(own * (1 - lesson.how.share) / lesson.how.share, static_cast<double>(view.app.training.train_images()));
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, kit::print(words::images, static_cast<int>(own), static_cast<int>(std::lround(others))).c_str());
  y += 20;
  if (kit::button(view, "own_tune_start", {place.at.x, y}, words::start_button, Icon::play, words::start_button_tip, why_not(lesson.obstacle(view.app)),
                  ui::Kind::primary)) {
    lesson.fine_tune(view.app);
  }
  y += row + 8;
  state_of_tuning(view, lesson, {place.at.x, y}, width);
  y += 24 + 128;
  if (lines == 0) return;
  ui::text_at({place.at.x, y}, Type::caption_strong, theme().ink, words::earlier);
  for (std::size_t i = 0; i < lines; ++i) {
    const Tuning::Result& result = results[results.size() - lines + i];
    const std::string line = kit::print(words::earlier_line, short_number(result.how.share, 2).c_str(), *result.before.own * 100, *result.after.own * 100,
                                        *result.before.mnist * 100, *result.after.mnist * 100);
    ui::text_at({place.at.x, y + 24 + 20 * static_cast<float>(i)}, Type::caption, theme().quiet, line.c_str());
  }
}

void files(View& view, kit::Panels& panels) {
  AppState& app = view.app;
  const float width = panels.width(), row = kit::row_height(view);
  const float hint = kit::words_height(width, Type::caption, words::files_hint);
  const Place place = panels.card("own_files", words::files, hint + 12 + 2 * (row + 8) + 18);
  kit::words(place.at, width, Type::caption, theme().quiet, words::files_hint);
  float y = place.at.y + hint + 12;
  int drawings = 0, pictures = 0, labelled_pictures = 0;
  for (const auto& digit : app.own_digits.digits()) {
    drawings += digit->drawn();
    pictures += !digit->drawn();
    labelled_pictures += !digit->drawn() && digit->label;
  }
  const Outside& outside = app.outside;
  if (kit::button(view, "own_open", {place.at.x, y}, words::open, Icon::plus, words::open_tip, outside.open ? nullptr : words::why_no_open)) outside.open();
  float x = ImGui::GetItemRectMax().x + 8;
  if (kit::button(view, "own_clear", {x, y}, words::clear, Icon::clear, words::clear_tip, drawings + pictures > 0 ? nullptr : words::why_no_clear)) {
    app.own_digits.clear();
  }
  y += row + 8;
  const char* saving = outside.save ? nullptr : words::why_no_saving;
  if (kit::button(view, "own_save_drawings", {place.at.x, y}, words::save_drawings, Icon::none, words::save_drawings_tip,
                  saving != nullptr ? saving : drawings > 0 ? nullptr : words::why_no_drawings)) {
    const std::string text = app.own_digits.drawings();
    outside.save(words::drawings_file, std::as_bytes(std::span(text)));
  }
  x = ImGui::GetItemRectMax().x + 8;
  if (kit::button(view, "own_save_pictures", {x, y}, words::save_pictures, Icon::none, words::save_pictures_tip,
                  saving != nullptr ? saving : labelled_pictures > 0 ? nullptr : words::why_no_pictures)) {
    const OwnDigits::IdxFiles idx = app.own_digits.pictures();
    outside.save(words::images_file, idx.images);
    outside.save(words::labels_file, idx.labels);
  }
  y += row + 8;
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, kit::print(words::kept, drawings, pictures).c_str());
}

}  // namespace

void own_digits(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<OwnDigitsLesson&>(state);
  draw(view, lesson, panels);
  gallery(view, lesson, panels);
  tune(view, lesson, panels);
  scores(view, lesson, panels);
  files(view, panels);
}

}  // namespace inkgrad::lesson_views
