#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "web/app/gfx/heatmap.hpp"
#include "web/app/gfx/ink.hpp"
#include "web/app/state/app_state.hpp"
#include "web/app/theme.hpp"

namespace inkgrad {

/// How much room there is: a column with a tab bar, the stage with a sheet, the whole bench.
enum class Form { phone, between, desktop };

/// What the window remembers that is of no interest to the state: which tab is open, what the pointer is over, pictures.
struct View {
  explicit View(AppState& state) : app(state) {}

  AppState& app;
  Form form = Form::desktop;
  float width = 0, height = 0;

  int phone_tab = 0;      ///< Draw, Learn, Train, Inside
  int lesson_seen = -1;   ///< the lesson that was open in the last frame
  int inspector_tab = 0;  ///< Train, Inside
  bool help_open = false;
  /// Where there is no room for a right column: the inspector as a sheet over the stage, and how far it has come, 0 to 1.
  bool sheet_open = false;
  float sheet_shown = 0;
  bool sheet_gives_focus_back = false;
  bool trouble_shown = false;  ///< the training's trouble has been brought into sight

  /// Where the pen can draw, in CSS pixels, and whether nothing lies over it.
  Area pad;
  bool pad_free = false;
  Area pad_visible;
  /// Whether the last pointer was a finger: larger targets, other words.
  bool touch = false;

  InkRenderer ink;
  HeatMap seen;
  std::uint64_t seen_revision = ~0ull;
  HeatMap weights;
  std::uint64_t weights_revision = ~0ull;
  float weights_limit = 1;
  int weights_columns = 0, weights_side = 0, weights_shown = 0, weights_units = 0;
  bool weights_kernels = false;

  /// Pictures of numbers by name, with the revision of what is in them.
  struct PooledPicture {
    HeatMap map;
    std::uint64_t revision = ~0ull;
  };
  std::map<std::string, PooledPicture, std::less<>> pictures;
  /// The column that each card of the lessons was given, while there are `card_columns_of` of them.
  std::map<std::string, std::ptrdiff_t, std::less<>> card_columns;
  int card_columns_of = 0;
  /// A part of the page to be kept as a picture once it has been drawn, and its name; empty: none.
  std::string picture_wanted;
  Area picture_area;

  /// Two fingers on the window: their middle, and by how much they have parted since somebody took that (2: twice as far).
  ImVec2 pinch_at;
  float pinch = 1;
  /// Where the drag that goes on began, in units of what is dragged over.
  ImVec2 drag_from;
  std::int64_t map_image = -1;  ///< the test image that the pointer was over last; -1: none

  /// Height of controls: what a finger needs, or what a mouse does.
  float control() const { return form == Form::phone || touch ? size::touch : size::control; }
  /// Notes where the last item is, under a name, for tests.
  void remember(const char* name);
};

/// A rectangle of the window given to a panel.
struct Place {
  ImVec2 at, size;
};

}  // namespace inkgrad
