#pragma once

#include <imgui.h>

#include <string>
#include <vector>

/// What a frame has put on the canvas, for the page's parallel controls (web/site/outline.js): each control with its name and value, each
/// heading and paragraph, in the order in which they were drawn. And what somebody has done with such a control, which the control takes
/// up in the next frame as if it had been pressed or moved.
namespace inkgrad::ui {

enum class Role { button, choice, list, slider, number, text, heading, paragraph, table };

struct Outlined {
  Role role = Role::paragraph;
  ImGuiID id = 0;       ///< of a control; 0 for words
  std::string name{};   ///< what is on it or beside it, or, where nothing is, the beginning of its tip
  std::string note{};   ///< its tip, or why it is disabled
  std::string text{};   ///< a field's or list's contents; an open table's rows, a line each, tabs between the cells, the first its head
  double value = 0, low = 0, high = 1;  ///< a slider's and a number's; of a table's `high` points `value` are told
  bool logarithmic = false;
  bool on = false;      ///< of choices: this one holds; of tables: it is open
  bool disabled = false;
};

/// Forgets the frame before.
void begin_outline();
/// What was drawn since begin_outline.
const std::vector<Outlined>& outline();

/// Adds the last item of Dear ImGui's as a control. `name` null or empty: the name that name_next gave, or else the note. Returns it for
/// whoever knows more of it.
Outlined& outline_control(Role role, const char* name, const char* tip, const char* why_not = nullptr);
/// The control that was added last is a field for a number, which it holds.
void as_number(double value, double low, double high);
/// The last item of Dear ImGui's is a chart that can be read as a table. Whether somebody has opened that: only then are its numbers to be
/// written, into outline_table_text().
bool outline_table(const char* title);
/// The text of the table that was added last, which tells so many of so many points.
std::string& outline_table_text(std::size_t told, std::size_t points);
/// Adds words; the same words twice in a row are one.
void outline_words(Role role, const char* text);
/// The words drawn beside the controls that come next, until name_next(nullptr).
void name_next(const char* word);

/// What somebody wants of control `id`: to press it (null), or that it holds `text`.
void act_on(ImGuiID id, const char* text);
/// Whether the last item was pressed so; it is told once.
bool was_pressed();
/// What the last item is to hold; null: nothing new. Told once; it lives until the next act_on.
const char* was_given();

}  // namespace inkgrad::ui
