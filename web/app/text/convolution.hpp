#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::convolution {

inline constexpr LessonText lesson{
    "Convolution",
    "One small kernel for every place",
    "A kernel is a small table of weights. Laid on a window of the image it multiplies the nine pixels by its nine numbers and adds "
    "the products up: one number of the output. Then the window moves on. The same nine weights look everywhere, so what they "
    "find, they find anywhere in the image.\n\n"
    "The numbers decide what that is. If they add up to 0, plain paper and plain ink give 0, and only where ink begins or ends is "
    "there an answer: an edge. If they add up to 1, plain parts stay as they are.\n\n"
    "The stride is how far the window moves, the padding how many zeros stand around the image. Pooling then keeps one number of "
    "each small square, the largest or the mean: the map shrinks, and a stroke that moves a little changes less.\n\n"
    "A convolutional network, a CNN, learns its kernels. The maps at the end are a trained one’s, layer by layer, of your drawing.",
    "out[r,c] = ∑ w[i,j] x[sr+i,sc+j]\nside = (28 + 2p − 3) / s + 1",
    "Draw a 7. Then make a kernel of your own whose nine numbers add up to 0, and see which strokes it answers to."};

inline constexpr const char* kernel = "The kernel w";
inline constexpr const char* presets[] = {"Identity", "Blur", "Sharpen", "Vertical edges", "Horizontal edges"};
inline constexpr const char* preset_tip = "Puts nine well-known numbers into w.";
inline constexpr const char* kernel_hint = "Click a number; drag it up or down, or type it.";
inline constexpr const char* weight = "w[%d, %d]";
inline constexpr const char* weight_tip = "One of the nine weights w that the window’s pixels are multiplied by.";
inline constexpr const char* kernel_sum = "the nine add up to";
inline constexpr const char* image = "The image x, and the window";
inline constexpr const char* image_padded = "The image x with its padding, and the window";
inline constexpr const char* pixel = "row %d, column %d:  x = %.3f";
inline constexpr const char* image_hint = "Drag the window.";
inline constexpr const char* draw_first = "Draw a digit: on empty paper every product is 0.";
inline constexpr const char* products = "At this place";
inline constexpr const char* grids[] = {"x", "w", "x · w"};
inline constexpr const char* products_sum = "∑ of the nine products";
inline constexpr const char* output = "The output map";
inline constexpr const char* output_value = "out[%d, %d] = %+.3f";
inline constexpr const char* output_shape = "%d × %d";
inline constexpr const char* step = "Step";
inline constexpr const char* step_tip = "Moves the window one place on; the map shows what it has passed.";
inline constexpr const char* slide = "Slide";
inline constexpr const char* slide_tip = "Lets the window go over the whole image, row by row.";
inline constexpr const char* pause = "Pause";
inline constexpr const char* stride = "Stride s";
inline constexpr const char* stride_tip = "How many pixels s the window moves on from one number of the output to the next.";
inline constexpr const char* strides[] = {"1", "2", "3"};
inline constexpr const char* padding = "Padding p";
inline constexpr const char* padding_tip = "How many zeros p stand around the image on every side.";
inline constexpr const char* paddings[] = {"0", "1", "2"};
inline constexpr const char* pooling = "Pooling of the map";
inline constexpr const char* pool = "Window";
inline constexpr const char* pool_tip = "The side of the squares of which max pooling keeps the largest number and average pooling the mean.";
inline constexpr const char* max_pooled = "max, %d × %d";
inline constexpr const char* average_pooled = "average, %d × %d";
inline constexpr const char* pooled_value = "[%d, %d]  %+.3f";
inline constexpr const char* network = "A trained network’s maps";
inline constexpr const char* network_tip = "The network whose layers are shown; open a model file with convolutions to see others.";
inline constexpr const char* no_network = "No model with convolutions has been loaded.";
inline constexpr const char* reading = "e^z / ∑ e^z of its ten scores z, for this drawing:";
inline constexpr const char* maps = "%d  %s: %d maps of %d × %d";
inline constexpr const char* map_value = "map %d, row %d, column %d:  %+.3f";

}  // namespace inkgrad::text::convolution
