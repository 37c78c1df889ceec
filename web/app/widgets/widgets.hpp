#pragma once

#include <imgui.h>

#include <span>
#include <string>

#include "web/app/theme.hpp"
#include "web/app/widgets/icons.hpp"

/// Controls in the playground's look. They place themselves at Dear ImGui's cursor and move it on, take part in keyboard
/// navigation with a visible focus, and show `tip` as a tooltip. A control with a `why_not` is disabled and says that.
namespace inkgrad::ui {

enum class Kind { plain, primary, quiet };

bool button(const char* id, const char* label, Icon icon, Kind kind, ImVec2 size, const char* tip,
            const char* why_not = nullptr);
/// One of a row of small rounded choices ("chips"), of width 0 as wide as its word; `on` marks the one in use.
bool chip(const char* id, const char* label, bool on, ImVec2 size, const char* tip);
/// A field that opens a list. `begin_select` true: put `option`s, then `end_select`.
bool begin_select(const char* id, const char* shown, ImVec2 size, const char* tip, const char* why_not = nullptr);
/// An icon that opens a list, at least `width` wide: put `option`s, then `end_select`, if true.
bool begin_menu(const char* id, Icon icon, ImVec2 size, float width, const char* tip);
bool option(const char* label, const char* note, bool chosen, float height);
void end_select();
/// A row of choices of which one holds. True when another was taken.
bool segmented(const char* id, std::span<const char* const> labels, int* chosen, ImVec2 size, const char* tip);
/// A switch with its word. True when it was pressed.
bool toggle(const char* label, bool on, ImVec2 size, const char* tip);
/// A slider; logarithmic if `logarithmic`. Arrow keys move it in steps. True when the value changed.
bool slider(const char* id, double* value, double low, double high, bool logarithmic, ImVec2 size, const char* tip);
/// A number to type. True when a valid one was entered; others are forgotten.
bool number_field(const char* id, double* value, double low, double high, const char* format, ImVec2 size, const char* tip);
/// A line of text. True when it changed. Monospaced.
bool text_field(const char* id, std::string* value, ImVec2 size, bool wrong, const char* tip);
/// Tabs in a row. True when another was taken.
bool tabs(const char* id, std::span<const char* const> labels, int* chosen, float height);

/// Text at the cursor.
void label(Type type, ImU32 colour, const char* text);
/// Text at a place, drawn only.
void text_at(ImVec2 at, Type type, ImU32 colour, const char* text);
void text_right(ImVec2 right_top, Type type, ImU32 colour, const char* text);
void text_centred(ImVec2 centre, Type type, ImU32 colour, const char* text);
ImVec2 text_size(Type type, const char* text);
float line_height(Type type);
/// Wrapped text at the cursor, `width` wide, with the leading of text to be read.
void paragraph(Type type, ImU32 colour, const char* text, float width);
ImVec2 paragraph_size(Type type, const char* text, float width);

/// The tooltip of the last item.
void tooltip(const char* text);
/// A hairline of one device pixel, `length` long; colour 0: the theme's line.
void hairline(ImVec2 from, float length, bool vertical = false, ImU32 colour = 0);
/// A filled rectangle with a hairline around it.
void card(ImVec2 from, ImVec2 to, ImU32 fill, float corner);
/// What floats: a soft shadow under a card.
void shadow(ImVec2 from, ImVec2 to, float corner);

/// A region of its own at (x, y) of the current window: scrolls its contents by wheel, bar or finger when they are longer.
bool begin_region(const char* id, ImVec2 at, ImVec2 size, ImVec2 padding = {0, 0}, bool scrolls = true);
/// `ground`: the colour that the last lines fade to while there is more below; 0: they do not.
void end_region(ImU32 ground = 0);

/// Whether a control waits for frames of its own accord (a tooltip about to come, a region that glides).
bool wants_frame();
/// Forgets that; at the start of a frame.
void begin_frame();
/// The text of the field that is being typed into, or null.
const char* typing();

}  // namespace inkgrad::ui
