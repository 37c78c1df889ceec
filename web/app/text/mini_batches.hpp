#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::mini_batches {

inline constexpr LessonText lesson{
    "Mini-batches",
    "A few images at a time",
    "The gradient of all images says best where to go, but every step would cost a look at all of them. One image costs little and says "
    "little. A mini-batch lies in between: B images, whose mean gradient is a guess at that of all.\n\n"
    "A loader makes the batches. In order, these 12,396 images are all threes and then all sevens: no batch knows that there is "
    "another digit. Shuffled, each holds some of both, and every epoch has an order of its own. The seed, the number that all chance here begins with, decides it: equal seeds, equal orders.\n\n"
    "Four times the images make the guess twice as good: its noise falls as 1 / √B. The work grows as B.",
    "g_B = mean of ∂L/∂w over B images\nnoise = √ mean |g_B − g|² / |g|²\n      ≈ noise of one / √B",
    "Look at a batch in order and at one shuffled. Go to the last batch, the smaller one. Then measure the noise."};

inline constexpr const char* loader = "The loader";
inline constexpr const char* orders[] = {"in order", "shuffled"};
inline constexpr const char* order_tip = "shuffle: whether every epoch has an order of its own.";
inline constexpr const char* lasts[] = {"keep the last", "drop the last"};
inline constexpr const char* last_tip = "drop_last: whether what is too little for a batch at the end is left out.";
inline constexpr const char* batch_size = "Batch size";
inline constexpr const char* batch_size_tip = "Images in a batch, B.";
inline constexpr const char* epoch = "Epoch";
inline constexpr const char* epoch_tip = "Which time through the images: shuffled, each has another order.";
inline constexpr const char* seed = "Seed";
inline constexpr const char* seed_tip = "Decides how every epoch is shuffled: equal seeds, equal orders.";
inline constexpr const char* batches = "batches in an epoch";
inline constexpr const char* left_over = "images in the last one";

inline constexpr const char* batch = "The batch as images";
inline constexpr const char* which = "batch %s of %s:  %s images";
inline constexpr const char* first = "First";
inline constexpr const char* first_tip = "The first batch of the epoch.";
inline constexpr const char* last = "Last";
inline constexpr const char* last_batch_tip = "The last batch of the epoch, often a smaller one.";
inline constexpr const char* previous = "The batch before.";
inline constexpr const char* next = "The next batch.";
inline constexpr const char* threes = "threes";
inline constexpr const char* sevens = "sevens";
inline constexpr const char* image_head = "Which";
inline constexpr const char* pointed = "image %s of all, a %d";
inline constexpr const char* more = "the first %d of them; point at one to read its place";
inline constexpr const char* all_shown = "point at an image to read its place";

inline constexpr const char* noise = "Noise of the gradient";
inline constexpr const char* noise_axis = "batch size B";
inline constexpr const char* measured = "measured";
inline constexpr const char* rule = "1 / √B";
inline constexpr const char* measure = "Measure";
inline constexpr const char* measure_tip = "Draws 100 batches of each size, with this seed, and compares their gradients with that of all images.";
inline constexpr const char* why_measuring = "It is being measured.";
inline constexpr const char* progress = "%.0f%%";
inline constexpr const char* halving = "noise of %d by that of %d";
inline constexpr const char* nothing_yet = "–";

}  // namespace inkgrad::text::mini_batches
