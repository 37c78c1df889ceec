#pragma once

/// Every text the playground shows. Nothing else in web/app holds words for people.
namespace inkgrad::text {

inline constexpr const char* name = "Inkgrad";
inline constexpr const char* live_model = "In training here";

// --- top bar ---
inline constexpr const char* no_model = "No model yet";
inline constexpr const char* model_tip =
    "The model that reads the drawing. 784-128r-10: 784 pixels, 128 units with ReLU (r), 10 scores. Drop a .safetensors file on the page to "
    "add one.";
inline constexpr const char* live_tip = "live";
inline constexpr const char* train = "Train";
inline constexpr const char* pause = "Pause";
inline constexpr const char* step = "Step";
inline constexpr const char* reset = "Reset";
inline constexpr const char* train_tip = "Takes mini-batches one after the other until you pause: the loss L falls. (Space)";
inline constexpr const char* pause_tip = "Stops after the current step; nothing is lost. (Space)";
inline constexpr const char* step_tip = "One mini-batch: forward, backward, one update of the weights w. (S)";
inline constexpr const char* reset_tip = "Back to random weights, with the settings below.";
inline constexpr const char* settings = "Settings";
inline constexpr const char* settings_tip = "Layers, learning rate and batch; what is inside the network; what there is to learn.";
inline constexpr const char* help_tip = "What the keys do. (?)";
struct Language {
  const char* tag;   ///< as in HTML's lang
  const char* name;  ///< in itself
};
inline constexpr Language languages[] = {{"en", "English"}, {"es", "Español"}};
inline constexpr const char* language_tip = "The language of the page.";
inline constexpr const char* theme_tip = "Light, dark or high contrast.";
inline constexpr const char* why_no_data = "The training images are still on their way.";
inline constexpr const char* why_bad_spec = "The layers cannot be read: see the training panel.";
inline constexpr const char* why_nothing_to_reset = "Nothing has been trained yet.";

// --- links ---
inline constexpr const char* linked_model = "From the link";
inline constexpr const char* bad_link = "Part of the link makes no sense here: ";
inline constexpr const char* share_tip = "A link to what you see, the model and the curves as files.";
inline constexpr const char* share_link = "Copy a link to this view";
inline constexpr const char* share_open = "Open a model …";
inline constexpr const char* share_model = "Save the model";
inline constexpr const char* share_onnx = "Export the model";
inline constexpr const char* share_curves = "Save the curves";
inline constexpr const char* share_all = "Save all that is yours";
inline constexpr const char* share_forget = "Forget models of earlier visits";
inline constexpr const char* models_forgotten = "This browser keeps none of your earlier models any more; this page has them until you leave.";
inline constexpr const char* kept_model = "%s, trained here";
inline constexpr const char* save_picture_of = "Keep “%s” as a PNG";
inline constexpr const char* save_picture_tip = "Keeps this panel as a PNG.";

// --- lessons ---
inline constexpr const char* bench = "Draw and train";
inline constexpr const char* tools = "Look inside";
inline constexpr const char* lesson_tip = "What to look at: the whole bench, or one of the lessons.";
inline constexpr const char* try_this = "Try this";
inline constexpr const char* next_lesson = "Next: %s";
inline constexpr const char* tried = "Done ✓";
inline constexpr const char* book = "document %s";
inline constexpr const char* book_short = "doc. %s";
inline constexpr const char* book_tip = "What the document prints: the text of the course that these lessons follow.";
inline constexpr const char* lesson_waits = "MNIST is on its way: %.0f%% is here.";
inline constexpr const char* lesson_waits_last = "MNIST is being unpacked.";

// --- pictures and bars as tables of the plain page ---
inline constexpr const char* picture_row = "Row";
inline constexpr const char* picture_number = "Number";
inline constexpr const char* picture_least = "Least value";
inline constexpr const char* picture_most = "Greatest value";
inline constexpr const char* picture_place = "%.3g at row %d, column %d";
inline constexpr const char* histogram_from = "From";
inline constexpr const char* histogram_to = "To";
inline constexpr const char* histogram_count = "How many";

// --- pad ---
inline constexpr const char* hint = "Draw a 3";
inline constexpr const char* hint_more = "or any digit, with mouse, pen or finger";
inline constexpr const char* undo = "Undo";
inline constexpr const char* clear = "Clear";
inline constexpr const char* undo_tip = "Takes the last stroke back. (Z)";
inline constexpr const char* clear_tip = "Empties the pad; Undo brings it back. (C)";
inline constexpr const char* why_nothing_to_undo = "Nothing is drawn yet.";
inline constexpr const char* pen = "Pen";
inline constexpr const char* pen_tip = "The pen's width, in hundredths of the pad's side, from 2 to 14.";

// --- what the model sees ---
inline constexpr const char* seen = "As the model sees it";
inline constexpr const char* seen_size = "28 × 28";
inline constexpr const char* seen_hint = "Point at a pixel to read its value x.";
inline constexpr const char* seen_hint_touch = "Touch a pixel to read its value x.";
inline constexpr const char* seen_value = "row %d, column %d:  x = %d";
inline constexpr const char* scale_low = "0";
inline constexpr const char* scale_high = "255";

// --- reading ---
inline constexpr const char* unsure = "?";
inline constexpr const char* read_by = "read by %s";
inline constexpr const char* read_live = "read by the model in training";
inline constexpr const char* not_sure = "not sure: no digit reaches 0.5";
inline constexpr const char* nothing_read = "Draw a digit to see it read.";
inline constexpr const char* no_model_read = "No model is loaded: press Train to make one.";
inline constexpr const char* bars_tip = "Softmax of the outputs: ten probabilities p that add up to 1.";

inline constexpr const char* bars_title = "Probabilities of the ten digits";
inline constexpr const char* bars_head[] = {"Digit", "Probability"};

// --- tabs ---
inline constexpr const char* tab_draw = "Draw";
inline constexpr const char* tab_learn = "Learn";
inline constexpr const char* tab_train = "Train";
inline constexpr const char* tab_inside = "Inside";

// --- training ---
inline constexpr const char* layers = "Layers";
inline constexpr const char* layers_tip =
    "Layers joined by '-': 128r is 128 units with ReLU, c8x5r a 5 × 5 convolution to 8 channels, p2 max pooling, "
    "b batch norm, d25 dropout of 25%.";
inline constexpr const char* presets_tip = "Puts this network in the field above.";
struct Preset {
  const char* name;
  const char* spec;
};
inline constexpr Preset presets[] = {
    {"Linear", "784-10"}, {"128 units", "784-128r-10"}, {"2 × 64", "784-64r-64r-10"}, {"Small CNN", "c8x5r-p2-c16x5r-p2-10"}};
inline constexpr const char* preset_choice = "Examples";
inline constexpr const char* rate = "Learning rate";
inline constexpr const char* rate_tip = "How far one step moves the weights: η in w ← w − η · ∂L/∂w. From 0.00001 to 1; taken at the next step.";
inline constexpr const char* rate_low = "0.00001";
inline constexpr const char* rate_high = "1";
inline constexpr const char* batch = "Batch";
inline constexpr const char* batch_range = "1 to 4096";
inline constexpr const char* batch_both = "images a step, 1 to 4096";
inline constexpr const char* batch_unit = "images a step";
inline constexpr const char* batch_tip = "How many images one step averages its gradient over: B, from 1 to 4096.";
inline constexpr const char* halve = "Half as many.";
inline constexpr const char* doubled = "Twice as many.";
inline constexpr const char* optimizer = "Optimizer";
inline constexpr const char* optimizers[] = {"Adam", "SGD"};
inline constexpr const char* optimizer_keys[] = {"adam", "sgd"};
inline constexpr const char* optimizer_tip = "Adam scales each weight's step by the size of its recent gradients; SGD takes −η · ∂L/∂w as it is.";
inline constexpr const char* new_run = "New settings: Train starts a new run.";
inline constexpr const char* diverged_rate = "Stopped at step %lld: the learning rate is too high.";
inline constexpr const char* diverged_grows = "Stopped at step %lld: the loss grows instead of falling.";
inline constexpr const char* go_back = "Go back";
inline constexpr const char* go_back_tip = "To the best weights of this run, with a tenth of the learning rate.";
inline constexpr const char* start_again = "Start again";
inline constexpr const char* start_again_tip = "From random weights, with a tenth of the learning rate.";
inline constexpr const char* data_count = "%s images";
inline constexpr const char* data_waiting = "MNIST is on its way";
inline constexpr const char* dismiss = "Close";

// --- inside ---
inline constexpr const char* layer_table = "The network's layers";
inline constexpr const char* column_layer = "Layer";
inline constexpr const char* column_both = "Layer, output";
inline constexpr const char* column_output = "Output";
inline constexpr const char* column_parameters = "Parameters";
inline constexpr const char* column_flops = "FLOPs";
inline constexpr const char* total = "Total";
inline constexpr const char* flops_tip = "Multiplications and additions to read one image.";
inline constexpr const char* weights = "First layer's weights";
inline constexpr const char* weights_units = "First layer's weights, %d of %d units";
inline constexpr const char* weights_kernels = "First layer's kernels, %d × %d, %d channels";
inline constexpr const char* weights_none = "Load or train a model to see what its first layer looks for.";
inline constexpr const char* weights_value = "unit %d, row %d, column %d:  w = %+.4f";
inline constexpr const char* weights_hint = "Point at a weight to read its value w.";

// --- learning curve ---
inline constexpr const char* accuracy = "Accuracy";
inline constexpr const char* accuracy_key = "points: unseen images, pale: seen ones";
inline constexpr const char* axis_loss = "Loss L";
inline constexpr const char* axis_steps = "steps";
inline constexpr const char* validation_line = "unseen images";
inline constexpr const char* empty_curve = "Press Train: the weights start at random, and the loss falls as the network learns.";
inline constexpr const char* diverged_curve = "The loss left all bounds at step %lld, before there was a curve to draw.";
inline constexpr const char* empty_accuracy = "After each epoch: how many of the unseen images it reads right.";
inline constexpr const char* images_per_second = "images/s";
inline constexpr const char* epoch = "epoch";
inline constexpr const char* steps = "step";
inline constexpr const char* smoothing = "Smoothing";
inline constexpr const char* smoothing_tip =
    "Each curve as its moving average: s in m = s · m + (1 − s) · L, from 0 (as it is) to 0.99; the curve itself stays, pale.";
inline constexpr const char* log_axis = "Log axis";
inline constexpr const char* log_axis_tip = "Equal distances for equal ratios of the loss L: small losses are told apart.";
inline constexpr const char* zoom_in_tip = "Half as many steps. Dragging over the curves, or the wheel, does it too.";
inline constexpr const char* zoom_out_tip = "Twice as many steps.";
inline constexpr const char* earlier_tip = "To earlier steps.";
inline constexpr const char* later_tip = "To later steps.";
inline constexpr const char* zoom_all = "All";
inline constexpr const char* zoom_all_tip = "All steps again; a double click on the curves does it too.";
inline constexpr const char* why_all_shown = "All steps are shown.";
inline constexpr const char* why_closest = "Closer than this there is nothing to see.";

// --- learn ---
struct Paragraph {
  const char* heading;
  const char* body;
};
inline constexpr Paragraph lesson[] = {
    {"From your stroke to 28 × 28",
     "Your drawing is kept as lines. To read it, Inkgrad crops it to its ink, scales the longer side to 20 pixels and puts "
     "its centre of mass in the middle of 28 × 28 pixels, each from 0 (paper) to 255 (ink). MNIST's digits were made the "
     "same way, so the model sees what it was trained on. Try it: draw small in a corner, then large."},
    {"How it is read",
     "The 784 pixels go through the layers: each multiplies by weights, adds a bias and, with ReLU, cuts off what is below "
     "zero. Ten numbers come out, one a digit. Softmax turns them into probabilities that add up to 1: the bars. In short: 784-128r-10 "
     "is 784 pixels, 128 units with ReLU (r), 10 outputs."},
    {"How it learns",
     "The loss is L = −log p of the right digit, averaged over a batch of images. Its gradient says for every weight "
     "which way makes L smaller; one step moves all of them a little that way, by the learning rate η. Press Train, and "
     "draw while it learns: the bars follow the weights."},
    {"Try this",
     "Train with η = 1 and SGD, then with 0.001. Compare 784-10 with 784-128r-10: their runs lie over each other in the "
     "curves. Draw a 7 with and without a bar."},
};

// --- keys ---
inline constexpr const char* keys = "Keys";
struct Key {
  const char* key;
  const char* what;
};
inline constexpr Key key_list[] = {{"Space", "train, pause"},      {"S", "one step"},
                                   {"Z", "undo a stroke"},         {"C", "clear the pad"},
                                   {"0 to 9", "label the drawing (Own digits)"},
                                   {"Tab", "to the next control"}, {"Enter", "press the control in focus"},
                                   {"?", "this list"},             {"Esc", "close"}};

// --- notices ---
inline constexpr const char* own_added = "%d digits are among your own now.";
inline constexpr const char* own_added_one = "1 digit is among your own now.";
inline constexpr const char* own_unlabelled = "Say what those without a label are.";

}  // namespace inkgrad::text
