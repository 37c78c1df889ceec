#include <algorithm>
#include <cmath>

#include "web/app/lessons/views.hpp"
#include "web/app/state/lessons/predictions.hpp"
#include "web/app/text/predictions.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::predictions;

constexpr float image_room = 36, image_line = 54;

int images_in_line(float width) { return std::max(5, static_cast<int>(width / (image_room + 4))); }

float gallery_height(float width, int count) {
  const int columns = images_in_line(width);
  return std::max(1.0f, std::ceil(static_cast<float>(count) / static_cast<float>(columns))) * image_line + 20;
}

// The images for those who read them; one that is pressed there goes on the pad, too.
void note_images(View& view, PredictionsTool& tool, const char* title, const std::vector<std::int64_t>& places) {
  if (!ui::outline_table(title, ui::Picks::rows)) return;
  const auto picked = static_cast<std::size_t>(ui::outline_picked());
  if (picked < places.size() && tool.reading(places[picked]) >= 0) tool.to_pad(view.app, places[picked]);
  const std::size_t told = std::min(ui::most_table_rows, places.size());
  ui::TableText table(told, places.size());
  for (const char* head : words::table_head) table.cell(head);
  for (std::size_t i = 0; i < told; ++i) {
    const int read = tool.reading(places[i]);
    const auto truth = static_cast<int>(view.app.data.digits().test.labels[static_cast<std::size_t>(places[i])]);
    table.row();
    table.cell(places[i]);
    table.cell(std::int64_t{truth});
    if (read < 0) continue;
    table.cell(std::int64_t{read});
    table.number("%.1f%%", static_cast<double>(tool.sureness(places[i])) * 100);
  }
}

// Images with what is read under each; a click puts one on the pad.
void gallery(View& view, PredictionsTool& tool, const char* name, const char* title, Place place, const std::vector<std::int64_t>& places) {
  const ui::Untold untold;
  const Theme& t = theme();
  const int columns = images_in_line(place.size.x), count = static_cast<int>(places.size());
  const Dataset& test = view.app.data.digits().test;
  if (count == 0) return;
  // One picture of all: image after image in a grid whose cells are pixels, with room for the numbers between the lines.
  constexpr int side = image_side;
  constexpr int step_x = side + 3, step_y = side + 14;
  const int lines = (count + columns - 1) / columns;
  const int wide = columns * step_x - 3, high = lines * step_y;
  View::PooledPicture& pooled = view.pictures[name];
  const std::uint64_t revision = tool.revision() * 64 + static_cast<std::uint64_t>(columns);
  if (pooled.revision != revision) {
    pooled.revision = revision;
    std::vector<float> values(static_cast<std::size_t>(wide * high), HeatMap::no_value);
    for (int i = 0; i < count; ++i) {
      const auto pixels = pixels_of(test, places[static_cast<std::size_t>(i)]);
      for (int p = 0; p < image_pixels; ++p) {
        const int x = i % columns * step_x + p % side, y = i / columns * step_y + p / side;
        values[static_cast<std::size_t>(y * wide + x)] = pixels[static_cast<std::size_t>(p)];
      }
    }
    pooled.map.set(values, wide, high);
  }
  const float cell = image_line / static_cast<float>(step_y);
  const ImVec2 extent{cell * static_cast<float>(wide), cell * static_cast<float>(high)};
  pooled.map.draw(ImGui::GetWindowDrawList(), place.at, extent, {t.panel, t.panel, t.ink, t.panel, 0, 255});
  ImGui::SetCursorScreenPos(place.at);
  const ui::Item item = ui::interact(name, extent, false);
  view.remember(name);
  note_images(view, tool, title, places);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  for (int i = 0; i < count; ++i) {
    const std::int64_t at = places[static_cast<std::size_t>(i)];
    const int truth = static_cast<int>(test.labels[static_cast<std::size_t>(at)]), read = tool.reading(at);
    const ImVec2 from{place.at.x + cell * static_cast<float>(i % columns * step_x), place.at.y + cell * static_cast<float>(i / columns * step_y)};
    const float width = cell * side;
    const ImVec2 to{from.x + width, from.y + width};
    if (read >= 0) {
      ui::text_centred({(from.x + to.x) / 2, to.y + 8}, read == truth ? Type::caption : Type::caption_strong, read == truth ? t.quiet : t.warn,
                       kit::print("%d", read).c_str());
    }
    const bool over = ImGui::IsItemHovered() && mouse.x >= from.x && mouse.x < to.x && mouse.y >= from.y && mouse.y < to.y + 16;
    if (!over || read < 0) continue;
    ImGui::GetWindowDrawList()->AddRect(from, to, t.accent, 0, 0, 2);
    ui::text_at({place.at.x, place.at.y + extent.y + 2}, Type::caption, t.quiet,
                kit::print(words::to_pad, truth, read, static_cast<double>(tool.sureness(at)) * 100).c_str());
    if (item.pressed) tool.to_pad(view.app, at);
  }
}

