#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::generalise {

inline constexpr LessonText lesson{
    "Generalise",
    "What counts is what it has not seen",
    "A network can read the images it learnt from by heart. Whether it has learnt what a digit is shows on images that it has not "
    "seen, the validation images: they change no weight.\n\n"
    "The same network, 784 pixels, 64 units with ReLU (r), 10 scores, is trained twice, on few images and on all. With few, the loss on those falls towards 0, while the loss on "
    "the others soon stops falling and rises again: the network overfits and grows surer of its mistakes. The gap between the two "
    "says how much of what it can do is memory. (The seen are counted during the epoch, the unseen after it: at first "
    "the unseen look better.)\n\n"
    "More data is the best remedy. Another is to stop at the right moment. Early stopping waits for as many epochs as its patience "
    "without a new best validation loss, then ends the run; the weights of the best epoch are kept.\n\n"
    "Somebody who chooses by the validation images can no longer judge by them: for that a third set is needed.",
    "gap = accuracy on the seen\n    − accuracy on the unseen",
    "Train on few images until the run stops itself, then for some epochs on all. Which of the two has the larger gap?"};

inline constexpr const char* start = "Two runs of 784-64r-10";
inline constexpr const char* few = "Train on %s";
inline constexpr const char* few_tip = "A new run from random weights on the first images only.";
inline constexpr const char* many = "Train on all";
inline constexpr const char* many_tip = "A new run from random weights on all 60,000 training images.";
inline constexpr const char* why_running = "A run goes on: pause it first, or wait for its end.";
inline constexpr const char* why_no_data = "The training images are still on their way.";
inline constexpr const char* pause = "Pause";
inline constexpr const char* pause_tip = "Stops the run where it is.";
inline constexpr const char* why_nothing = "Nothing is in training.";
inline constexpr const char* images = "Few are";
inline constexpr const char* images_tip = "How many training images the first of the two runs learns from.";
inline constexpr const char* epochs = "Epochs";
inline constexpr const char* epochs_tip = "How often a run takes every image of its own, at most.";
inline constexpr const char* patience = "Patience";
inline constexpr const char* patience_tip = "After how many epochs without a new lowest validation loss a run stops; 0: never.";
inline constexpr const char* stopping = "Early stopping";
inline constexpr const char* not_stopped = "This run has not stopped itself.";
inline constexpr const char* never = "With a patience of 0 no run stops itself.";
inline constexpr const char* stopped = "Stopped after epoch %d: the validation loss was lowest after epoch %d, %.4f, and has not been since.";
inline constexpr const char* stopped_notice = "Stopped early, after epoch %d: the validation loss was lowest after epoch %d.";
inline constexpr const char* take_best = "Take the best weights";
inline constexpr const char* take_best_tip = "Back to the weights w of the epoch with the lowest validation loss: they read, and training goes on from them.";
inline constexpr const char* why_no_best = "There are none, or they have been taken: a run keeps its best weights until it goes on.";
inline constexpr const char* loss = "Loss L";
inline constexpr const char* accuracy = "Accuracy";
inline constexpr const char* by_epochs = "epochs";
inline constexpr const char* lines[2][2] = {{"few, seen", "few, unseen"}, {"all, seen", "all, unseen"}};
inline constexpr const char* key = "pale: seen; with marks: unseen";
inline constexpr const char* empty = "Train: the curves of both runs come here.";
inline constexpr const char* table = "After the last epoch";
inline constexpr const char* rows[] = {"images", "epochs", "loss, seen", "loss, unseen", "lowest, unseen", "after epoch", "read right, seen",
                                       "read right, unseen", "gap"};
inline constexpr const char* columns[] = {"few", "all"};
inline constexpr const char* none = "–";

}  // namespace inkgrad::text::generalise
