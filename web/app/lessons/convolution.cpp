#include "web/app/state/lessons/convolution.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>

#include "web/app/lessons/views.hpp"
#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/text/convolution.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::convolution;

std::vector<float> floats(const Tensor& tensor) { return tensor.to_vector<float>(); }

// Nine numbers on their colours. `at` the corner, `side` of a cell.
void nine(ImVec2 at, float side, std::span<const float> values, float limit, bool is_signed) {
  const ui::Untold untold;
  const Theme& t = theme();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const ImVec2 from{at.x + side * static_cast<float>(i % 3), at.y + side * static_cast<float>(i / 3)}, to{from.x + side, from.y + side};
    const float part = limit > 0 ? std::min(1.0f, std::abs(values[i]) / limit) : 0;
    const ImU32 colour = !is_signed ? t.ink : values[i] < 0 ? t.negative : t.positive;
    ImGui::GetWindowDrawList()->AddRectFilled(from, to, t.panel);
    ImGui::GetWindowDrawList()->AddRectFilled(from, to, faded(colour, part * (is_signed ? 0.55f : 1)));
    ImGui::GetWindowDrawList()->AddRect(from, to, t.line);
    const double value = std::abs(values[i]) < 0.005f ? 0 : static_cast<double>(values[i]);
    const char* format = value == std::round(value) ? "%.0f" : "%.2f";
    ui::text_centred({(from.x + to.x) / 2, (from.y + to.y) / 2}, Type::caption, !is_signed && part > 0.5f ? t.panel : t.ink,
                     kit::print(format, value).c_str());
  }
}

void kernel(View& view, ConvolutionLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), cell = std::min(64.0f, width / 4);
  const float chips = kit::chips_height(view, width, words::presets), slider = kit::slider_row_height(view);
  const Place place = panels.card("conv_kernel", words::kernel, chips + 12 + 3 * cell + 24 + slider + kit::line_height);
  const int pressed = kit::chips(view, "kernel_preset", place.at, width, words::presets, lesson.preset(), words::preset_tip);
  if (pressed >= 0) lesson.choose_preset(pressed);
  float y = place.at.y + chips + 12;
  const std::vector<float> values(lesson.kernel().begin(), lesson.kernel().end());
  float limit = 1e-6f;
  for (const float value : values) limit = std::max(limit, std::abs(value));
  kit::Hit hit = kit::picture(view, {place.at.x, y}, 3 * cell, {.name = "kernel", .values = values, .columns = 3, .rows = 3,
    .revision = lesson.revision(), .ramp = kit::Ramp::signed_values, .limit = limit, .scale = false, .pickable = true});
  if (hit.picked >= 0) lesson.select(hit.picked);
  nine({place.at.x, y}, cell, values, limit, true);
  // Dragging up adds a tenth for every four pixels.
  if (hit.pressed) {
    lesson.select(hit.row * 3 + hit.column);
    view.drag_from = {static_cast<float>(lesson.kernel()[static_cast<std::size_t>(lesson.selected())]), ImGui::GetIO().MousePos.y};
  }
  const int row = lesson.selected() / 3, column = lesson.selected() % 3;
  if (hit.held && ImGui::IsMouseDragging(ImGuiMouseButton_Left, 3)) {
    const float moved = (view.drag_from.y - ImGui::GetIO().MousePos.y) / 4;
    lesson.set_weight(std::round(static_cast<double>(view.drag_from.x) * 10 + static_cast<double>(std::round(moved))) / 10);
  }
  hit.cell = cell;
  kit::mark(hit, row, column, row + 1, column + 1);
  y += 3 * cell + 4;
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, words::kernel_hint);
  y += 20;
  double value = lesson.kernel()[static_cast<std::size_t>(lesson.selected())];
  if (kit::slider_row(view, "weight", {place.at.x, y}, width, kit::print(words::weight, row, column).c_str(), words::weight_tip, &value,
                      -ConvolutionLesson::largest_weight, ConvolutionLesson::largest_weight, false, "%.3g")) {
    lesson.set_weight(std::round(value * 100) / 100);
  }
  const double total = std::accumulate(lesson.kernel().begin(), lesson.kernel().end(), 0.0);
  kit::number_line({place.at.x, y + slider}, width, words::kernel_sum, kit::print("%.3g", std::abs(total) < 1e-9 ? 0 : total).c_str());
}

void image(View& view, ConvolutionLesson& lesson, kit::Panels& panels) {
  const float width = panels.width();
  const auto side = static_cast<int>(lesson.image().size(0));
  const Place place = panels.card("conv_image", lesson.padding() > 0 ? words::image_padded : words::image,
                                  kit::picture_height(width, side, side));
  const kit::Hit hit = kit::picture(view, place.at, width, {.name = "conv_picture", .values = floats(lesson.image()), .columns = side,
    .rows = side, .revision = lesson.revision(), .limit = 1, .value = words::pixel, .hint = lesson.drawn() ? words::image_hint : words::draw_first});
  if (hit.held) lesson.place((hit.row - 1) / lesson.stride(), (hit.column - 1) / lesson.stride());
  const int row = lesson.row() * lesson.stride(), column = lesson.column() * lesson.stride();
  kit::mark(hit, row, column, row + lessons::kernel_side, column + lessons::kernel_side);
}

