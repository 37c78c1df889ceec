#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::ten_digits {

inline constexpr LessonText lesson{
    "Ten digits",
    "Ten scores, one a digit",
    "For ten digits a linear layer has ten units. Each has a weight for every pixel and a bias, and adds up what the weights make of "
    "the image: its score. The ten rows of weights, as pictures, show where ink speaks for a digit and where against it.\n\n"
    "Scores can be any numbers. Softmax makes shares of them that are above 0 and add up to 1: e to the power of each score, over the "
    "sum of the ten. They can be read as probabilities.\n\n"
    "The loss looks at one of them alone, the right digit’s: it is minus its logarithm, the negative log-likelihood. 0 for a share "
    "of 1, 2.3 for a tenth, and more and more the surer the network was of something else. Log softmax gives the logarithm at once, "
    "without the very small shares that would be rounded to 0.",
    "z = W x + b\nsoftmax(z)[i] = e^z[i] / ∑ e^z\nloss = −log softmax(z)[label]",
    "Train for an epoch. Then go to an image that is read wrong: how large is its loss, and which two digits share the most?"};

inline constexpr const char* weights = "Ten weight images";
inline constexpr const char* weights_hint = "A picture a digit, all of one scale.";
inline constexpr const char* weight = "digit %d, row %d, column %d:  w = %+.3f";
inline constexpr const char* network = "The network 784-10";
inline constexpr const char* untrained = "Random weights, before learning.";
inline constexpr const char* training_at = "In training: epoch %d, step %s.";
inline constexpr const char* train = "Train an epoch";
inline constexpr const char* train_tip = "Uses 784-10, Adam and batches of 64 of the first 50,000 images: every weight follows ∂L/∂w.";
inline constexpr const char* why_no_training = "It is in training: wait for the epoch, or pause.";
inline constexpr const char* right_to_check = "right of 10,000 to check by";
inline constexpr const char* right_test = "right of 10,000 test images";
inline constexpr const char* counting = "…";
inline constexpr const char* example = "One example";
inline constexpr const char* sources[] = {"To check by", "Test images", "Your drawing"};
inline constexpr const char* source_tip = "Where x comes from: the last 10,000 training images, kept to check by; the test images; or the pad.";
inline constexpr const char* previous = "The image before.";
inline constexpr const char* next = "The next image.";
inline constexpr const char* wrong_before = "Wrong";
inline constexpr const char* previous_wrong = "The image before this one whose largest score is not its label’s.";
inline constexpr const char* next_wrong = "The next image whose largest score is not its label’s.";
inline constexpr const char* why_none_wrong = "There is no image read wrong on this side, or they are still being read.";
inline constexpr const char* which = "image %s of %s: a %d, read as %d";
inline constexpr const char* drawn = "meant as a %d, read as %d";
inline constexpr const char* meant = "You meant";
inline constexpr const char* meant_tip = "The label y of your drawing: the loss looks at its share.";
inline constexpr const char* draw_first = "Draw a digit and say which it is: ten numbers of it will stand here.";
inline constexpr const char* pixel = "row %d, column %d:  %.0f";
inline constexpr const char* table = "Its ten numbers";
inline constexpr const char* columns[] = {"digit", "score z", "softmax", "log softmax"};
inline constexpr const char* sum = "sum of the ten shares";
inline constexpr const char* loss = "loss: −log softmax of the %d";

}  // namespace inkgrad::text::ten_digits
