#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::training_loop {

inline constexpr LessonText lesson{
    "Training loop",
    "Seven steps, and over again",
    "Here the machine learns to tell a three from a seven with 784 weights w, one a pixel, and a bias b. An image's score is each pixel "
    "times its weight, all added up, plus b; above 0 it is read as a three.\n\n"
    "The weights begin as random numbers. From then on every batch of images does the same: predict, measure the loss L, ask the gradient "
    "which way each weight raises it, and step a little the other way. Orange weights speak for a three, blue ones for a seven.\n\n"
    "An epoch is once through all 12,396 threes and sevens. After each, the share of 2,038 test images that is read right is measured: "
    "images that no step has seen.",
    "score = x @ w + b\nL = mean of\n    1 − σ(score)  for a 3\n    σ(score)      for a 7\nw ← w − η ∂L/∂w",
    "Press the seven steps in their order, once each. Then run: how many epochs until more than 96 of 100 test images are read right?"};

inline constexpr const char* steps = "One step at a time";
inline constexpr const char* names[] = {"1  Initialise", "2  Predict", "3  Loss", "4  Gradient", "5  Step", "6  Repeat", "7  Stop"};
inline constexpr const char* tips[] = {
    "Gives all 784 weights w and the bias b random numbers; what was learnt is forgotten.",
    "Computes the score x @ w + b of every image in the batch.",
    "Takes the mean distance L of σ(score) from the targets, 1 for a three and 0 for a seven.",
    "Follows L back to every weight: ∂L/∂w says how L changes with it.",
    "Moves every weight against its slope, by η times ∂L/∂w.",
    "Takes the next batch; after an epoch's last the first again.",
    "Ends the training here; Repeat goes on after all."};
inline constexpr const char* why_not = "Not its turn yet: the steps go in their order.";
inline constexpr const char* why_stopped = "The training has stopped: Repeat goes on, Initialise begins anew.";
inline constexpr const char* why_running = "It runs by itself now; pause it first.";
inline constexpr const char* nothing_yet = "–";
inline constexpr const char* did_initialise = "%.1f%% read right, by chance";
inline constexpr const char* did_predict = "this image: score %.3f";
inline constexpr const char* did_loss = "L = %.5f";
inline constexpr const char* did_gradient = "784 slopes, mean %.5f";
inline constexpr const char* did_step = "L of this batch now %.5f";
inline constexpr const char* did_repeat = "epoch %d, batch %lld of %lld";
inline constexpr const char* did_stop = "stopped: %.1f%% read right";
inline constexpr const char* did_stop_early = "stopped before an epoch's end";

inline constexpr const char* run = "Run";
inline constexpr const char* pause = "Pause";
inline constexpr const char* run_tip = "Does steps 2 to 6 by itself until all epochs are done.";
inline constexpr const char* pause_tip = "Stops in the middle; the steps go on from there.";
inline constexpr const char* why_finished = "All epochs are done: initialise again, or choose more epochs.";

inline constexpr const char* settings = "How it learns";
inline constexpr const char* lr = "Rate η";
inline constexpr const char* lr_tip = "The learning rate η: how far a step goes along the slope.";
inline constexpr const char* batch = "Batch size";
inline constexpr const char* batch_tip = "Images in a batch, B; another size begins anew.";
inline constexpr const char* epochs = "Epochs";
inline constexpr const char* epochs_tip = "How often Run goes through all images.";

inline constexpr const char* parameters = "Weights and their slopes";
inline constexpr const char* weights = "weights w";
inline constexpr const char* weights_empty = "Initialise: then 784 random weights are here.";
inline constexpr const char* gradient = "gradient ∂L/∂w";
inline constexpr const char* gradient_empty = "Step 4 shows how L changes with each weight.";
inline constexpr const char* weight_value = "w[%d, %d] = %.3f";
inline constexpr const char* gradient_value = "[%d, %d]: %.6f";
inline constexpr const char* hint = "Point at a pixel.";

inline constexpr const char* step_and_image = "The step, and one image of the batch";
inline constexpr const char* change = "the step −η ∂L/∂w";
inline constexpr const char* change_empty = "Step 5 shows by how much each weight moves.";
inline constexpr const char* image = "image %d of %lld, a %s";
inline constexpr const char* three = "3";
inline constexpr const char* seven = "7";
inline constexpr const char* image_value = "x[%d, %d] = %.3f";
inline constexpr const char* previous = "The image before, in this batch.";
inline constexpr const char* next = "The next image of this batch.";
inline constexpr const char* no_score = "Step 2 gives it a score.";
inline constexpr const char* reads_three = "%.3f: above 0, a three";
inline constexpr const char* reads_seven = "%.3f: not above 0, a seven";

inline constexpr const char* results = "What comes of it";
inline constexpr const char* accuracy = "accuracy";
inline constexpr const char* epoch = "epoch";
inline constexpr const char* goal = "96%";
inline constexpr const char* line_before = "accuracy before";
inline constexpr const char* line_after = "after %d of %d epochs";
inline constexpr const char* line_goal = "≥ %.2f";
inline constexpr const char* line_loss = "loss of the batch";
inline constexpr const char* line_new_loss = "the same after the step";

}  // namespace inkgrad::text::training_loop