// The nine products for those who read them, one a line.
void note_products(std::span<const float> window, std::span<const float> weights, std::span<const float> product) {
  if (!ui::outline_table_of("products", words::products)) return;
  ui::TableText table(product.size(), product.size());
  table.cell(text::picture_number);
  for (const char* grid : words::grids) table.cell(grid);
  for (std::size_t i = 0; i < product.size(); ++i) {
    table.row();
    table.cell(static_cast<std::int64_t>(i));
    for (const auto grid : {window, weights, product}) table.number("%.2f", static_cast<double>(grid[i]));
  }
}

void products(const ConvolutionLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), gap = 16, cell = std::floor((width - 2 * gap) / 9);
  const Place place = panels.card("conv_products", words::products, 20 + 3 * cell + 10 + kit::line_height);
  const std::vector<float> window = floats(lesson.products().window), product = floats(lesson.products().products);
  const std::vector<float> weights(lesson.kernel().begin(), lesson.kernel().end());
  float limit = 1e-6f;
  for (const float value : weights) limit = std::max(limit, std::abs(value));
  note_products(window, weights, product);
  const ui::Untold grids;
  for (int i = 0; i < 3; ++i) {
    ui::text_at({place.at.x + static_cast<float>(i) * (3 * cell + gap), place.at.y}, Type::caption, theme().quiet, words::grids[i]);
  }
  const float y = place.at.y + 20;
  nine({place.at.x, y}, cell, window, 1, false);
  nine({place.at.x + 3 * cell + gap, y}, cell, weights, limit, true);
  nine({place.at.x + 2 * (3 * cell + gap), y}, cell, product, limit, true);
  kit::number_line({place.at.x, y + 3 * cell + 10}, width, words::products_sum, kit::print("%+.4f", lesson.sum()).c_str());
}

// "Stride s" and its choices in a line.
void whole_row(View& view, const char* name, ImVec2 at, float width, const char* word, std::span<const char* const> labels, int chosen,
               const char* tip, const std::function<void(int)>& choose) {
  ui::text_at({at.x, at.y + 4}, Type::body, theme().ink, word);
  const int pressed = kit::chips(view, name, {at.x + 100, at.y}, width - 100, labels, chosen, tip);
  if (pressed >= 0) choose(pressed);
}

void output(View& view, ConvolutionLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), row = kit::row_height(view), chips = kit::chips_height(view, width, words::strides) + 8;
  const auto columns = static_cast<int>(lesson.output().size(1)), rows = static_cast<int>(lesson.output().size(0));
  const Place place = panels.card("conv_output", words::output, row + 12 + 2 * chips + 4 + kit::picture_height(width, 1, 1));
  if (kit::button(view, "conv_step", place.at, words::step, Icon::step, words::step_tip)) lesson.step();
  const float x = ImGui::GetItemRectMax().x + 8;
  if (kit::button(view, "conv_slide", {x, place.at.y}, lesson.sliding() ? words::pause : words::slide,
                  lesson.sliding() ? Icon::pause : Icon::play, words::slide_tip)) {
    lesson.toggle_sliding();
  }
  ui::text_right({place.at.x + width, place.at.y + 8}, Type::caption, theme().quiet, kit::print(words::output_shape, rows, columns).c_str());
  float y = place.at.y + row + 12;
  whole_row(view, "stride", {place.at.x, y}, width, words::stride, words::strides, lesson.stride() - 1, words::stride_tip,
            [&](int i) { lesson.set_stride(i + 1); });
  y += chips;
  whole_row(view, "padding", {place.at.x, y}, width, words::padding, words::paddings, lesson.padding(), words::padding_tip,
            [&](int i) { lesson.set_padding(i); });
  y += chips + 4;
  std::vector<float> values = floats(lesson.output());
  std::fill(values.begin() + lesson.shown(), values.end(), HeatMap::no_value);
  const kit::Hit hit = kit::picture(view, {place.at.x, y}, width, {.name = "conv_map", .values = values, .columns = columns, .rows = rows,
    .revision = lesson.revision(), .ramp = kit::Ramp::signed_values, .limit = lesson.output_limit(), .value = words::output_value, .pickable = true});
  if (hit.picked >= 0) lesson.place(hit.picked / columns, hit.picked % columns);
  if (hit.held) lesson.place(hit.row, hit.column);
  kit::mark(hit, lesson.row(), lesson.column(), lesson.row() + 1, lesson.column() + 1);
}

