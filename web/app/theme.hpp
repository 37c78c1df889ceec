#pragma once

#include <imgui.h>

#include "web/app/state/app_state.hpp"

namespace inkgrad {

/// The colours of one theme. Only theme.cpp names values.
struct Theme {
  ImU32 paper, panel, ink, quiet, line, accent, on_accent, good, warn;
  ImU32 hover, pressed, field;      ///< controls: under the pointer, held down, the ground of fields and tracks
  ImU32 grid;                       ///< lines inside pictures and plots
  ImU32 negative, positive;         ///< ends of the scale of signed values; zero is the panel
  ImU32 shadow;
  ImU32 runs[8];                    ///< one a run, colour-blind safe (Okabe and Ito's, adjusted to the ground)
  ImU32 classes[10];                ///< one a digit, which is always written too
  bool dark;
};
const Theme& theme();

/// Sizes in CSS pixels.
namespace size {
inline constexpr float unit = 4, gap = 12, padding = 16;
inline constexpr float panel_corner = 10, control_corner = 6;
inline constexpr float large_card = 64;  ///< taller ones are filled the fast way
inline constexpr float control = 32, touch = 44;
inline constexpr float top_bar = 48, tab_bar = 56;
inline constexpr float low_window = 360;  ///< a phone's bars are as high as other windows' below this
inline constexpr float bottom = 208, right_column = 400, lesson_list = 184, lesson_list_from = 1180;
inline constexpr float desktop_from = 1000, phone_below = 700;
inline constexpr float line_length = 520;  ///< about 68 characters of body text
}  // namespace size

enum class Type { caption, caption_strong, body, body_strong, heading, digit, mono };
ImFont* font(Type type);

/// Loads the typefaces, sharp at `device_ratio` pixels a CSS pixel.
void build_fonts(float device_ratio);
/// Makes `name` the theme, Dear ImGui's own widgets included.
void use_theme(ThemeName name);
/// The same colour, `alpha` (0 to 1) as opaque.
ImU32 faded(ImU32 colour, float alpha);

}  // namespace inkgrad
