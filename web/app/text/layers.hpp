#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::layers {

inline constexpr LessonText lesson{
    "Inside the layers",
    "What each layer holds, and what counts",
    "Your drawing goes through the chosen model layer by layer (without a drawing: the first test image). Each layer's result is shown "
    "as numbers, and beside it how its weights are spread, and the gradients that ten test images, one of each digit, would "
    "move them by. All of it follows the training.\n\n"
    "Two pictures say what the reading hangs on. The slope of the digit's score by each pixel: more ink where it is positive "
    "raises the score. And the probability that is lost when a square of the drawing is hidden.",
    "saliency = ∂ score / ∂ x\nocclusion = p − p (square hidden)",
    "Draw a digit, choose a layer, and hide larger squares."};

inline constexpr const char* pad = "Your drawing";
inline constexpr const char* layer = "Layers";
inline constexpr const char* layer_tip = "Looks at the result of this layer.";
inline constexpr const char* result = "%s:  %s";
inline constexpr const char* value = "row %d, column %d:  %+.4f";
inline constexpr const char* activations = "its results";
inline constexpr const char* weights = "its weights w";
inline constexpr const char* gradients = "their gradients ∂L/∂w";
inline constexpr const char* no_weights = "This layer has no weights.";
inline constexpr const char* saliency = "Slope of the score of %d by each pixel";
inline constexpr const char* saliency_value = "row %d, column %d:  ∂s/∂x = %+.3f";
inline constexpr const char* occlusion = "Lost when a square is hidden";
inline constexpr const char* occlusion_value = "square %d, %d:  p falls by %+.3f";
inline constexpr const char* patch = "Square";
inline constexpr const char* patch_tip = "Side of the square that is hidden, in pixels.";
inline constexpr const char* no_model = "Load or train a model first.";

}  // namespace inkgrad::text::layers