// Both kinds beside each other, of one scale.
void pooling(View& view, ConvolutionLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), half = std::floor((width - size::gap) / 2), slider = kit::slider_row_height(view);
  const Place place = panels.card("conv_pool", words::pooling, slider + 8 + 20 + kit::picture_height(half, 1, 1));
  double size = lesson.pool();
  if (kit::slider_row(view, "pool", place.at, width, words::pool, words::pool_tip, &size, 1, ConvolutionLesson::most_pool, false, "%.0f")) {
    lesson.set_pool(static_cast<int>(std::lround(size)));
  }
  const float y = place.at.y + slider + 8;
  const auto one = [&](float x, const char* name, const char* title, const Tensor& map) {
    const auto rows = static_cast<int>(map.size(0)), columns = static_cast<int>(map.size(1));
    ui::text_at({x, y}, Type::caption, theme().quiet, kit::print(title, rows, columns).c_str());
    kit::picture(view, {x, y + 20}, half, {.name = name, .values = floats(map), .columns = columns, .rows = rows,
      .revision = lesson.revision(), .ramp = kit::Ramp::signed_values, .limit = lesson.output_limit(), .value = words::pooled_value,
      .title = kit::print(title, rows, columns).c_str()});
  };
  one(place.at.x, "max_pooled", words::max_pooled, lesson.pooled().max);
  one(place.at.x + half + size::gap, "average_pooled", words::average_pooled, lesson.pooled().average);
}

void network(View& view, ConvolutionLesson& lesson, kit::Panels& panels) {
  const float width = panels.width();
  std::vector<const char*> names;
  for (const std::string& name : lesson.networks()) names.push_back(name.c_str());
  const float chips = names.empty() ? 22 : kit::chips_height(view, width, names);
  const Place place = panels.card("conv_network", words::network, chips + 12 + 22 + 10 * kit::bar_height);
  if (names.empty()) {
    ui::text_at(place.at, Type::body, theme().quiet, words::no_network);
    return;
  }
  const int pressed = kit::chips(view, "network", place.at, width, names, lesson.network(), words::network_tip);
  if (pressed >= 0) lesson.choose_network(pressed);
  float y = place.at.y + chips + 12;
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, lesson.drawn() ? words::reading : words::draw_first);
  y += 22;
  for (std::size_t digit = 0; digit < lesson.probabilities().size(); ++digit) {
    const double share = lesson.drawn() ? static_cast<double>(lesson.probabilities()[digit]) : 0;
    kit::bar({place.at.x, y}, width, kit::print("%d", static_cast<int>(digit)).c_str(), share, 1, "%.3f", theme().accent);
    y += kit::bar_height;
  }
}

void layer_maps(View& view, const ConvolutionLesson& lesson, kit::Panels& panels, int number) {
  const ConvolutionLesson::Maps& maps = lesson.maps()[static_cast<std::size_t>(number)];
  const auto count = static_cast<int>(maps.values.size(0)), side = static_cast<int>(maps.values.size(1));
  const int columns = std::min(count, 4);
  const std::vector<float> values = floats(maps.values);
  const kit::Gallery all = kit::gallery(count, side, columns, [&](int map) {
    return std::span(values).subspan(static_cast<std::size_t>(map * side * side), static_cast<std::size_t>(side * side));
  });
  const float width = panels.width();
  const std::string title = kit::print(words::maps, number + 1, maps.layer.c_str(), count, side, side);
  const std::string name = kit::print("maps_%d", number);
  const Place place = panels.card(kit::print("conv_layer_%d", number).c_str(), title.c_str(), kit::picture_height(width, all.columns, all.rows));
  const kit::Hit hit = kit::picture(view, place.at, width, {.name = name.c_str(), .values = all.values, .columns = all.columns,
    .rows = all.rows, .revision = lesson.maps_revision(), .ramp = maps.is_signed ? kit::Ramp::signed_values : kit::Ramp::unsigned_values,
    .limit = maps.limit, .images = count, .images_in_row = columns, .image_side = side});
  const int map = hit.over ? kit::image_at(hit, side, columns, count) : -1;
  if (map < 0) return;
  const int row = hit.row % (side + 1), column = hit.column % (side + 1);
  const float value = values[static_cast<std::size_t>((map * side + row) * side + column)];
  const std::string said = kit::print(words::map_value, map, row, column, static_cast<double>(value));
  ui::text_at({place.at.x, place.at.y + hit.cell * static_cast<float>(all.rows) + 24}, Type::caption, theme().quiet, said.c_str());
}

}  // namespace

void convolution(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<ConvolutionLesson&>(state);
  if (!lesson.output().defined()) return;
  const Place place = panels.card("conv_pad", nullptr, panels.width() + view.control() + size::gap);
  draw_panel("pad", view, place);
  kernel(view, lesson, panels);
  image(view, lesson, panels);
  products(lesson, panels);
  output(view, lesson, panels);
  pooling(view, lesson, panels);
  network(view, lesson, panels);
  for (int number = 0; number < static_cast<int>(lesson.maps().size()); ++number) layer_maps(view, lesson, panels, number);
}

}  // namespace inkgrad::lesson_views
