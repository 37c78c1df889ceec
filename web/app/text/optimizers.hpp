#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::optimizers {

inline constexpr LessonText lesson{
    "Optimizers",
    "Three ways to take a step",
    "All three get the same gradient g, and differ in what they make of it. SGD steps against g and forgets it. With momentum the "
    "steps before still push: what points the same way every time adds up, what swings to and fro cancels out. Adam also divides by the "
    "usual size of each weight's own gradient, so weights that seldom hear anything still move.\n\n"
    "Here they race. Each trains a layer of ten units on the first 10,000 images, from the same weights, on the same batches in the same "
    "order. Only the rule differs, and its learning rate η.\n\n"
    "A rate that is right for one is wrong for another: Adam's steps are about η long whatever the gradient, and momentum's grow to "
    "1 / (1 − β) times those of SGD.",
    "SGD       w ← w − η g\nmomentum  v ← β v + g\n          w ← w − η v\nAdam      w ← w − η m / (√v + ε)",
    "Race 100 steps. Then choose rates by which plain SGD is ahead after 100."};

inline constexpr const char* names[] = {"SGD", "momentum", "Adam"};
inline constexpr const char* race = "The race: loss, mean of 10 batches";
inline constexpr const char* step_axis = "step";
inline constexpr const char* run = "Race";
inline constexpr const char* run_tip = "100 steps more for each of the three.";
inline constexpr const char* pause = "Pause";
inline constexpr const char* pause_tip = "All three wait where they are.";
inline constexpr const char* step = "Step";
inline constexpr const char* step_tip = "One step for each of the three, on the same batch.";
inline constexpr const char* reset = "Reset";
inline constexpr const char* reset_tip = "Back to the start: the weights w as they were.";
inline constexpr const char* why_running = "They race already; pause them first.";
inline constexpr const char* why_at_end = "2,000 steps are enough: reset.";

inline constexpr const char* standing = "Who is ahead";
inline constexpr const char* leader = "%s is ahead after %d steps";
inline constexpr const char* nobody = "All three stand at the start.";
inline constexpr const char* accuracy = "read right, of 2,000 test images";
inline constexpr const char* loss = "loss, mean of the last 10 batches";

inline constexpr const char* no_number = "no number";  // its weights have grown beyond all measure

inline constexpr const char* rates = "Learning rates";
inline constexpr const char* rate_names[] = {"SGD η", "Momentum η", "Adam η"};
inline constexpr const char* rate_tips[] = {
    "SGD's learning rate η; another one begins the race anew.",
    "The learning rate η of SGD with momentum; another one begins the race anew.",
    "Adam's learning rate η; another one begins the race anew."};
inline constexpr const char* beta = "Momentum β";
inline constexpr const char* beta_tip = "How much of the last step's velocity v is kept: β; at 0 it is plain SGD.";
inline constexpr const char* batch = "Batch size";
inline constexpr const char* batch_tip = "Images in a batch, B: the same for all three.";
inline constexpr const char* seed = "Seed";
inline constexpr const char* seed_tip = "The number that chance begins with: it decides the first weights w and the order of the images, for all three alike.";

}  // namespace inkgrad::text::optimizers
