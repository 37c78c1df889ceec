#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::loss {

inline constexpr LessonText lesson{
    "Loss, sigmoid",
    "A loss has a slope where accuracy has none",
    "Accuracy is what we want, but it cannot teach. It is a staircase: it stays where it is until a prediction crosses 0.5, so "
    "its slope is 0 nearly everywhere, and 0 says nothing about where to go.\n\n"
    "A loss answers to every small change. mnist_loss asks how far each prediction is from its target, 1 or 0, and takes the "
    "mean. Lower is better, and its slope says for each prediction whether more of it or less is better.\n\n"
    "That holds between 0 and 1 only. A model gives scores of any size, and then a distance may fall below 0: the loss would "
    "praise a score for being absurd. The sigmoid brings every number between 0 and 1, keeps their order, and is smooth; its "
    "slope is largest at 0 and fades on both sides.",
    "mnist_loss = mean(\n    where(y = 1, 1 − p, p))\nsigmoid(x) = 1 / (1 + e^−x)",
    "Drag the third prediction up until all three are right. Then allow scores of any size, drag one so far that the loss "
    "falls below 0, and let the sigmoid squeeze them."};

inline constexpr const char* predictions = "Three predictions";
inline constexpr const char* examples[] = {"0.9, 0.4, 0.2", "0.9, 0.4, 0.8"};
inline constexpr const char* example_tip = "The course's predictions p, and those with a better third one.";
inline constexpr const char* ranges[] = {"0 to 1", "any score"};
inline constexpr const char* range_tip = "What the three numbers may be: predictions p between 0 and 1, or scores from −6 to 6.";
inline constexpr const char* squeezes[] = {"as they are", "sigmoid first"};
inline constexpr const char* squeeze_tip = "Whether mnist_loss takes the numbers themselves or their sigmoid.";
inline constexpr const char* prediction_tip = "Prediction p: a number to type, or a point to drag up and down.";
inline constexpr const char* target = "target %d";
inline constexpr const char* target_tip = "The target y: 1 or 0. Press to change it.";
inline constexpr const char* squeezed_to = "→ %s";
inline constexpr const char* slope = "∂ %s";
inline constexpr const char* legend = "Circle: the prediction. Bar: its distance from the target. ∂: the loss's slope by it.";

inline constexpr const char* measured = "Loss and accuracy";
inline constexpr const char* loss_plain = "loss, as they are";
inline constexpr const char* loss_squeezed = "loss, sigmoid first";
inline constexpr const char* accuracy = "accuracy";
inline constexpr const char* course = "course %s";
inline constexpr const char* nudge = "A hundredth better";
inline constexpr const char* nudge_tip = "Moves every prediction by 0.01 towards its target.";
inline constexpr const char* nudged = "A hundredth better, each, would";
inline constexpr const char* loss_moves = "lower the loss by";
inline constexpr const char* accuracy_moves = "raise the accuracy by";
inline constexpr const char* below = "A loss below 0: outside 0 to 1 a distance is none.";

inline constexpr const char* chart = "One prediction moves";
inline constexpr const char* chart_tip = "Which of the three predictions is moved.";
inline constexpr const char* which[] = {"first", "second", "third"};
inline constexpr const char* chart_x = "prediction";
inline constexpr const char* chart_loss = "loss %s, slope %s";
inline constexpr const char* chart_accuracy = "accuracy %s, slope 0 but at the step";

inline constexpr const char* sigmoid = "The sigmoid and its slope";
inline constexpr const char* sigmoid_x = "x";
inline constexpr const char* sigmoid_tip = "x: what is squeezed. The point can be dragged too.";
inline constexpr const char* sigmoid_value = "sigmoid(x)";
inline constexpr const char* sigmoid_slope = "slope, by backward()";
inline constexpr const char* sigmoid_scores = "The small points are the three numbers of above.";

}  // namespace inkgrad::text::loss