void test_images(View& view, PredictionsTool& tool, kit::Panels& panels) {
  const float row = kit::row_height(view);
  const std::vector<std::int64_t> places = tool.page_places();
  const Place place = panels.card("predictions_gallery", words::gallery, gallery_height(panels.width(), PredictionsTool::shown_at_once) + row + 8);
  if (kit::button(view, "predictions_previous", place.at, nullptr, Icon::previous, words::previous)) tool.turn(-1);
  if (kit::button(view, "predictions_next", {place.at.x + row + 8, place.at.y}, nullptr, Icon::next, words::next)) tool.turn(+1);
  const float x = place.at.x + 2 * row + 24;
  kit::number_line({x, place.at.y}, place.at.x + place.size.x - x, words::newest,
                   kit::print("%s / %s", with_commas(tool.read_by_newest()).c_str(), with_commas(tool.images()).c_str()).c_str());
  kit::words({x, place.at.y + 16}, place.at.x + place.size.x - x, Type::caption, theme().quiet, words::gallery_note);
  gallery(view, tool, "predictions_images", words::gallery, {{place.at.x, place.at.y + row + 8}, place.size}, places);
}

// The matrix for those who read it: a row a digit, a column a reading.
void note_confusion(PredictionsTool& tool, const std::vector<std::int64_t>& counts) {
  if (!ui::outline_table(words::confusion, ui::Picks::cells)) return;
  if (const int picked = ui::outline_picked(); picked >= 0 && picked < 100) tool.choose_cell(picked / 10, picked % 10);
  ui::TableText table(counts.size(), counts.size());
  table.cell(words::confusion_axes);
  table.count(10);
  for (std::int64_t i = 0; i < 100; ++i) {
    if (i % 10 == 0) {
      table.row();
      table.cell(i / 10);
    }
    table.cell(counts[static_cast<std::size_t>(i)]);
  }
}

