#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::normalise {

inline constexpr LessonText lesson{
    "Normalise",
    "Numbers of a good size",
    "Most of an image is paper: over all pixels the mean is 0.13, not in the middle between 0 and 1, and the standard deviation is 0.31. "
    "Less the mean and divided by the deviation, the pixels lie around 0, and spread by 1: paper falls a little below 0, ink comes near "
    "3.\n\n"
    "The weights do not mind where the numbers lie, but the steps do. A weight's slope is as large as the input that it is multiplied "
    "by: inputs that are all small learn slowly, and inputs that all have one sign push all weights the same way at once.\n\n"
    "Mean and deviation are those of 50,000 images to learn from. The 10,000 to check by are treated with the same two numbers, not with "
    "their own; afterwards they are near 0 and 1 all the same.",
    "x' = (x − μ) / σ",
    "Undo both, so that nothing is subtracted and all is divided by 1, and wait for both curves. Then normalise again: the curves are one."};

inline constexpr const char* sliders = "What is done to every pixel";
inline constexpr const char* subtracted = "Subtract μ";
inline constexpr const char* subtracted_tip = "What is taken from every pixel x: μ, its mean if all is well.";
inline constexpr const char* divisor = "Divide by σ";
inline constexpr const char* divisor_tip = "What every pixel is divided by then: σ, the standard deviation if all is well.";
inline constexpr const char* lr = "Rate η";
inline constexpr const char* lr_tip = "The learning rate η of both trainings.";
inline constexpr const char* normalise_all = "Normalise";
inline constexpr const char* normalise_tip = "Puts mean μ and standard deviation σ of the 50,000 images in.";
inline constexpr const char* undo = "Undo both";
inline constexpr const char* undo_tip = "Subtracts μ = 0 and divides by σ = 1: pixels as they are, from 0 to 1.";
inline constexpr const char* why_normalised = "These are the mean and the standard deviation.";
inline constexpr const char* why_undone = "Nothing is subtracted, and all is divided by 1.";

inline constexpr const char* numbers = "Mean and standard deviation";
inline constexpr const char* mean = "mean μ of 50,000 images";
inline constexpr const char* deviation = "standard deviation σ";
inline constexpr const char* after_mean = "their mean afterwards";
inline constexpr const char* after_std = "their deviation afterwards";
inline constexpr const char* paper = "paper afterwards";
inline constexpr const char* ink = "ink afterwards";
inline constexpr const char* validation_mean = "mean of 10,000 others";
inline constexpr const char* validation_std = "their deviation";
inline constexpr const char* counting = "The pixels are being counted.";

inline constexpr const char* share = "Share of all pixels";
inline constexpr const char* histograms = "How often which value";
inline constexpr const char* before_axis = "pixel x, before";
inline constexpr const char* after_axis = "x', after";

inline constexpr const char* curves = "The same training, both ways";
inline constexpr const char* way_normalised = "mean and deviation";
inline constexpr const char* way_chosen = "as the sliders say";
inline constexpr const char* short_ways[] = {"normalised", "sliders"};
inline constexpr const char* step_axis = "step";
inline constexpr const char* accuracy = "read right after %d steps";

}  // namespace inkgrad::text::normalise
