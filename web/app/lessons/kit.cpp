#include "web/app/lessons/kit.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>

#include "web/app/text.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::kit {
namespace {

constexpr float least_card = 280;
constexpr float title_height = 24, scale_height = 44;

bool for_fingers(const View& view) { return view.touch || view.form == Form::phone; }
// A slider's end: 0.00001, not 1e-05.
std::string end_of(double value) { return value > 0 && value < 1e-4 ? print("%.5f", value) : print("%.6g", value); }
float chip_height(const View& view) { return for_fingers(view) ? size::touch : 26; }

// Calls `place(i, x, y, width)` for every chip as they break into lines; gives their height.
template <class PlaceChip>
float break_chips(const View& view, float width, std::span<const char* const> labels, const PlaceChip& place) {
  const float height = chip_height(view);
  float x = 0, y = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const float wide = std::max(std::ceil(ui::text_size(Type::caption, labels[i]).x) + 20, for_fingers(view) ? size::touch : 0.0f);
    if (x > 0 && x + wide > width) {
      x = 0;
      y += height + 6;
    }
    place(i, x, y, wide);
    x += wide + 6;
  }
  return y + height;
}

constexpr int most_table_columns = 30;
std::string card_title;  // of the card that was placed last

// A line an image: its number, what is said of it, and where its least and its greatest value are.
void note_images(const Picture& what) {
  const int told = std::min(what.images, static_cast<int>(ui::most_table_rows));
  const int wide = what.tile_columns > 0 ? what.tile_columns : what.image_side + 1, high = what.tile_rows > 0 ? what.tile_rows : wide;
  ui::TableText table(static_cast<std::size_t>(told), static_cast<std::size_t>(what.images));
  table.cell(text::picture_number);
  if (what.said_title != nullptr) table.cell(what.said_title);
  if (what.ramp == Ramp::signed_values) table.cell(text::picture_least);
  table.cell(text::picture_most);
  for (int i = 0; i < told; ++i) {
    const int top = i / what.images_in_row * high, left = i % what.images_in_row * wide;
    const auto value = [&](int p) {
      return what.values[static_cast<std::size_t>((top + p / what.image_side) * what.columns + left + p % what.image_side)];
    };
    int least = 0, most = 0;
    for (int p = 1; p < what.image_side * what.image_side; ++p) {
      if (value(p) < value(least)) least = p;
      if (value(p) > value(most)) most = p;
    }
    const auto place = [&](int p) {
      table.cell(print(text::picture_place, static_cast<double>(value(p)), p / what.image_side, p % what.image_side));
    };
    table.row();
    table.cell(std::int64_t{what.first_image + i});
    if (what.said.call != nullptr) table.cell(what.said.call(what.said.of, i));
    if (what.ramp == Ramp::signed_values) place(least);
    place(most);
  }
}

// The numbers as they lie, in rows and columns: of many as many as a table has rows, evenly chosen. Gives by how many it goes on.
int note_numbers(const Picture& what) {
  const int every = std::max((what.rows - 1) / static_cast<int>(ui::most_table_rows), (what.columns - 1) / most_table_columns) + 1;
  const int rows = (what.rows - 1) / every + 1, columns = (what.columns - 1) / every + 1;
  ui::TableText table(static_cast<std::size_t>(rows * columns), static_cast<std::size_t>(what.rows * what.columns));
  table.cell(text::picture_row);
  table.count(what.columns, every);
  for (int row = 0; row < what.rows; row += every) {
    table.row();
    table.cell(std::int64_t{row});
    for (int column = 0; column < what.columns; column += every) {
      const float value = what.values[static_cast<std::size_t>(row * what.columns + column)];
      if (value < HeatMap::no_value) table.number("%.3g", static_cast<double>(value));
      else table.cell("");
    }
  }
  return every;
}

// What the picture drawn last shows, for those who read it. Gives what was pressed there.
int note_picture(const Picture& what) {
  const ui::Picks picks = !what.pickable ? ui::Picks::none : what.images > 0 ? ui::Picks::rows : ui::Picks::cells;
  if (!ui::outline_table(what.title != nullptr ? what.title : card_title.c_str(), picks)) return -1;
  const int picked = ui::outline_picked();
  if (what.images > 0) {
    note_images(what);
    return picked;
  }
  const int every = note_numbers(what), columns = (what.columns - 1) / every + 1;
  return picked < 0 ? -1 : picked / columns * every * what.columns + picked % columns * every;
}

}  // namespace

