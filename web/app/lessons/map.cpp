#include <algorithm>
#include <cmath>

#include "web/app/lessons/views.hpp"
#include "web/app/panels/panels.hpp"
#include "web/app/state/lessons/map.hpp"
#include "web/app/text/map.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::map;

constexpr float edge = 14;  // around what is on the map

// The map for those who read it: where the images of each digit lie in the middle, then some of the images, evenly chosen. One that is
// pressed goes on the pad, too.
void note_map(View& view, MapTool& tool) {
  const std::vector<float>& points = tool.points();
  const std::vector<std::int64_t>& labels = view.app.data.digits().test.labels;
  const std::size_t count = points.size() / 2, told = std::min(ui::most_table_rows, count);
  if (ui::outline_table(words::chart, ui::Picks::rows)) {
    const int picked = ui::outline_picked();
    ui::TableText table(told, count);
    for (const char* head : words::table_head) table.cell(head);
    for (std::size_t row = 0; row < told; ++row) {
      const std::size_t image = row * count / told;
      table.row();
      table.cell(static_cast<std::int64_t>(image));
      table.cell(labels[image]);
      for (const std::size_t axis : {0, 1}) table.number("%.3g", static_cast<double>(points[2 * image + axis]));
      if (picked != static_cast<int>(row)) continue;
      view.map_image = static_cast<std::int64_t>(image);
      tool.to_pad(view.app, view.map_image);
    }
  }
  if (!ui::outline_table_of("middles", words::middles)) return;
  double sum[10][3] = {};
  for (std::size_t i = 0; i < count; ++i) {
    double* of = sum[labels[i]];
    of[0] += 1;
    of[1] += static_cast<double>(points[2 * i]);
    of[2] += static_cast<double>(points[2 * i + 1]);
  }
  ui::TableText table(10, 10);
  for (const char* head : words::middles_head) table.cell(head);
  for (std::int64_t digit = 0; digit < 10; ++digit) {
    const double* of = sum[digit];
    table.row();
    table.cell(digit);
    table.number("%.0f", of[0]);
    for (const int axis : {1, 2}) table.number("%.3g", of[0] > 0 ? of[axis] / of[0] : 0);
  }
}

// Every image as its digit in its class's colour. Returns the one under the pointer, -1 for none.
std::int64_t chart(View& view, MapTool& tool, Place place) {
  const Theme& t = theme();
  const ImVec2 to{place.at.x + place.size.x, place.at.y + place.size.y};
  ImDrawList* list = ImGui::GetWindowDrawList();
  ImGui::SetCursorScreenPos(place.at);
  const ui::Item item = ui::interact("map_chart", place.size, false);
  view.remember("map_chart");
  note_map(view, tool);
  const std::vector<float>& points = tool.points();
  ImVec2 low{-1, -1}, high{1, 1};
  const auto include = [&](const std::vector<float>& all) {
    for (std::size_t i = 0; i + 1 < all.size(); i += 2) {
      low = {std::min(low.x, all[i]), std::min(low.y, all[i + 1])};
      high = {std::max(high.x, all[i]), std::max(high.y, all[i + 1])};
    }
  };
  include(points);
  include(tool.drawing());
  const float scale = std::min((place.size.x - 2 * edge) / (high.x - low.x), (place.size.y - 2 * edge) / (high.y - low.y));
  // Where the mean image lies.
  const ImVec2 centre{(place.at.x + to.x) / 2 - (low.x + high.x) / 2 * scale, (place.at.y + to.y) / 2 + (low.y + high.y) / 2 * scale};
  const std::vector<std::int64_t>& labels = view.app.data.digits().test.labels;
  list->PushClipRect(place.at, to, true);
  ImFont* small = font(Type::caption);
  constexpr float height = 11;
  // Lines at equal steps both ways, with their numbers at the lower and the left edge.
  const double step = ui::tick_step(static_cast<double>(high.y - low.y), 5);
  const float pitch = static_cast<float>(step) * scale;
  const auto number = [&](ImVec2 at, int steps) {
    if (steps != 0) list->AddText(small, height, at, t.quiet, kit::print("%g", steps * step).c_str());
  };
  for (int i = static_cast<int>(std::ceil((place.at.x - centre.x) / pitch)); centre.x + static_cast<float>(i) * pitch < to.x; ++i) {
    const float x = centre.x + static_cast<float>(i) * pitch;
    ui::hairline({x, place.at.y}, place.size.y, true, i == 0 ? t.quiet : t.grid);
    number({x + 3, to.y - 14}, i);
  }
  for (int i = static_cast<int>(std::ceil((centre.y - to.y) / pitch)); centre.y - static_cast<float>(i) * pitch > place.at.y; ++i) {
    const float y = centre.y - static_cast<float>(i) * pitch;
    ui::hairline({place.at.x, y}, place.size.x, false, i == 0 ? t.quiet : t.grid);
    number({place.at.x + 3, y - 13}, i);
  }
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    const auto digit = static_cast<std::size_t>(labels[i / 2]);
    const char text[2] = {static_cast<char>('0' + digit), 0};
    list->AddText(small, height, {std::round(centre.x + points[i] * scale) - 3, std::round(centre.y - points[i + 1] * scale) - 6},
                  faded(t.classes[digit], 0.8f), text);
  }
  if (tool.drawing().size() == 2) {
    const ImVec2 at{centre.x + tool.drawing()[0] * scale, centre.y - tool.drawing()[1] * scale};
    list->AddCircle(at, 9, t.panel, 32, 5);
    list->AddCircle(at, 9, t.ink, 32, 2.5f);
  }
  list->PopClipRect();
  if (!ImGui::IsItemHovered()) return -1;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const std::int64_t nearest = tool.nearest((mouse.x - centre.x) / scale, (centre.y - mouse.y) / scale);
  if (nearest < 0) return -1;
  const auto place_of = static_cast<std::size_t>(nearest) * 2;
  list->AddCircle({centre.x + points[place_of] * scale, centre.y - points[place_of + 1] * scale}, 8, t.accent, 24, 2);
  if (item.pressed) tool.to_pad(view.app, nearest);
  return nearest;
}

