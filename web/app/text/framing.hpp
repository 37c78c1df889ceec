#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::framing {

inline constexpr LessonText lesson{
    "Pen to pixels",
    "How your stroke becomes 28 × 28 numbers",
    "A model reads well only what looks like what it was trained on. MNIST's digits were scaled until their longer side was 20 pixels, "
    "kept their proportions and their greys, and were put with their centre of mass in the middle of 28 × 28. Your drawing goes the "
    "same way.\n\n"
    "Switch a step off and see what the model makes of the digit then. With all of them off it gets the pad as it is, in thin lines.",
    "scale = 20 / longer side of ink\ngrey = inked part of the pixel",
    "Draw a digit small and in a corner, and switch steps off until the model reads another digit."};

inline constexpr const char* pad = "Your drawing";
inline constexpr const char* steps = "Steps";
inline constexpr const char* names[] = {"Crop and scale to 20", "A pen's width", "Greys", "Centre of mass in the middle"};
inline constexpr const char* tips[] = {
    "The ink's longer side is scaled to 20 pixels; off: the whole pad is.",
    "Lines are as wide as the pen; off: one pixel.",
    "A pixel is as dark as the part of it that is inked; off: full ink or none.",
    "The centre of mass goes to the middle of the image; off: the 20 × 20 box does.",
};
inline constexpr const char* with = "With these steps";
inline constexpr const char* reads = "read as %d, p = %.2f";
inline constexpr const char* nothing = "Draw a digit first.";
inline constexpr const char* no_model = "No model is loaded.";
inline constexpr const char* pixel = "row %d, column %d:  x = %.0f";
inline constexpr const char* after = "Step by step";
inline constexpr const char* none_yet = "The pad as it is";

}  // namespace inkgrad::text::framing
