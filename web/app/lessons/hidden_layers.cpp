#include "web/app/state/lessons/hidden_layers.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "web/app/lessons/views.hpp"
#include "web/app/text/hidden_layers.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::hidden_layers;

constexpr int first_columns = 8, first_shown = 40, unit_columns = 16;

// A layer as a box as wide as it has units, on a scale of doublings.
struct Box {
  ImVec2 from, to;
};
Box box_of(ImVec2 at, float room, float height, int units) {
  const float wide = 64 + (room - 64) * std::min(1.0f, std::log2(static_cast<float>(units)) / 10);
  return {{at.x + (room - wide) / 2, at.y}, {at.x + (room + wide) / 2, at.y + height}};
}

void connect(const Box& above, const Box& below) {
  const ImVec2 corners[] = {{above.from.x, above.to.y}, {above.to.x, above.to.y}, {below.to.x, below.from.y}, {below.from.x, below.from.y}};
  ImGui::GetWindowDrawList()->AddConvexPolyFilled(corners, 4, faded(theme().ink, 0.10f));
}

void fixed_box(const Box& box, const char* word) {
  ui::card(box.from, box.to, theme().field, size::control_corner);
  ui::text_centred({(box.from.x + box.to.x) / 2, (box.from.y + box.to.y) / 2}, Type::caption, theme().quiet, word);
}

// The hidden layers one under the other, each with its buttons.
void diagram(View& view, HiddenLayersLesson& lesson, kit::Panels& panels) {
  constexpr float step = 14;
  const float row = kit::row_height(view), pitch = row + step;
  const auto count = static_cast<int>(lesson.blocks().size());
  Training& training = view.app.training;
  if (!lesson.understood()) {
    const Place place = panels.card("hidden_network", words::network, 44 + row);
    kit::words(place.at, place.size.x, Type::body, theme().quiet, words::other);
    if (kit::button(view, "afresh", {place.at.x, place.at.y + 44}, words::afresh, Icon::reset, words::afresh_tip)) lesson.start_afresh(training);
    return;
  }
  const Place place = panels.card("hidden_network", words::network, static_cast<float>(count + 2) * pitch + row);
  const Theme& t = theme();
  const float room = place.size.x - 3 * row - 20;
  float y = place.at.y;
  Box above = box_of({place.at.x, y}, room, row, image_pixels);
  const Box input = above;
  int remove = -1, resize = -1, units = 0;
  for (int i = 0; i < count; ++i) {
    const HiddenBlock& block = lesson.blocks()[static_cast<std::size_t>(i)];
    y += pitch;
    const Box box = box_of({place.at.x, y}, room, row, block.units);
    connect(above, box);
    ImGui::PushID(i);
    ImGui::SetCursorScreenPos(box.from);
    const ui::Item item = ui::interact("block", {box.to.x - box.from.x, row}, false);
    ui::tooltip(words::choose);
    view.remember(kit::print("block_%d", i).c_str());
    const bool on = i == lesson.block();
    ui::card(box.from, box.to, on ? t.panel : item.hovered ? t.hover : t.panel, size::control_corner);
    if (on) ImGui::GetWindowDrawList()->AddRect(box.from, box.to, t.accent, size::control_corner, 0, 2);
    const std::string word = block.dropout > 0
        ? kit::print(words::with_dropout, block.units, text::tr(words::activations[block.activation]), block.dropout)
        : kit::print(words::units_of, block.units, block.activation > 0 ? text::tr(words::activations[block.activation]) : "");
    ui::text_centred({(box.from.x + box.to.x) / 2, (box.from.y + box.to.y) / 2}, Type::caption_strong, on ? t.accent : t.ink, word.c_str());
    ui::outline_control(ui::Role::choice, word.c_str(), words::choose).on = on;
    ui::focus_ring(item, size::control_corner);
    if (item.pressed) lesson.select_block(i);
    const float x = place.at.x + room + 12;
    if (kit::button(view, kit::print("fewer_%d", i).c_str(), {x, y}, nullptr, Icon::minus, words::fewer,
                    block.units > 1 ? nullptr : words::why_least)) {
      resize = i, units = block.units / 2;
    }
    if (kit::button(view, kit::print("more_%d", i).c_str(), {x + row + 4, y}, nullptr, Icon::plus, words::more,
                    block.units < HiddenLayersLesson::most_units ? nullptr : words::why_most)) {
      resize = i, units = block.units * 2;
    }
    if (kit::button(view, kit::print("remove_%d", i).c_str(), {x + 2 * row + 8, y}, nullptr, Icon::close, words::remove)) remove = i;
    ImGui::PopID();
    above = box;
  }
  y += pitch;
  const Box output = box_of({place.at.x, y}, room, row, digit_classes);
  connect(above, output);
  fixed_box(input, words::input);
  fixed_box(output, words::output);
  y += pitch;
  if (kit::button(view, "add_layer", {place.at.x, y}, words::add, Icon::plus, words::add_tip,
                  count < HiddenLayersLesson::most_blocks ? nullptr : words::why_full)) {
    lesson.add(training);
  }
  ui::text_right({place.at.x + place.size.x, y + 8}, Type::caption, t.quiet,
                 kit::print(words::parameters, with_commas(lesson.parameters()).c_str()).c_str());
  if (resize >= 0) lesson.set_units(training, resize, units);
  if (remove >= 0) lesson.remove(training, remove);
}

