#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::distance {

inline constexpr LessonText lesson{
    "Distance",
    "How far an image is from the mean",
    "To read a digit without learning anything: compare it with each mean image, pixel by pixel, and say the digit whose mean is "
    "nearest. It is a baseline: what learns later must do better.\n\n"
    "Two ways to make one number of 784 differences. L1 averages their absolute values. RMSE, or L2, squares them, averages, and "
    "takes the root: a few large differences then weigh more than many small ones.\n\n"
    "Every image of the validation set has a label, so that right answers can be counted. Their share is the accuracy; with 3 and 7 it is "
    "the mean of both digits’ shares.",
    "L1(x, μ)   = mean |x − μ|\nRMSE(x, μ) = √(mean (x − μ)²)",
    "Draw a 3: the mean 3 should be nearer. Then take all ten means and count all images, once with L1 and once with RMSE. Which of "
    "the two reads better?"};

inline constexpr const char* adding = "Averaging 60,000 images: %.0f%%.";
inline constexpr const char* measuring = "Measuring the 10,000 test images: %.0f%%.";
inline constexpr const char* reading = "What is read";
inline constexpr const char* sources[] = {"Drawing", "Test image", "The document’s 3"};
inline constexpr const char* source_tip = "The image x: your drawing, one of the test images, or the training image that the document, the text of the course, measures.";
inline constexpr const char* previous = "The test image before.";
inline constexpr const char* next = "The next test image.";
inline constexpr const char* place = "image";
inline constexpr const char* place_tip = "Which of the 10,000 test images is read: 0 to 9999.";
inline constexpr const char* range = "0 to 9,999";
inline constexpr const char* nearest = "nearest: the mean %d";
inline constexpr const char* nearest_labelled = "nearest: the mean %d,  label: %d";
inline constexpr const char* nothing_drawn = "Draw a 3 on the pad, or choose a test image: its distances stand here.";
inline constexpr const char* differences = "Where it differs";
inline constexpr const char* digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
inline constexpr const char* two_digits[] = {"3", "7"};
inline constexpr const char* against_tip = "The mean μ that the image is compared with here.";
inline constexpr const char* image_hint = "x";
inline constexpr const char* mean_hint = "μ";
inline constexpr const char* absolute_hint = "|x − μ|";
inline constexpr const char* squared_hint = "(x − μ)²";
inline constexpr const char* value = "row %d, col. %d: %.2f";
inline constexpr const char* distances = "Distances";
inline constexpr const char* measures[] = {"L1", "RMSE"};
inline constexpr const char* measure_tip = "What decides: L1, the mean of |x − μ|, or RMSE, the root of the mean of (x − μ)².";
inline constexpr const char* means[] = {"3 against 7", "All ten"};
inline constexpr const char* means_tip = "The means that there are to choose from: two, or one for each digit.";
inline constexpr const char* to_mean = "to μ of %d";
inline constexpr const char* book_l1 = "L1 to the mean 3";
inline constexpr const char* counting = "Counted over the test images";
inline constexpr const char* play = "Count";
inline constexpr const char* play_tip = "Reads one image after the other and counts the right ones: n grows.";
inline constexpr const char* hold = "Hold";
inline constexpr const char* hold_tip = "Stops counting; n stays.";
inline constexpr const char* all = "All";
inline constexpr const char* all_tip = "Counts all of them: the largest n.";
inline constexpr const char* counted = "Images n";
inline constexpr const char* counted_tip = "How many of the images have been counted: n.";
inline constexpr const char* threes = "threes right";
inline constexpr const char* sevens = "sevens right";
inline constexpr const char* both = "mean of both";
inline constexpr const char* ten = "right of all";
inline constexpr const char* nothing_counted = "–";
inline constexpr const char* curve = "Share right";
inline constexpr const char* images = "images";
inline constexpr const char* errors = "Errors: %s";
inline constexpr const char* error_hint = "Press one: it is read, and stands here large, with its distances.";
inline constexpr const char* no_errors = "None so far: count on.";
inline constexpr const char* page = "%s to %s";
inline constexpr const char* previous_page = "Errors before these.";
inline constexpr const char* next_page = "Errors after these.";
inline constexpr const char* error_head = "Which";
inline constexpr const char* error = "test image %s: a %d, read as %d";
inline constexpr const char* error_image = "test image %s";
inline constexpr const char* error_read = "a %d, read as %d";

}  // namespace inkgrad::text::distance
