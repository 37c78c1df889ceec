#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::gradients {

inline constexpr LessonText lesson{
    "Gradients",
    "A gradient is a slope",
    "A slope says how much a function answers when x moves a little: where it is 6, a thousandth more x gives about six "
    "thousandths more f(x). To learn is to ask this of the loss, for every weight at once.\n\n"
    "Mark a tensor with requires_grad_() and the engine notes each op that is done with it. backward() walks these ops from "
    "the last to the first: each passes on, to what it was computed from, the gradient that it was given times its own slope. "
    "That is the chain rule, one op at a time; where two ways meet, what comes along them is added.\n\n"
    "What arrives is added to x.grad as well. That is why a training loop calls zero_grad() before every step.\n\n"
    "At the corner of |x| and of relu there is no tangent. The engine answers 0 there, as PyTorch does.",
    "x = tensor(3.).requires_grad_()\ny = f(x)\ny.backward()\nx.grad  # ∂y/∂x",
    "Drag the point to 3 and press backward() three times; then zero_grad(), and backward() once more. Then walk back through "
    "a whole graph."};

inline constexpr const char* curve = "A function and its slope";
inline constexpr const char* function_tip = "The function f.";
inline constexpr const char* x_axis = "x";
inline constexpr const char* x = "x";
inline constexpr const char* x_tip = "x: where the slope is taken. The point can be dragged too.";
inline constexpr const char* h = "h";
inline constexpr const char* h_tip = "h: how far two points are to either side of x, for a slope by hand.";
inline constexpr const char* value = "f(x)";
inline constexpr const char* slope = "slope, by backward()";
inline constexpr const char* by_hand = "slope by two points, x ± h";

inline constexpr const char* slopes = "The slope everywhere";
inline constexpr const char* slopes_note = "By backward() at 161 places at once: below 0 the function falls.";

inline constexpr const char* accumulate = "backward() adds";
inline constexpr const char* backward = "backward()";
inline constexpr const char* backward_tip = "Computes f(x) anew and adds its slope ∂f/∂x to x.grad.";
inline constexpr const char* zero_grad = "zero_grad()";
inline constexpr const char* zero_grad_tip = "Empties x.grad.";
inline constexpr const char* zero_grad_why_not = "x.grad is empty.";
inline constexpr const char* grad = "x.grad";
inline constexpr const char* no_grad = "None";
inline constexpr const char* grad_hint = "Nothing has been added yet. A new x, by the point or the slider, starts empty too.";

inline constexpr const char* vector = "A function of three numbers";
inline constexpr const char* vector_note = "f(x) = x[0]² + x[1]² + x[2]²: a slope for each.";
inline constexpr const char* parts[] = {"first", "second", "third"};
inline constexpr const char* part_tip = "One of the three numbers of x.";
inline constexpr const char* sum = "f(x)";

inline constexpr const char* graph = "Backward through a graph";
inline constexpr const char* graph_tip = "Which computation: every box is one op or one number it begins with.";
inline constexpr const char* leaf_tip = "The number that this box begins with.";
inline constexpr const char* step = "One node";
inline constexpr const char* step_tip = "Back through one more op: it passes ∂L to what it was computed from.";
inline constexpr const char* all = "All";
inline constexpr const char* all_tip = "Back through all that is left, as backward() does.";
inline constexpr const char* restart = "Forget the gradients and begin at L again.";
inline constexpr const char* step_why_not = "The way back is done: every gradient has arrived.";
inline constexpr const char* restart_why_not = "Nothing has been walked through yet.";
inline constexpr const char* data = "data: no gradient";
inline constexpr const char* derivative = "∂L/∂%s";
inline constexpr const char* begins = "∂L/∂L is 1: that is where the way back begins.";
inline constexpr const char* passes = "%s = %s is given %s and passes on";
inline constexpr const char* to = " %s to %s";
inline constexpr const char* arrived = " All has arrived: the same as backward() leaves in grad.";

}  // namespace inkgrad::text::gradients