void one_layer(View& view, HiddenLayersLesson& lesson, kit::Panels& panels) {
  if (!lesson.understood()) return;
  const float width = panels.width(), slider = kit::slider_row_height(view);
  const float chips = kit::chips_height(view, width, words::activations);
  Training& training = view.app.training;
  if (lesson.blocks().empty()) {
    const Place place = panels.card("hidden_layer", words::chosen_layer, 24);
    ui::text_at(place.at, Type::body, theme().quiet, words::no_layer);
    return;
  }
  const HiddenBlock block = lesson.blocks()[static_cast<std::size_t>(lesson.block())];
  const Place place = panels.card("hidden_layer", kit::print(words::layer, lesson.block() + 1).c_str(), 2 * slider + 20 + chips + 20);
  double units = block.units, dropout = block.dropout;
  if (kit::slider_row(view, "units", place.at, width, words::units, words::units_tip, &units, 1, HiddenLayersLesson::most_units, true, "%.0f")) {
    lesson.set_units(training, lesson.block(), static_cast<int>(std::lround(units)));
  }
  float y = place.at.y + slider + 4;
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, words::activation);
  const int pressed = kit::chips(view, "activation", {place.at.x, y + 20}, width, words::activations, block.activation, words::activation_tip);
  if (pressed >= 0) lesson.set_activation(training, pressed);
  y += 20 + chips + 12;
  if (kit::slider_row(view, "dropout", {place.at.x, y}, width, words::dropout, words::dropout_tip, &dropout, 0,
                      HiddenLayersLesson::most_dropout, false, "%.0f")) {
    lesson.set_dropout(training, static_cast<int>(std::lround(dropout)));
  }
}

void how_to_train(View& view, kit::Panels& panels) {
  const float width = panels.width(), slider = kit::slider_row_height(view), row = kit::row_height(view);
  Training& training = view.app.training;
  const Place place = panels.card("hidden_training", words::training, row + 12 + 3 * slider + 24);
  if (kit::button(view, "train_epoch", place.at, words::train, Icon::play, words::train_tip,
                  training.running() ? words::why_training : nullptr, ui::Kind::primary)) {
    view.app.start_training(1);
  }
  float y = place.at.y + row + 12;
  kit::slider_row(view, "decay", {place.at.x, y}, width, words::decay, words::decay_tip, &training.draft.weight_decay, 0, 0.02, false, "%.4g");
  y += slider;
  double percent = HiddenLayersLesson::fraction(training) * 100;
  if (kit::slider_row(view, "fraction", {place.at.x, y}, width, words::images, words::images_tip, &percent, 0.1, 100, true, "%.3g")) {
    HiddenLayersLesson::set_fraction(training, percent / 100);
  }
  y += slider;
  double noise = training.draft.label_noise * 100;
  if (kit::slider_row(view, "noise", {place.at.x, y}, width, words::noise, words::noise_tip, &noise, 0, 90, false, "%.0f")) {
    training.draft.label_noise = std::round(noise) / 100;
  }
  if (training.draft_needs_new_run()) ui::text_at({place.at.x, y + slider + 4}, Type::caption, theme().quiet, words::new_run);
}

