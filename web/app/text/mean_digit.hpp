#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::mean_digit {

inline constexpr LessonText lesson{
    "The mean digit",
    "The mean of many images is an image",
    "Lay the threes on top of each other and average them pixel by pixel: what most writers do alike stays dark, what they do "
    "differently turns grey. With one image the mean is that image; with ten it trembles; from some hundreds on, one more hardly "
    "moves it.\n\n"
    "A mean is sharp where writers agree. The spread tells how much they do not: the standard deviation σ of a pixel over the images, "
    "averaged over all pixels. The contrast is the standard deviation within the mean itself: large where ink and paper stand apart.\n\n"
    "An image less the mean shows what is its own: orange where it has more ink than most, blue where it has less.",
    "each pixel over n images:\nμ = Σ x / n\nσ = √(Σ (x − μ)² / n)",
    "Average one image, then all of them. Which mean is the most blurred? Choose that digit."};

inline constexpr const char* adding = "Adding up 60,000 images: %.0f%%.";
inline constexpr const char* choice = "Average";
inline constexpr const char* digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
inline constexpr const char* digit_tip = "The digit whose images are averaged.";
inline constexpr const char* count = "Images n";
inline constexpr const char* count_tip = "How many of the digit's images are averaged: n, the first of them in MNIST's order.";
inline constexpr const char* play = "Add images";
inline constexpr const char* play_tip = "Adds one image after the other to the mean, then ever more at a time: n grows.";
inline constexpr const char* pause = "Hold";
inline constexpr const char* pause_tip = "Stops adding images; n stays.";
inline constexpr const char* one_more_tip = "One image more: n + 1.";
inline constexpr const char* why_no_more = "All images of this digit are in the mean.";
inline constexpr const char* all = "All";
inline constexpr const char* all_tip = "All images of this digit: the largest n.";
inline constexpr const char* one = "One";
inline constexpr const char* one_tip = "One image alone: n = 1.";
inline constexpr const char* mean_title = "The mean μ of n = %s, digit %d";
inline constexpr const char* mean_value = "row %d, column %d:  μ = %.3f";
inline constexpr const char* mean_hint = "Point at a pixel to read its mean.";
inline constexpr const char* image_title = "An image, and what is its own";
inline constexpr const char* previous = "The image before.";
inline constexpr const char* next = "The next image.";
inline constexpr const char* which = "image %s of %s";
inline constexpr const char* image_value = "row %d, col. %d: %.2f";
inline constexpr const char* difference_value = "row %d, col. %d: %+.2f";
inline constexpr const char* image_hint = "image x";
inline constexpr const char* difference_hint = "x − μ";
inline constexpr const char* difference_l1 = "mean of |x − μ|";
inline constexpr const char* ten_title = "Ten means, from sharp to blurred";
inline constexpr const char* ten_title_playing = "Ten means, to be sorted at the end";
inline constexpr const char* measures[] = {"Spread σ", "Contrast"};
inline constexpr const char* measure_tip =
    "What sharpness is told by: σ of each pixel over the images, small if sharp, or σ within the mean, large if sharp.";
inline constexpr const char* sharp = "sharp first, μ of n images each";
inline constexpr const char* ten_head = "Digit";
inline constexpr const char* ten_hint = "Press a digit to choose it.";
inline constexpr const char* counted = "The tensors behind it";
inline constexpr const char* document_note = "document: what the text of the course prints";
inline constexpr const char* threes = "threes stacked";
inline constexpr const char* sevens = "sevens stacked";
inline constexpr const char* their_mean = "a mean over axis 0";
inline constexpr const char* shape = "(%lld, 28, 28)";
inline constexpr const char* mean_shape = "(28, 28)";

}  // namespace inkgrad::text::mean_digit
