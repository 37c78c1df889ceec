#pragma once

#include <imgui.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a frame has put on the canvas, for the page's parallel controls (web/site/outline.js): each control with its name and value, each
/// heading and paragraph, in the order in which they were drawn. And what somebody has done with such a control, which the control takes
/// up in the next frame as if it had been pressed or moved.
namespace inkgrad::ui {

enum class Role { button, choice, list, slider, number, text, heading, paragraph, table };
/// What of a table can be pressed: what a hand would press in the picture that it tells.
enum class Picks { none, rows, cells };

/// Rows that a table has at most: of more, so many are told.
inline constexpr std::size_t most_table_rows = 50;

struct Outlined {
  Role role = Role::paragraph;
  ImGuiID id = 0;       ///< of a control; 0 for words
  std::string name{};   ///< what is on it or beside it, or, where nothing is, the beginning of its tip
  std::string note{};   ///< its tip, or why it is disabled
  std::string text{};   ///< a field's or list's contents; an open table's rows, a line each, tabs between the cells, the first its head;
                        ///< behind words, the number that they name
  double value = 0, low = 0, high = 1;  ///< a slider's and a number's; of a table's `high` points `value` are told
  bool logarithmic = false;
  bool on = false;      ///< of choices: this one holds; of tables: it is open
  bool disabled = false;
  Picks picks = Picks::none;
};

/// Forgets the frame before.
void begin_outline();
/// What was drawn since begin_outline.
const std::vector<Outlined>& outline();

/// Adds the last item of Dear ImGui's as a control. `name` null or empty: the name that name_next gave, or else the note. Returns it for
/// whoever knows more of it.
Outlined& outline_control(Role role, const char* name, const char* tip, const char* why_not = nullptr);
/// The control that was added last is called so.
void outline_name(const char* name);
/// The control that was added last is a field for a number, which it holds.
void as_number(double value, double low, double high);
/// The last item of Dear ImGui's is a chart that can be read as a table. Whether somebody has opened that: only then are its numbers to be
/// written, into outline_table_text().
bool outline_table(const char* title, Picks picks = Picks::none);
/// The same for what is no item of Dear ImGui's, by a name of its own within the window.
bool outline_table_of(const char* id, const char* title, Picks picks = Picks::none);
/// Which row, or which cell, counted row by row, somebody has pressed of the table that was added last; -1: none. Told once.
int outline_picked();
/// The last item of Dear ImGui's does with the pointer only what the control named `name` does, too; the name lives as long as the frame.
void outline_same(const char* name);
/// Adds words; the same words twice in a row are one.
void outline_words(Role role, const char* text);
/// Adds a number, or another short text, behind the words that name it.
void outline_value(const char* name, const char* text);

/// Writes the table that was added last, its head first; no other may be added before it is done.
class TableText {
 public:
  /// It tells so many of so many points.
  TableText(std::size_t told, std::size_t points);
  void row();
  void cell(std::string_view text);
  void cell(std::int64_t number);
  /// As printf writes it, with a minus sign.
  void number(const char* format, double value);
  /// Cells 0, `every`, 2 `every`, ... below `count`, for heads.
  void count(int count, int every = 1);

 private:
  std::string& text_;
  bool begins_row_ = true;
};

/// While one lives, text that is drawn is not added as words: it belongs to a control, or is told in a table.
class Untold {
 public:
  Untold();
  ~Untold();
  Untold(const Untold&) = delete;
  Untold& operator=(const Untold&) = delete;
};
/// Text that is drawn somewhere, and words of the page unless an Untold lives.
void outline_drawn(Role role, const char* text);

/// What a hand could press, and where it was drawn.
struct DrawnItem {
  ImGuiID id;
  ImVec2 from, to;
};
/// All of it in the last frame, as Dear ImGui itself has counted it: each of its items but windows and their scroll bars.
const std::vector<DrawnItem>& drawn_items();
/// The one that has the keyboard's focus, where that is to be seen; 0: none.
ImGuiID focused_item();
/// Those of which outline_same said so, with the names that it gave.
const std::vector<std::pair<ImGuiID, const char*>>& same_items();
/// The words drawn beside the controls that come next, until name_next(nullptr).
void name_next(const char* word);

/// What somebody wants of control `id`: to press it (null), or that it holds `text`. One after the other, one a frame.
void act_on(ImGuiID id, const char* text);
/// Whether the last item was pressed so; it is told once.
bool was_pressed();
/// What the last item is to hold; null: nothing new. Told once; it lives until the frame ends.
const char* was_given();

}  // namespace inkgrad::ui