void first_weights(View& view, HiddenLayersLesson& lesson, kit::Panels& panels) {
  const int all = lesson.layers().front().units;
  const int page = lesson.layer() == 0 ? lesson.unit() / first_shown : 0, from = page * first_shown;
  // As many rows as a full page, so that nothing jumps on the last.
  const int shown = std::min(first_shown, all - from), rows = (std::min(first_shown, all) + first_columns - 1) / first_columns;
  const kit::Gallery gallery = kit::gallery(rows * first_columns, image_side, first_columns, [&](int i) {
    static const std::vector<float> none(image_pixels, 0);
    const auto weights = std::span(lesson.weights());
    return i < shown ? weights.subspan(static_cast<std::size_t>(from + i) * image_pixels, image_pixels) : std::span(none);
  });
  const float width = panels.width(), row = kit::row_height(view);
  const float pager = all > first_shown ? row + 8 : 0;
  const Place place = panels.card("hidden_weights", words::weights, pager + kit::picture_height(width, gallery.columns, gallery.rows));
  if (pager > 0) {
    if (kit::button(view, "units_before", place.at, nullptr, Icon::previous, words::earlier, page > 0 ? nullptr : words::why_first)) {
      lesson.choose_unit(0, from - first_shown);
    }
    if (kit::button(view, "units_after", {place.at.x + row + 8, place.at.y}, nullptr, Icon::next, words::later,
                    from + first_shown < all ? nullptr : words::why_last)) {
      lesson.choose_unit(0, from + first_shown);
    }
  }
  const ImVec2 at{place.at.x, place.at.y + pager};
  const kit::Hit hit = kit::picture(view, at, width, {.name = "first_weights", .values = gallery.values, .columns = gallery.columns,
    .rows = gallery.rows, .revision = lesson.weights_revision() * 64 + static_cast<std::uint64_t>(page), .ramp = kit::Ramp::signed_values,
    .limit = lesson.weights_limit(), .pickable = true, .images = shown, .images_in_row = first_columns, .image_side = image_side, .first_image = from});
  std::string said = kit::print(words::weights_hint, lesson.network().c_str(), from, from + shown - 1, all);
  const int over = hit.over ? kit::image_at(hit, image_side, first_columns, shown) : -1;
  if (over >= 0) {
    const int row_of = hit.row % (image_side + 1), column = hit.column % (image_side + 1);
    const auto weight = lesson.weights()[static_cast<std::size_t>((from + over) * image_pixels + row_of * image_side + column)];
    said = kit::print(words::weight, from + over, row_of, column, static_cast<double>(weight));
    if (hit.pressed) lesson.choose_unit(0, from + over);
  }
  ui::text_at({at.x, at.y + hit.cell * static_cast<float>(gallery.rows) + 24}, Type::caption, theme().quiet, said.c_str());
  if (hit.picked >= 0 && hit.picked < shown) lesson.choose_unit(0, from + hit.picked);
  if (lesson.layer() != 0) return;
  const int i = lesson.unit() - from, top = i / first_columns * (image_side + 1), left = i % first_columns * (image_side + 1);
  const ImVec2 corner{hit.corner.x + hit.cell * static_cast<float>(left), hit.corner.y + hit.cell * static_cast<float>(top)};
  ImGui::GetWindowDrawList()->AddRect(corner, {corner.x + hit.cell * image_side, corner.y + hit.cell * image_side}, theme().accent, 0, 0, 2);
}

void all_units(View& view, HiddenLayersLesson& lesson, kit::Panels& panels) {
  const float width = panels.width();
  std::vector<std::string> names;
  for (std::size_t i = 0; i < lesson.layers().size(); ++i) names.push_back(kit::print(words::layer, static_cast<int>(i) + 1));
  std::vector<const char*> labels;
  for (const std::string& name : names) labels.push_back(name.c_str());
  const HiddenLayersLesson::Layer& layer = lesson.layers()[static_cast<std::size_t>(lesson.layer())];
  const int columns = std::min(unit_columns, layer.units), rows = (layer.units + columns - 1) / columns;
  std::vector<float> active = layer.active;
  active.resize(static_cast<std::size_t>(columns * rows), HeatMap::no_value);
  const float chips = kit::chips_height(view, width, labels);
  const float wide = width * static_cast<float>(columns) / unit_columns;
  const Place place = panels.card("hidden_units", words::all_units,
                                  chips + 10 + 22 + kit::picture_height(wide, columns, rows) + kit::line_height);
  const int pressed = kit::chips(view, "hidden", place.at, width, labels, lesson.layer(), words::layer_tip);
  if (pressed >= 0) lesson.choose_unit(pressed, 0);
  float y = place.at.y + chips + 10;
  ui::text_at({place.at.x, y}, Type::mono, theme().quiet, layer.name.c_str());
  y += 22;
  const kit::Hit hit = kit::picture(view, {place.at.x, y}, wide, {.name = "units_picture", .values = active, .columns = columns, .rows = rows,
    .revision = lesson.revision(), .limit = 1, .pickable = true});
  int unit = lesson.unit();
  kit::mark(hit, unit / columns, unit % columns, unit / columns + 1, unit % columns + 1);
  const int over = hit.row * columns + hit.column;
  if (hit.picked >= 0 && hit.picked < layer.units) lesson.choose_unit(lesson.layer(), hit.picked);
  if (hit.over && over < layer.units) {
    unit = over;
    if (hit.pressed) lesson.choose_unit(lesson.layer(), over);
  }
  const double share = static_cast<double>(layer.active[static_cast<std::size_t>(unit)]) * 100;
  const auto images = static_cast<int>(layer.values.size(0));
  const std::string said = hit.over && over < layer.units ? kit::print(words::active, unit, share, images) : words::active_hint;
  y += hit.cell * static_cast<float>(rows) + 24;
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, said.c_str());
  const std::string dead = layer.relu ? kit::print(words::dead_of, layer.dead, layer.units) : words::no_relu;
  kit::number_line({place.at.x, y + 20}, width, words::dead, dead.c_str());
}