Panels::Panels(View& view, Place region) : view_(view), at_(region.at) {
  const int columns = std::clamp(static_cast<int>((region.size.x + size::gap) / (least_card + size::gap)), 1, 3);
  width_ = std::floor((region.size.x - static_cast<float>(columns - 1) * size::gap) / static_cast<float>(columns));
  ends_.assign(static_cast<std::size_t>(columns), region.at.y);
  if (view_.card_columns_of != columns) {
    view_.card_columns_of = columns;
    view_.card_columns.clear();
  }
}

Panels::~Panels() {
  ImGui::SetCursorScreenPos({at_.x, *std::max_element(ends_.begin(), ends_.end())});
  ImGui::Dummy({1, 0});
}

Place Panels::card(const char* name, const char* title, float height, bool wide) {
  // Once placed it stays there: nothing jumps to another column when a card above it grows.
  const auto shortest = std::min_element(ends_.begin(), ends_.end()) - ends_.begin();
  const auto column = ends_.begin() + view_.card_columns.try_emplace(name, shortest).first->second;
  const float whole = wide ? width_ * static_cast<float>(ends_.size()) + size::gap * static_cast<float>(ends_.size() - 1) : width_;
  const ImVec2 from = wide ? ImVec2(at_.x, *std::max_element(ends_.begin(), ends_.end()))
                           : ImVec2(at_.x + static_cast<float>(column - ends_.begin()) * (width_ + size::gap), *column);
  const float head = title != nullptr ? title_height : 0;
  card_title = title != nullptr ? title : "";
  const ImVec2 to{from.x + whole, from.y + height + head + 2 * size::padding};
  if (wide) std::fill(ends_.begin(), ends_.end(), to.y + size::gap);
  else *column = to.y + size::gap;
  ui::card(from, to, theme().panel, size::panel_corner);
  view_.app.places[name] = {from.x, from.y, to.x - from.x, to.y - from.y};
  if (title != nullptr) ui::outline_words(ui::Role::heading, title);
  if (title != nullptr && view_.app.outside.save_picture) {
    const float side = for_fingers(view_) ? size::touch : 24, inset = for_fingers(view_) ? 0 : 8;
    ImGui::SetCursorScreenPos({to.x - side - inset, from.y + inset});
    ImGui::PushID(name);
    if (ui::button("save", nullptr, Icon::save, ui::Kind::quiet, {side, side}, text::save_picture_tip)) {
      view_.picture_wanted = name;
      view_.picture_area = {from.x, from.y, to.x - from.x, to.y - from.y};
    }
    ui::outline_name(print(text::save_picture_of, text::tr(title)).c_str());
    ImGui::PopID();
    view_.remember(print("%s_save", name).c_str());
  }
  if (title != nullptr) {
    const ui::Untold untold;
    ui::text_at({from.x + size::padding, from.y + size::padding - 2}, Type::caption_strong, theme().ink, title);
  }
  return {{from.x + size::padding, from.y + size::padding + head}, {whole - 2 * size::padding, height}};
}

float picture_height(float width, int columns, int rows, bool scale) {
  return std::ceil(width * static_cast<float>(rows) / static_cast<float>(columns)) + (scale ? scale_height : 0);
}