// The two directions, as images of one scale.
void directions(View& view, MapTool& tool, kit::Panels& panels) {
  const float width = panels.width();
  const float half = std::floor((width - size::gap) / 2);
  const Place both = panels.card("map_directions", words::directions, kit::picture_height(half, image_side, image_side));
  float limit = 0;
  const std::vector<float> components = tool.components().to_vector<float>();
  for (const float value : components) limit = std::max(limit, std::abs(value));
  for (int i = 0; i < 2; ++i) {
    kit::picture(view, {both.at.x + static_cast<float>(i) * (half + size::gap), both.at.y}, half,
                 {.name = i == 0 ? "map_direction_0" : "map_direction_1", .values = std::span(components).subspan(static_cast<std::size_t>(i * image_pixels), image_pixels),
                  .columns = image_side, .rows = image_side, .revision = tool.revision(), .ramp = kit::Ramp::signed_values, .limit = limit,
                  .value = words::direction_value, .title = words::direction_names[i]});
  }
}

}  // namespace

void map(View& view, LessonState& state, kit::Panels& panels) {
  auto& tool = static_cast<MapTool&>(state);
  if (tool.points().empty()) return;
  const float width = panels.width(), slider = kit::slider_row_height(view);
  const float side = std::min(560.0f, std::max(width, 300.0f));
  const std::string shares = kit::print(words::shares, tool.share(0) * 100, tool.share(1) * 100);
  const float wide = panels.whole_width();
  const Place place = panels.card("map", words::chart, slider + 8 + side + 4 + kit::words_height(wide, Type::caption, shares.c_str()), true);
  double images = tool.images();
  if (kit::slider_row(view, "map_images", place.at, std::min(place.size.x, 420.0f), words::images, words::images_tip, &images, MapTool::fewest,
                      MapTool::most, true, "%.0f")) {
    tool.set_images(static_cast<int>(images));
  }
  const ImVec2 at{place.at.x, place.at.y + slider + 8};
  const std::int64_t under = chart(view, tool, {at, {place.size.x, side}});
  kit::words({place.at.x, at.y + side + 4}, wide, Type::caption, theme().quiet, shares.c_str());

  const Place pad = panels.card("map_pad", words::pad, width + view.control() + size::gap);
  draw_panel("pad", view, pad);

  const float small = std::min(width, 200.0f);
  const Place image = panels.card("map_image", words::image, 22 + small);
  const Dataset& test = view.app.data.digits().test;
  if (under >= 0) view.map_image = under;
  const bool pointed = view.map_image >= 0;
  const std::int64_t shown = std::min(view.map_image, test.count() - 1);
  ui::text_at(image.at, Type::caption, theme().quiet,
              pointed ? kit::print(words::shown, static_cast<long long>(shown), static_cast<int>(test.labels[static_cast<std::size_t>(shown)])).c_str()
                      : words::chart_hint);
  if (!pointed) return directions(view, tool, panels);
  const auto pixels = pixels_of(test, shown);
  const std::vector<float> values(pixels.begin(), pixels.end());
  kit::picture(view, {image.at.x, image.at.y + 22}, small, {.name = "map_under", .values = values, .columns = image_side, .rows = image_side,
    .revision = static_cast<std::uint64_t>(shown), .scale = false});
  directions(view, tool, panels);
}

}  // namespace inkgrad::lesson_views