void top_images(View& view, const HiddenLayersLesson& lesson, kit::Panels& panels) {
  constexpr int columns = 4;
  const auto count = static_cast<int>(lesson.top_places().size());
  const Dataset& test = view.app.data.digits().test;
  std::vector<std::vector<float>> pixels;
  for (const std::int64_t place : lesson.top_places()) {
    const auto bytes = pixels_of(test, place);
    pixels.emplace_back(bytes.begin(), bytes.end());
  }
  const kit::Gallery all = kit::gallery(count, image_side, columns,
                                         [&](int i) { return std::span<const float>(pixels[static_cast<std::size_t>(i)]); });
  const float width = panels.width();
  const Place place = panels.card("hidden_top", kit::print(words::top, lesson.layer() + 1, lesson.unit()).c_str(),
                                  kit::picture_height(width, all.columns, all.rows));
  const auto top_value = [&](int i) {
    const auto n = static_cast<std::size_t>(i);
    return kit::print(words::top_value, static_cast<int>(test.labels[static_cast<std::size_t>(lesson.top_places()[n])]),
                      static_cast<double>(lesson.top_values()[n]));
  };
  const kit::Hit hit = kit::picture(view, place.at, width, {.name = "top_images", .values = all.values, .columns = all.columns,
    .rows = all.rows, .revision = lesson.revision(), .images = count, .images_in_row = columns, .image_side = image_side, .said_title = words::top_head, .said = top_value});
  const ui::Untold untold;
  const int over = hit.over ? kit::image_at(hit, image_side, columns, count) : -1;
  std::string said = words::top_hint;
  const float step = hit.cell * (image_side + 1);
  for (int i = 0; i < count; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const auto label = static_cast<int>(test.labels[static_cast<std::size_t>(lesson.top_places()[n])]);
    const std::string value = kit::print("%.2f", static_cast<double>(lesson.top_values()[n]));
    const ImVec2 corner{place.at.x + step * static_cast<float>(i % columns), place.at.y + step * static_cast<float>(i / columns)};
    ImGui::GetWindowDrawList()->AddRectFilled(corner, {corner.x + ui::text_size(Type::caption, value.c_str()).x + 8, corner.y + 18},
                                              faded(theme().panel, 0.85f));
    ui::text_at({corner.x + 4, corner.y + 1}, Type::caption, theme().ink, value.c_str());
    if (i == over) said = kit::print(words::top_value, label, static_cast<double>(lesson.top_values()[n]));
  }
  ui::text_at({place.at.x, place.at.y + hit.cell * static_cast<float>(all.rows) + 24}, Type::caption, theme().quiet, said.c_str());
}

}  // namespace

void hidden_layers(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<HiddenLayersLesson&>(state);
  diagram(view, lesson, panels);
  one_layer(view, lesson, panels);
  how_to_train(view, panels);
  if (lesson.layers().empty()) {
    const Place place = panels.card("hidden_units", words::all_units, 44);
    kit::words(place.at, place.size.x, Type::body, theme().quiet, words::nothing);
    return;
  }
  all_units(view, lesson, panels);
  top_images(view, lesson, panels);
  first_weights(view, lesson, panels);
}

}  // namespace inkgrad::lesson_views