Hit picture(View& view, ImVec2 at, float width, const Picture& what) {
  const ui::Untold untold;
  const Theme& t = theme();
  View::PooledPicture& pooled = view.pictures[what.name];
  if (pooled.revision != what.revision || pooled.map.columns() != what.columns || pooled.map.rows() != what.rows) {
    pooled.revision = what.revision;
    pooled.map.set(what.values, what.columns, what.rows);
  }
  Hit hit;
  hit.corner = at;
  hit.cell = width / static_cast<float>(what.columns);
  const ImVec2 extent{width, hit.cell * static_cast<float>(what.rows)};
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float line = 1 / ImGui::GetIO().DisplayFramebufferScale.x;
  list->AddRectFilled({at.x - line, at.y - line}, {at.x + extent.x + line, at.y + extent.y + line}, t.line);
  const bool both = what.ramp == Ramp::signed_values;
  const ImU32 low = both ? t.negative : t.panel, high = both ? t.positive : t.ink;
  pooled.map.draw(list, at, extent, {low, t.panel, high, t.line, hit.cell >= 8 ? t.grid : 0, what.limit});

  ImGui::SetCursorScreenPos(at);
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  ImGui::InvisibleButton(what.name, extent);
  ImGui::PopItemFlag();
  view.remember(what.name);
  hit.over = ImGui::IsItemHovered();
  hit.pressed = ImGui::IsItemActivated();
  hit.held = ImGui::IsItemActive();
  if (what.table) hit.picked = note_picture(what);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  hit.row = std::clamp(static_cast<int>((mouse.y - at.y) / hit.cell), 0, what.rows - 1);
  hit.column = std::clamp(static_cast<int>((mouse.x - at.x) / hit.cell), 0, what.columns - 1);
  if (!what.scale) return hit;

  const float y = at.y + extent.y + 8;
  const std::string lowest = both ? print("−%.3g", static_cast<double>(what.limit)) : "0";
  const std::string highest = print(both ? "+%.3g" : "%.3g", static_cast<double>(what.limit));
  const float left = at.x + ui::text_size(Type::caption, lowest.c_str()).x + 8;
  const float right = std::max(left + 40, at.x + std::min(width, 200.0f) - ui::text_size(Type::caption, highest.c_str()).x - 8);
  ui::text_at({at.x, y - 3}, Type::caption, t.quiet, lowest.c_str());
  ui::text_at({right + 8, y - 3}, Type::caption, t.quiet, highest.c_str());
  list->AddRectFilled({left - line, y - line}, {right + line, y + 10 + line}, t.line);
  if (both) {
    const float middle = (left + right) / 2;
    list->AddRectFilledMultiColor({left, y}, {middle, y + 10}, t.negative, t.panel, t.panel, t.negative);
    list->AddRectFilledMultiColor({middle, y}, {right, y + 10}, t.panel, t.positive, t.positive, t.panel);
  } else {
    list->AddRectFilledMultiColor({left, y}, {right, y + 10}, t.panel, t.ink, t.ink, t.panel);
  }
  std::string said = what.hint != nullptr ? what.hint : "";
  if (hit.over && what.value != nullptr) {
    const float value = pooled.map.at(hit.column, hit.row);
    if (value < HeatMap::no_value) {
      char text[160];
      const int row = what.tile_rows > 0 ? hit.row % what.tile_rows : hit.row;
      const int column = what.tile_columns > 0 ? hit.column % what.tile_columns : hit.column;
      std::snprintf(text, sizeof text, text::tr(what.value), row, column, static_cast<double>(value));
      said = with_minus_signs(text);
    }
  }
  ui::text_at({at.x, y + 16}, Type::caption, t.quiet, said.c_str());
  return hit;
}

void mark(const Hit& hit, int row, int column, int row_end, int column_end) {
  const ImVec2 from{hit.corner.x + hit.cell * static_cast<float>(column), hit.corner.y + hit.cell * static_cast<float>(row)};
  const ImVec2 to{hit.corner.x + hit.cell * static_cast<float>(column_end), hit.corner.y + hit.cell * static_cast<float>(row_end)};
  ImGui::GetWindowDrawList()->AddRectFilled(from, to, faded(theme().accent, 0.16f));
  ImGui::GetWindowDrawList()->AddRect(from, to, theme().accent, 0, 0, 2);
}

Gallery gallery(int count, int side, int columns, const std::function<std::span<const float>(int)>& image) {
  Gallery all;
  const int lines = (count + columns - 1) / columns;
  all.columns = std::max(1, columns * (side + 1) - 1);
  all.rows = std::max(1, lines * (side + 1) - 1);
  all.values.assign(static_cast<std::size_t>(all.columns) * static_cast<std::size_t>(all.rows), HeatMap::no_value);
  for (int i = 0; i < count; ++i) {
    const std::span<const float> values = image(i);
    const int left = i % columns * (side + 1), top = i / columns * (side + 1);
    for (int row = 0; row < side; ++row) {
      std::copy_n(values.begin() + row * side, side, all.values.begin() + (top + row) * all.columns + left);
    }
  }
  // The last line may be shorter: paper, not a grey block.
  const int used = (count - (lines - 1) * columns) * (side + 1);
  for (int row = (lines - 1) * (side + 1); used < all.columns && row < all.rows; ++row) {
    std::fill(all.values.begin() + row * all.columns + used, all.values.begin() + (row + 1) * all.columns, 0.0f);
  }
  return all;
}

