#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::hidden_layers {

inline constexpr LessonText lesson{
    "Hidden layers",
    "Parts that digits share",
    "One layer has one picture a digit. With a hidden layer between pixels and scores the network first looks for parts, strokes and "
    "gaps, and each score then weighs the parts. More layers make parts of parts. In short: 784-128r-10 is 784 pixels, 128 units with "
    "ReLU (r), 10 scores.\n\n"
    "Between two layers stands an activation, a function that bends: without it two layers in a row could do no more than one. "
    "ReLU keeps what is above 0, tanh and sigmoid press everything between two bounds.\n\n"
    "A ReLU unit that is 0 for every image is dead: nothing reaches it any more and no gradient changes it. A learning rate that is "
    "too high kills many. Try 0.1.\n\n"
    "Large networks can learn their images by heart. Dropout leaves out units at random while training, weight decay pulls every "
    "weight towards 0. Few images or wrong labels show what both are good for: watch the two lines of the accuracy chart.",
    "h = relu(W1 x + b1)\nz = W2 h + b2",
    "Build two hidden layers and train them for an epoch. Then click a unit of the second: which digits move it most?"};

inline constexpr const char* network = "The network";
inline constexpr const char* input = "784 pixels";
inline constexpr const char* output = "10 scores";
inline constexpr const char* activations[] = {"none", "ReLU", "tanh", "sigmoid"};
inline constexpr const char* units_of = "%d %s";
inline constexpr const char* with_dropout = "%d %s, drop %d%%";
inline constexpr const char* fewer = "Half as many units in this layer.";
inline constexpr const char* more = "Twice as many units in this layer.";
inline constexpr const char* remove = "Takes this layer out.";
inline constexpr const char* choose = "Edits this layer.";
inline constexpr const char* add = "Add a layer";
inline constexpr const char* add_tip = "Puts a hidden layer of 32 ReLU units behind the chosen one.";
inline constexpr const char* why_full = "Six hidden layers are enough here.";
inline constexpr const char* why_least = "One unit is the least.";
inline constexpr const char* why_most = "512 units are the most here.";
inline constexpr const char* parameters = "%s weights and biases";
inline constexpr const char* other = "The layers in the training panel have other parts than hidden layers.";
inline constexpr const char* afresh = "Build a new one";
inline constexpr const char* afresh_tip = "Begins with one hidden layer of 32 ReLU units.";
inline constexpr const char* layer = "Layer %d";
inline constexpr const char* chosen_layer = "The chosen layer";
inline constexpr const char* no_layer = "There is none: ten templates.";
inline constexpr const char* units = "Units";
inline constexpr const char* units_tip = "How many units h the layer has, each with weights for everything that comes in.";
inline constexpr const char* activation = "Activation";
inline constexpr const char* activation_tip = "The function that bends what the layer has added up, W x + b.";
inline constexpr const char* dropout = "Dropout %";
inline constexpr const char* dropout_tip = "The share p of units that is left out at random in every training step.";
inline constexpr const char* training = "Training";
inline constexpr const char* train = "Train an epoch";
inline constexpr const char* train_tip = "Trains the network as built, from random weights if it is another one than before.";
inline constexpr const char* why_training = "It is in training: wait for the epoch, or pause.";
inline constexpr const char* decay = "Weight decay";
inline constexpr const char* decay_tip = "How strongly every step pulls the weights towards 0: λ in the gradient ∂L/∂w + λ w.";
inline constexpr const char* images = "Images %";
inline constexpr const char* images_tip = "The share of the 60,000 training images that is trained on.";
inline constexpr const char* noise = "False labels %";
inline constexpr const char* noise_tip = "The share of training labels y that are replaced by another digit.";
inline constexpr const char* new_run = "Changes begin a new run.";
inline constexpr const char* weights = "What the first layer looks for";
inline constexpr const char* weights_hint = "%s: units %d to %d of %d. Click one.";
inline constexpr const char* weight = "unit %d, row %d, column %d:  w = %+.3f";
inline constexpr const char* earlier = "The units before.";
inline constexpr const char* later = "The next units.";
inline constexpr const char* why_first = "These are the first units.";
inline constexpr const char* why_last = "These are the last units.";
inline constexpr const char* all_units = "All units";
inline constexpr const char* layer_tip = "The hidden layer whose units are shown.";
inline constexpr const char* active = "unit %d: above 0 for %.0f%% of %d images";
inline constexpr const char* active_hint = "How often each unit is above 0. Click one.";
inline constexpr const char* dead = "units that are 0 for all 500";
inline constexpr const char* dead_of = "%d of %d";
inline constexpr const char* no_relu = "no ReLU";
inline constexpr const char* top = "Layer %d, unit %d: the images that move it most";
inline constexpr const char* top_value = "a %d:  h = %.3f";
inline constexpr const char* top_head = "What it is";
inline constexpr const char* top_hint = "Of the first 500 test images, the largest first.";
inline constexpr const char* nothing = "Train a network with a hidden layer to look into it.";

}  // namespace inkgrad::text::hidden_layers
