#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::speed {

inline constexpr LessonText lesson{
    "Speed",
    "The same distance, at four speeds",
    "How far is one 3 from N of the threes? The answer is the same whoever computes it; the time is not.\n\n"
    "The loop is plain C++: one pixel after the other. xtensor takes whole arrays and stays readable: it is what this engine is "
    "checked against. The kernels take whole arrays too, several pixels in one instruction, but go over them three times: to "
    "subtract, to make positive, to add up. The GPU gives every image a group of 64 threads; the way to it and back costs time, "
    "however few images there are.\n\n"
    "Each number is the median of repeats, measured now on your machine. Others use it too, so measure again: a ratio holds "
    "better than a time.",
    "L1(x, y) = Σ |x − y| / 784\nratio = time of the loop / time",
    "Measure with N = 10 or fewer, then with 6,000 or more. Which way gains most from more images?"};

inline constexpr const char* choice = "Measure";
inline constexpr const char* count = "Images N";
inline constexpr const char* count_tip = "How many distances are computed: N, from the first of the threes to the first N.";
inline constexpr const char* measure = "Measure";
inline constexpr const char* measure_tip = "Computes the N distances in every way, repeatedly, and takes the median time t of each.";
inline constexpr const char* why_measuring = "It is measuring; the button is back in a moment.";
inline constexpr const char* progress = "%s: repeat %d of %d";
inline constexpr const char* progress_gpu = "%s: waiting for the browser";
inline constexpr const char* idle = "median of %d repeats, of 3 where one takes long";
inline constexpr const char* times = "Microseconds an image, N = %s";
inline constexpr const char* times_empty = "Microseconds an image";
inline constexpr const char* empty = "Press Measure: the times of the four ways stand here, as bars.";
inline constexpr const char* ways[] = {"loop", "xtensor", "kernels", "GPU"};
inline constexpr const char* ratio = "%.3g × the loop’s speed";
inline constexpr const char* micro = "%.3g µs";
inline constexpr const char* many_micro = "%.0f µs";
inline constexpr const char* the_loop = "what the others are measured by";
inline constexpr const char* waiting = "not measured yet";
inline constexpr const char* before = "   at N = %s: %.3g µs";
inline constexpr const char* no_webgpu = "This browser has no WebGPU.";
inline constexpr const char* no_adapter = "The browser has WebGPU, but no GPU that it lets pages use.";
inline constexpr const char* no_browser = "WebGPU is a browser’s: open this lesson on the page.";
inline constexpr const char* gpu_failed = "The GPU did not compute: %s";
inline constexpr const char* same = "The same numbers";
inline constexpr const char* difference = "%s, farthest from the loop’s";
inline constexpr const char* distances = "distances, shape";
inline constexpr const char* shape = "(%s,)";
inline constexpr const char* mean = "their mean";
inline constexpr const char* nothing = "–";

}  // namespace inkgrad::text::speed