int image_at(const Hit& hit, int side, int columns, int count) {
  if (hit.row % (side + 1) == side || hit.column % (side + 1) == side) return -1;
  const int image = hit.row / (side + 1) * columns + hit.column / (side + 1);
  return image < count ? image : -1;
}

float row_height(const View& view) { return view.control(); }

bool slider_row(View& view, const char* name, ImVec2 at, float width, const char* word, const char* tip, double* value, double low,
                double high, bool logarithmic, const char* format) {
  const ui::Untold untold;
  constexpr float field = 68;
  const float height = row_height(view), label = std::min(112.0f, width * 0.34f);
  ui::text_at({at.x, std::round(at.y + (height - ui::line_height(Type::body)) / 2)}, Type::body, theme().ink, word);
  const float track = width - label - field - 8;
  ui::name_next(word);
  ImGui::PushID(name);
  ImGui::SetCursorScreenPos({at.x + label, at.y});
  bool changed = ui::slider("slider", value, low, high, logarithmic, {track, height}, tip);
  view.remember(name);
  ImGui::SetCursorScreenPos({at.x + width - field, at.y});
  changed = ui::number_field("##field", value, low, high, format, {field, height}, tip) || changed;
  view.remember(print("%s_field", name).c_str());
  ImGui::PopID();
  ui::name_next(nullptr);
  const float y = std::round(at.y + height / 2) + 9;
  ui::text_at({at.x + label + 2, y}, Type::caption, theme().quiet, end_of(low).c_str());
  ui::text_right({at.x + label + track - 2, y}, Type::caption, theme().quiet, end_of(high).c_str());
  return changed;
}

int chips(View& view, const char* name, ImVec2 at, float width, std::span<const char* const> labels, int chosen, const char* tip,
          float* used) {
  int pressed = -1;
  ImGui::PushID(name);
  const float height = break_chips(view, width, labels, [&](std::size_t i, float x, float y, float wide) {
    ImGui::SetCursorScreenPos({at.x + x, at.y + y});
    const int number = static_cast<int>(i);
    if (ui::chip(labels[i], labels[i], number == chosen, {wide, chip_height(view)}, tip)) pressed = number;
    view.remember(print("%s_%d", name, number).c_str());
  });
  ImGui::PopID();
  if (used != nullptr) *used = height;
  return pressed;
}

float chips_height(const View& view, float width, std::span<const char* const> labels) {
  return break_chips(view, width, labels, [](std::size_t, float, float, float) {});
}

bool button(View& view, const char* name, ImVec2 at, const char* word, Icon icon, const char* tip, const char* why_not, ui::Kind kind) {
  ImGui::SetCursorScreenPos(at);
  const float height = row_height(view);
  const bool pressed = ui::button(name, word, icon, kind, {word != nullptr ? 0 : height, height}, tip, why_not);
  view.remember(name);
  return pressed;
}

void bar(ImVec2 at, float width, const char* word, double value, double limit, const char* format, ImU32 colour) {
  const ui::Untold untold;
  const Theme& t = theme();
  constexpr float label = 72, number = 64;
  const float track = width - label - number;
  ImDrawList* list = ImGui::GetWindowDrawList();
  ui::text_at(at, Type::caption, t.ink, word);
  list->AddRectFilled({at.x + label, at.y + 2}, {at.x + label + track, at.y + 14}, t.field, 3);
  const float part = static_cast<float>(std::clamp(limit > 0 ? value / limit : 0.0, 0.0, 1.0));
  if (part > 0) list->AddRectFilled({at.x + label, at.y + 2}, {at.x + label + std::max(3.0f, track * part), at.y + 14}, colour, 3);
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  ui::outline_value(word, with_minus_signs(text).c_str());
  ui::text_right({at.x + width, at.y}, Type::caption_strong, t.ink, with_minus_signs(text).c_str());
}