void confusion(View& view, PredictionsTool& tool, kit::Panels& panels) {
  const Theme& t = theme();
  const float width = std::min(panels.width(), 420.0f), cell = std::floor((width - 24) / 10.0f), high = 26;
  const Place place = panels.card("predictions_confusion", words::confusion, 24 + 20 + high * 10);
  const std::vector<std::int64_t>& counts = tool.confusion();
  const std::int64_t right = std::max<std::int64_t>(0, tool.right());
  std::int64_t all = 0, largest = 1;
  for (int i = 0; i < 100; ++i) {
    const std::int64_t n = counts[static_cast<std::size_t>(i)];
    all += n;
    if (i / 10 != i % 10) largest = std::max(largest, n);
  }
  char share[16];
  std::snprintf(share, sizeof share, "%.2f%%", all > 0 ? 100.0 * static_cast<double>(right) / static_cast<double>(all) : 0.0);
  ui::outline_value(words::accuracy, share);
  const ui::Untold untold;
  ui::text_at(place.at, Type::caption, t.quiet, words::accuracy);
  ui::text_at({place.at.x + 40, place.at.y}, Type::caption_strong, t.ink, share);
  const ImVec2 corner{place.at.x + 24, place.at.y + 44};
  ui::text_right({corner.x + cell * 10, place.at.y}, Type::caption, t.quiet, words::confusion_axes);
  for (int i = 0; i < 10; ++i) {
    const std::string digit = kit::print("%d", i);
    ui::text_centred({corner.x + cell * (static_cast<float>(i) + 0.5f), corner.y - 10}, Type::caption_strong, t.ink, digit.c_str());
    ui::text_centred({corner.x - 12, corner.y + high * (static_cast<float>(i) + 0.5f)}, Type::caption_strong, t.ink, digit.c_str());
  }
  ImGui::SetCursorScreenPos(corner);
  const ui::Item item = ui::interact("confusion", {cell * 10, high * 10}, false);
  view.remember("confusion");
  note_confusion(tool, counts);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const int row = std::clamp(static_cast<int>((mouse.y - corner.y) / high), 0, 9), column = std::clamp(static_cast<int>((mouse.x - corner.x) / cell), 0, 9);
  for (int i = 0; i < 100; ++i) {
    const std::int64_t n = counts[static_cast<std::size_t>(i)];
    const bool diagonal = i / 10 == i % 10;
    const ImVec2 from{corner.x + cell * static_cast<float>(i % 10), corner.y + high * static_cast<float>(i / 10)};
    const ImVec2 to{from.x + cell - 1, from.y + high - 1};
    const float part = diagonal ? 0.10f : 0.75f * std::sqrt(static_cast<float>(n) / static_cast<float>(largest));
    ImGui::GetWindowDrawList()->AddRectFilled(from, to, n > 0 ? faded(diagonal ? t.good : t.warn, part) : t.field);
    if (n > 0) {
      // On a strong ground the panel's colour is easier to read than the dark theme's light ink.
      ui::text_centred({(from.x + to.x) / 2, (from.y + to.y) / 2}, Type::caption, t.dark && part > 0.45f ? t.panel : t.ink, kit::print("%lld", static_cast<long long>(n)).c_str());
    }
    if (i / 10 == tool.truth() && i % 10 == tool.read()) ImGui::GetWindowDrawList()->AddRect(from, to, t.accent, 0, 0, 2);
  }
  if (item.pressed) tool.choose_cell(row, column);
  std::int64_t of_row = 0;
  for (int i = 0; i < 10; ++i) of_row += counts[static_cast<std::size_t>(row * 10 + i)];
  ImGui::SetCursorScreenPos({corner.x, corner.y});
  ImGui::Dummy({cell * 10, high * 10});
  if (item.hovered) {
    ui::tooltip(kit::print(words::confusion_tip, static_cast<long long>(counts[static_cast<std::size_t>(row * 10 + column)]),
                           static_cast<long long>(of_row), row, column).c_str());
  }
}

}  // namespace

void predictions(View& view, LessonState& state, kit::Panels& panels) {
  auto& tool = static_cast<PredictionsTool&>(state);
  if (view.app.reader.chosen() == nullptr) {
    const Place place = panels.card("predictions_none", nullptr, 24);
    ui::text_at(place.at, Type::body, theme().quiet, words::no_model);
    return;
  }
  if (tool.confusion().empty()) return;
  confusion(view, tool, panels);
  const bool chosen = tool.truth() >= 0;
  const std::string title = kit::print(words::cell, tool.truth(), tool.read());
  const Place cell = panels.card("predictions_cell", chosen ? title.c_str() : nullptr,
                                 tool.cell().empty() ? 24 : gallery_height(panels.width(), static_cast<int>(tool.cell().size())));
  if (tool.cell().empty()) ui::text_at(cell.at, Type::caption, theme().quiet, chosen ? words::cell_empty : words::cell_none);
  else gallery(view, tool, "cell_images", title.c_str(), cell, tool.cell());
  test_images(view, tool, panels);
  const Place worst = panels.card("predictions_mistakes", words::mistakes,
                                  gallery_height(panels.width(), std::max(1, static_cast<int>(tool.mistakes().size()))));
  if (tool.mistakes().empty()) ui::text_at(worst.at, Type::caption, theme().quiet, words::mistakes_none);
  else gallery(view, tool, "mistake_images", words::mistakes, worst, tool.mistakes());
}

}  // namespace inkgrad::lesson_views
