#pragma once

#include "web/app/text/lesson_text.hpp"

namespace inkgrad::text::predictions {

inline constexpr LessonText lesson{
    "Predictions",
    "What it reads, and where it errs",
    "The chosen model reads the 10,000 images that no training has seen. While it trains, they are read anew by its newest weights, "
    "the ones in sight first.\n\n"
    "The table counts how often each digit (row) is read as each other (column): right readings are on the diagonal. The mistakes "
    "that it is surest of are the ones to learn from: is the image odd, or the model?",
    "accuracy = right / all",
    "Click a number off the diagonal, then one of its images: it is read at the right, and lies on the pad of Draw and train."};

inline constexpr const char* gallery = "Test images";
inline constexpr const char* gallery_note = "under each: what is read; colour: wrong";
inline constexpr const char* confusion = "Confusion matrix";
inline constexpr const char* confusion_axes = "a row: what it is; a column: what is read";
inline constexpr const char* confusion_tip = "%lld of %lld images of a %d are read as a %d.";
inline constexpr const char* table_head[] = {"Test image", "Label", "Read as", "Sure"};
inline constexpr const char* cell = "A %d read as a %d";
inline constexpr const char* cell_none = "Click a number of the table to see its images.";
inline constexpr const char* cell_empty = "There is none.";
inline constexpr const char* mistakes = "Surest mistakes";
inline constexpr const char* mistakes_none = "None yet.";
inline constexpr const char* accuracy = "right";
inline constexpr const char* newest = "read anew";
inline constexpr const char* previous = "The images before.";
inline constexpr const char* next = "The next images.";
inline constexpr const char* to_pad = "a %d, read as a %d (%.0f%%): click to put it on the pad";
inline constexpr const char* no_model = "Load or train a model first.";

}  // namespace inkgrad::text::predictions