void columns(ImVec2 at, float width, float height, const char* word, std::span<const std::int64_t> counts, double low, double high,
             ImU32 colour) {
  const ui::Untold untold;
  const Theme& t = theme();
  constexpr float head = 20, foot = 20;
  ui::text_at(at, Type::caption, t.quiet, word);
  if (counts.empty()) return;
  if (ui::outline_table_of(word, word)) {
    ui::TableText table(counts.size(), counts.size());
    for (const char* name : {text::histogram_from, text::histogram_to, text::histogram_count}) table.cell(name);
    const double step = (high - low) / static_cast<double>(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const double from = low + step * static_cast<double>(i);
      table.row();
      table.number("%.3g", from);
      table.number("%.3g", from + step);
      table.cell(with_commas(counts[i]));
    }
  }
  const std::int64_t most = std::max<std::int64_t>(1, *std::max_element(counts.begin(), counts.end()));
  const float room = height - head - foot, wide = width / static_cast<float>(counts.size()), base = at.y + head + room;
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    // By the square root: few values are to be seen beside many.
    const float tall = std::max(1.0f, room * static_cast<float>(std::sqrt(static_cast<double>(counts[i]) / static_cast<double>(most))));
    const float x = at.x + wide * static_cast<float>(i);
    list->AddRectFilled({x, base - tall}, {x + std::max(1.0f, wide - 1), base}, colour);
  }
  ui::hairline({at.x, base}, width);
  if (low < 0 && high > 0) ui::hairline({at.x + width * static_cast<float>(-low / (high - low)), base - room}, room + 4, true, t.quiet);
  ui::text_at({at.x, base + 4}, Type::caption, t.quiet, print("%.3g", low).c_str());
  ui::text_right({at.x + width, base + 4}, Type::caption, t.quiet, print("%.3g", high).c_str());
}

ui::ChartFrame chart(View& view, ImVec2 at, ImVec2 extent, const ui::Chart& what, std::span<const ui::Line> lines) {
  ui::Chart noted = what;
  if (noted.table == nullptr) noted.table = card_title.c_str();
  ui::ChartFrame frame = ui::chart(at, extent, noted, lines);
  view.app.places[what.name] = {frame.from.x, frame.from.y, frame.to.x - frame.from.x, frame.to.y - frame.from.y};
  return frame;
}

float round_limit(std::span<const float> values) {
  float most = 0;
  for (const float value : values) most = std::max(most, std::abs(value));
  if (!(most > 0) || !std::isfinite(most)) return 1;
  return static_cast<float>(ui::tick_step(static_cast<double>(most), 1));
}

void number_line(ImVec2 at, float width, const char* word, const char* ours, const char* book, bool agrees, bool goal) {
  const Theme& t = theme();
  ui::outline_value(word, (book == nullptr ? ours : ours + ("; " + print(text::book, book))).c_str());
  const ui::Untold untold;
  ui::text_at(at, Type::caption, t.quiet, word);
  const float right = at.x + width;
  if (book == nullptr) {
    ui::text_right({right, at.y}, Type::caption_strong, t.ink, ours);
    return;
  }
  std::string their = print(text::book, book);
  const float others = ui::text_size(Type::caption, word).x + ui::text_size(Type::caption_strong, ours).x + 20 + 2 * 12;
  if (others + ui::text_size(Type::caption, their.c_str()).x > width) their = print(text::book_short, book);
  const float book_width = ui::text_size(Type::caption, their.c_str()).x + 20;
  ui::text_right({right - book_width - 12, at.y}, Type::caption_strong, t.ink, ours);
  ui::text_right({right - 20, at.y}, Type::caption, t.quiet, their.c_str());
  if (agrees || !goal) ui::text_right({right, at.y}, Type::caption_strong, agrees ? t.good : t.warn, agrees ? "✓" : "≠");
  ImGui::SetCursorScreenPos({right - book_width, at.y});
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  ImGui::PushID(word);
  ImGui::InvisibleButton("document", {book_width, line_height});
  ui::outline_same("");  // it only has a tip
  ImGui::PopID();
  ImGui::PopItemFlag();
  ui::tooltip(text::book_tip);
}

float words(ImVec2 at, float width, Type type, ImU32 colour, const char* text) {
  ImGui::SetCursorScreenPos(at);
  ui::paragraph(type, colour, text, width);
  return ImGui::GetItemRectSize().y;
}

float words_height(float width, Type type, const char* text) { return ui::paragraph_size(type, text, width).y; }

std::string print(const char* format, ...) {
  char text[512];
  va_list values;
  va_start(values, format);
  std::vsnprintf(text, sizeof text, text::tr(format), values);
  va_end(values);
  return with_minus_signs(text);
}

}  // namespace inkgrad::kit
