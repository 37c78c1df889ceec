#pragma once

#include <imgui.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "web/app/view.hpp"
#include "web/app/widgets/chart.hpp"
#include "web/app/widgets/widgets.hpp"

/// What lessons' views are made of: cards in columns, pictures of numbers, rows of controls. Every part with a `name` notes its
/// place under it, for tests and for saving its picture.
namespace inkgrad::kit {

/// Cards side by side where there is room, each new one in the shortest column; one under the other where there is not.
class Panels {
 public:
  Panels(View& view, Place region);
  /// Makes the region as long as the longest column.
  ~Panels();
  Panels(const Panels&) = delete;
  Panels& operator=(const Panels&) = delete;

  /// Room inside a card.
  float width() const { return width_ - 2 * size::padding; }
  /// The same in a card over all columns.
  float whole_width() const {
    const auto columns = static_cast<float>(ends_.size());
    return columns * width_ + (columns - 1) * size::gap - 2 * size::padding;
  }
  /// The next card, for contents `height` high; null title: none. `wide`: over all columns. Gives the room for the contents.
  Place card(const char* name, const char* title, float height, bool wide = false);

 private:
  View& view_;
  ImVec2 at_;
  float width_;
  std::vector<float> ends_;  // of the columns
};

enum class Ramp { unsigned_values, signed_values };

/// What is said of image i: a function that outlives the picture's drawing, by reference (std::function would make the page larger).
struct Said {
  const void* of = nullptr;
  std::string (*call)(const void* of, int i) = nullptr;
  Said() = default;
  template <class Function>
  Said(const Function& function)
      : of(&function), call([](const void* which, int i) -> std::string { return (*static_cast<const Function*>(which))(i); }) {}
};

/// A matrix of numbers as coloured cells, with its scale under it and the value under the pointer.
struct Picture {
  const char* name;
  std::span<const float> values;  ///< row-major; HeatMap::no_value: no cell
  int columns, rows;
  std::uint64_t revision;  ///< of the values: another one, other values
  Ramp ramp = Ramp::unsigned_values;
  float limit = 255;              ///< the end of the scale
  const char* value = nullptr;    ///< how one value is printed: a format of row, column (int) and value (double)
  const char* hint = nullptr;     ///< in its place while the pointer is elsewhere
  bool scale = true;              ///< false: no line under it
  int tile_columns = 0, tile_rows = 0;  ///< not 0: `value` counts rows and columns anew after so many
  const char* title = nullptr;  ///< of its table in the plain page; null: the title of the card that it is in
  bool pickable = false;        ///< the table's cells, or its images, can be pressed: Hit::picked
  bool table = true;            ///< false: what it shows is told otherwise
  /// Not 0: so many images, told one a line: their number, what `said` says of each under `said_title`, lightest and darkest value.
  int images = 0, images_in_row = 1, image_side = 0, first_image = 0;
  const char* said_title = nullptr;
  Said said = {};
};
/// Where the pointer is on a picture.
struct Hit {
  bool over = false, pressed = false, held = false;
  int row = 0, column = 0;
  ImVec2 corner;   ///< of the picture
  float cell = 1;  ///< side of one
  int picked = -1; ///< the image or the cell, counted row by row, that was pressed in the picture's table
};
/// How high a picture `width` wide is.
float picture_height(float width, int columns, int rows, bool scale = true);
Hit picture(View& view, ImVec2 at, float width, const Picture& picture);
/// Marks cells [row, row_end) x [column, column_end).
void mark(const Hit& hit, int row, int column, int row_end, int column_end);

/// Square pictures of the same side, `columns` in a row, a gap of one cell between, as the values of one Picture. `image(i)` gives
/// the values of number i.
struct Gallery {
  std::vector<float> values;
  int columns = 0, rows = 0;  ///< in cells
};
Gallery gallery(int count, int side, int columns, const std::function<std::span<const float>(int)>& image);
/// Which image of a gallery a cell belongs to; -1: none.
int image_at(const Hit& hit, int side, int columns, int count);

/// The height of a row of controls.
float row_height(const View& view);
/// A slider with its word, its number to type and its ends, `width` wide. True when the value changed.
bool slider_row(View& view, const char* name, ImVec2 at, float width, const char* word, const char* tip, double* value, double low,
                double high, bool logarithmic, const char* format = "%.3g");
inline float slider_row_height(const View& view) { return row_height(view) + 18; }
/// Chips in as many lines as they need. Gives the one that was pressed, -1 for none. `used`: the height they took.
int chips(View& view, const char* name, ImVec2 at, float width, std::span<const char* const> labels, int chosen, const char* tip,
          float* used = nullptr);
float chips_height(const View& view, float width, std::span<const char* const> labels);
/// A button that is as wide as its word.
bool button(View& view, const char* name, ImVec2 at, const char* word, Icon icon, const char* tip, const char* why_not = nullptr,
            ui::Kind kind = ui::Kind::plain);

/// A bar from 0 to `limit` with its word before and its number behind.
void bar(ImVec2 at, float width, const char* word, double value, double limit, const char* format, ImU32 colour);
inline constexpr float bar_height = 26;

/// How many values lie where, as columns over their range, zero marked; `word` over them, the extremes under them.
void columns(ImVec2 at, float width, float height, const char* word, std::span<const std::int64_t> counts, double low, double high,
             ImU32 colour);

/// ui::chart, the area inside its axes noted under its name.
ui::ChartFrame chart(View& view, ImVec2 at, ImVec2 extent, const ui::Chart& what, std::span<const ui::Line> lines);
/// The smallest of 1, 2, 5, 10, ... times a power of ten that no value exceeds in size: the end of a scale that seldom moves. 1 if
/// all are 0.
float round_limit(std::span<const float> values);

/// Our number beside the document's, in a line: "accuracy   0.9511   book 0.9511  ✓". `book` null: there is none. `goal`: it is one to
/// be reached, so that not to agree yet is no difference to be marked.
void number_line(ImVec2 at, float width, const char* word, const char* ours, const char* book = nullptr, bool agrees = false, bool goal = false);
inline constexpr float line_height = 22;

/// Words in a colour at a place, wrapped; gives their height.
float words(ImVec2 at, float width, Type type, ImU32 colour, const char* text);
float words_height(float width, Type type, const char* text);

/// printf into a string to be read: the format in the page's language, with minus signs, not hyphens.
[[gnu::format(printf, 1, 2)]] std::string print(const char* format, ...);

}  // namespace inkgrad::kit
