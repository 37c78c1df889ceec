#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::stepping {

inline constexpr LessonText lesson{
    "Stepping",
    "Downhill, a step at a time",
    "A line ax + b has two parameters. For every choice of a and b the loss L says how badly the line misses the points: the mean of the "
    "squared distances. Drawn over a and b it is a landscape: lines join places of equal loss, and the lowest lies inside the "
    "innermost.\n\n"
    "The gradient says which way L rises, and how steeply; a step goes the other way. How far is the learning rate η times the slope. "
    "Too small, and the way takes for ever; too large, and each step leaps over the valley to a place that is higher than the last.\n\n"
    "In between lies a rate at which every step leaps to the other side at the same height: it bounces, and never arrives.",
    "L = mean((f(x) − y)²)\n(a, b) ← (a, b) − η(∂L/∂a, ∂L/∂b)",
    "Drag the start somewhere else. Then take 20 steps twice: at a rate that brings the loss under a hundredth of what it was, and at one "
    "that makes it grow."};

inline constexpr const char* surface = "The loss, and the way down";
inline constexpr const char* surface_hint = "Drag the start to where you want it.";
inline constexpr const char* at_pointer = "%s = %.2f, %s = %.2f:  L = %.3f";
inline constexpr const char* parameters[] = {"a", "b", "c"};
inline constexpr const char* axis_ends = "%s from %.0f to %.0f →    %s from %.0f to %.0f ↑";
inline constexpr const char* held_of[] = {"a = %.2f in this picture", "b = %.2f in this picture", "c = %.2f in this picture"};
inline constexpr const char* pairs[] = {"a, b", "a, c", "b, c"};
inline constexpr const char* pair_tip = "The two parameters that the loss L is drawn over; the third is held.";

inline constexpr const char* walk = "Steps";
inline constexpr const char* rates[] = {"too low", "right", "bounces", "too high"};
inline constexpr const char* named_rate = "%g  %s";
inline constexpr const char* rate_tip = "A learning rate η, tried on the line; the way begins again at the start.";
inline constexpr const char* lr = "Rate η";
inline constexpr const char* lr_tip = "The learning rate η: a step is η times the slope.";
inline constexpr const char* step = "Step";
inline constexpr const char* step_tip = "One step: every parameter less η times its slope.";
inline constexpr const char* run = "20 steps";
inline constexpr const char* run_tip = "Twenty steps more, one after the other.";
inline constexpr const char* pause = "Pause";
inline constexpr const char* pause_tip = "Stays where it is.";
inline constexpr const char* reset = "Reset";
inline constexpr const char* reset_tip = "Back to the start.";
inline constexpr const char* why_running = "It takes its steps by itself now; pause it first.";
inline constexpr const char* why_at_end = "It has gone far enough: reset, or choose another rate.";
inline constexpr const char* steps_done = "steps";
inline constexpr const char* loss_now = "loss L";
inline constexpr const char* made_by = "made by %g";

inline constexpr const char* points = "Points and what is fitted to them";
inline constexpr const char* shapes[] = {"line 3x + 5", "parabola 2x² − 3x + 1"};
inline constexpr const char* points_tip = "What the 20 points (x, y) are taken from.";
inline constexpr const char* models[] = {"fit a line", "fit a parabola"};
inline constexpr const char* model_tip = "The function f that is fitted: ax + b, or ax² + bx + c.";
inline constexpr const char* noise = "Noise";
inline constexpr const char* noise_tip = "How far each point is moved off its curve: σ times a normal number.";
inline constexpr const char* legend_points = "points";
inline constexpr const char* legend_line = "ax + b";
inline constexpr const char* legend_parabola = "ax² + bx + c";
inline constexpr const char* x = "x";

inline constexpr const char* losses = "The loss after each step";
inline constexpr const char* steps_axis = "step";
inline constexpr const char* rate = "η = %g";

}  // namespace inkgrad::text::stepping
