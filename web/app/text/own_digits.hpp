#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::own_digits {

inline constexpr LessonText lesson{
    "Own digits",
    "Teach it your handwriting",
    "MNIST’s digits were written in America thirty years ago. A network that learnt from them alone reads other hands worse: zeros with a "
    "slash, sevens with a bar, ones with a foot.\n\n"
    "Draw digits and say what each one is, or drop pictures, photos and files of strokes on the page. They stay in this browser; nothing "
    "is sent anywhere. Every model that is loaded reads them, and the bars say how often it is right.\n\n"
    "Fine-tuning lets a trained network go on learning from your digits, a little. With yours alone it soon forgets others’: the "
    "comparison shows what it costs on MNIST’s test images. Mixing MNIST’s training images in keeps them in mind.",
    "accuracy = right / labelled\nshare = own / (own + MNIST’s)\nw ← w − step(∂L/∂w)",
    "Write ten zeros with a slash or sevens with a bar, and label each with its key. Fine-tune on them alone, then from the "
    "same model with a share below 1. Compare what each did to MNIST."};

inline constexpr const char* draw = "Draw one, then say what it is";
inline constexpr const char* label_tip = "This is what the drawing is; it joins your digits and the pad is free again. (0 to 9)";
inline constexpr const char* label_hint = "Press its key, 0 to 9, or choose it here.";
inline constexpr const char* label_hint_touch = "Choose what it is.";
inline constexpr const char* label_none = "Draw a digit, or choose one of yours to label it anew.";
inline constexpr const char* label_selected = "The pad is empty: a key labels the digit you chose.";

inline constexpr const char* gallery = "Your digits";
inline constexpr const char* filters[] = {"All", "Misread", "No label"};
inline constexpr const char* filter_tip = "Which of your digits to show: all, those the chosen model misreads, those without a label.";
inline constexpr const char* empty = "None yet: draw one, or drop a picture, photo or .jsonl file on the page.";
inline constexpr const char* empty_errors = "None is misread.";
inline constexpr const char* empty_unlabelled = "Every digit has a label.";
inline constexpr const char* read_by = "Read by: %s";
inline constexpr const char* nobody = "No model is loaded to read them.";
inline constexpr const char* count_line = "%d digits, %d misread";
inline constexpr const char* right_mark = "%d ✓";
inline constexpr const char* wrong_mark = "%d ≠ %d";
inline constexpr const char* unread_mark = "%d";
inline constexpr const char* unknown_mark = "? (%d)";
inline constexpr const char* unknown_unread = "?";
inline constexpr const char* mark_key = "7 ✓ read as labelled    7 ≠ 1 labelled 7, read 1    ? no label";
inline constexpr const char* pixel = "row %d, column %d:  x = %.0f";
inline constexpr const char* page = "%d / %d";
inline constexpr const char* previous = "Newer ones.";
inline constexpr const char* next = "Older ones.";
inline constexpr const char* selected_none = "Choose a digit to label it anew or delete it.";
inline constexpr const char* selected_is = "The chosen digit is a";
inline constexpr const char* relabel_tip = "Gives the chosen digit this label.";
inline constexpr const char* remove = "Delete";
inline constexpr const char* remove_tip = "Takes the chosen digit out of your digits; Undo brings it back.";
inline constexpr const char* why_no_selection = "No digit is chosen.";
inline constexpr const char* undo = "Undo";
inline constexpr const char* undo_tip = "Takes the last change of your digits back: a label, a deletion, an import.";
inline constexpr const char* why_no_undo = "Nothing has been changed.";

inline constexpr const char* scores = "How well each model reads them";
inline constexpr const char* score_count = "%d of %d";
inline constexpr const char* no_scores = "Load or train a model, and label some digits.";
inline constexpr const char* choose_tip = "Lets this model read the gallery and the pad.";

inline constexpr const char* tune = "Fine-tune";
inline constexpr const char* start = "Continue from";
inline constexpr const char* start_tip = "The trained network that goes on learning; it stays as it is, a copy learns.";
inline constexpr const char* no_start = "No model yet";
inline constexpr const char* share = "Own share";
inline constexpr const char* share_tip = "The share of your digits among the images it learns from; 1: yours alone, 0.5: as many of MNIST’s.";
inline constexpr const char* rate = "Rate η";
inline constexpr const char* rate_tip = "The learning rate η of Adam: small, since the weights w are good already.";
inline constexpr const char* epochs = "Epochs";
inline constexpr const char* epochs_tip = "How many times it sees every image.";
inline constexpr const char* batch = "Batch";
inline constexpr const char* batch_tip = "How many images one step averages its gradient over: B.";
inline constexpr const char* images = "%d of yours, %d of MNIST’s an epoch";
inline constexpr const char* start_button = "Fine-tune";
inline constexpr const char* start_button_tip = "Measures the network, trains a copy on your digits, and measures that.";
inline constexpr const char* why_no_model = "There is no model to continue from: load or train one.";
inline constexpr const char* why_no_digits = "Label a digit first.";
inline constexpr const char* why_no_data = "MNIST, to compare with, is still on its way.";
inline constexpr const char* why_running = "One is going on.";
inline constexpr const char* phase_before = "Measuring it as it is…";
inline constexpr const char* phase_training = "Learning: epoch %d of %d, loss %.4f";
inline constexpr const char* phase_after = "Measuring it again…";
inline constexpr const char* compare_digits = "Your %d digits";
inline constexpr const char* compare_mnist = "MNIST’s %s test images";
inline constexpr const char* before = "before";
inline constexpr const char* after = "after";
inline constexpr const char* earlier = "Tried so far: share, your digits, MNIST";
inline constexpr const char* earlier_line = "%s   %.1f → %.1f%%   %.2f → %.2f%%";
inline constexpr const char* no_result = "Before and after will stand here side by side.";

inline constexpr const char* files = "Files";
inline constexpr const char* files_hint = "Drop or open .jsonl strokes (also .gz), PNG or JPEG pictures of one digit, IDX images with labels. A picture called 7.png gets "
                                          "the label 7.";
inline constexpr const char* open = "Open…";
inline constexpr const char* open_tip = "Adds digits from files: strokes, pictures, photos, IDX.";
inline constexpr const char* why_no_open = "Drop files on the window instead.";
inline constexpr const char* save_drawings = "Save drawings";
inline constexpr const char* save_drawings_tip = "Your drawings as my-digits.jsonl: one digit a line, label and strokes.";
inline constexpr const char* why_no_drawings = "There are no drawings.";
inline constexpr const char* save_pictures = "Save pictures";
inline constexpr const char* save_pictures_tip = "Labelled digits that came as pictures have no strokes: as IDX, images and labels in two files.";
inline constexpr const char* why_no_pictures = "There are no pictures with a label.";
inline constexpr const char* why_no_saving = "Files cannot be saved here.";
inline constexpr const char* clear = "Delete all";
inline constexpr const char* clear_tip = "Empties your digits; Undo brings them back until you leave.";
inline constexpr const char* why_no_clear = "There are none.";
inline constexpr const char* kept = "%d drawings and %d pictures, kept in this browser only.";
inline constexpr const char* drawings_file = "my-digits.jsonl";
inline constexpr const char* images_file = "my-digits-images-idx3-ubyte";
inline constexpr const char* labels_file = "my-digits-labels-idx1-ubyte";

}  // namespace inkgrad::text::own_digits
