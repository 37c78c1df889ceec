#pragma once

#include <string_view>

#include "web/app/lessons/kit.hpp"
#include "web/app/text/lesson_text.hpp"

namespace inkgrad {

/// How a lesson's state is shown: its words, and its panels, which the view puts into `panels`. The state is the lesson's own.
struct LessonView {
  std::string_view id;
  const text::LessonText& words;
  void (*draw)(View& view, LessonState& state, kit::Panels& panels);
};

/// The view of a lesson: there is one for each of lesson_entries().
const LessonView& lesson_view(std::string_view id);

/// A lesson in its place: words beside its panels where there is room, else over them.
void draw_lesson(View& view, Place place);
/// All lessons under each other, to choose from; first the bench without one.
void lesson_list(View& view, Place place);
/// The same as a field that opens a list.
void lesson_select(View& view, float width, float height);

namespace lesson_views {

void pixels(View& view, LessonState& state, kit::Panels& panels);
void mean_digit(View& view, LessonState& state, kit::Panels& panels);
void distance(View& view, LessonState& state, kit::Panels& panels);
void broadcasting(View& view, LessonState& state, kit::Panels& panels);
void gradients(View& view, LessonState& state, kit::Panels& panels);
void stepping(View& view, LessonState& state, kit::Panels& panels);
void loss(View& view, LessonState& state, kit::Panels& panels);
void mini_batches(View& view, LessonState& state, kit::Panels& panels);
void training_loop(View& view, LessonState& state, kit::Panels& panels);
void optimizers(View& view, LessonState& state, kit::Panels& panels);
void normalise(View& view, LessonState& state, kit::Panels& panels);
void ten_digits(View& view, LessonState& state, kit::Panels& panels);
void hidden_layers(View& view, LessonState& state, kit::Panels& panels);
void generalise(View& view, LessonState& state, kit::Panels& panels);
void convolution(View& view, LessonState& state, kit::Panels& panels);
void speed(View& view, LessonState& state, kit::Panels& panels);
void own_digits(View& view, LessonState& state, kit::Panels& panels);
void questions(View& view, LessonState& state, kit::Panels& panels);
void layers(View& view, LessonState& state, kit::Panels& panels);
void predictions(View& view, LessonState& state, kit::Panels& panels);
void map(View& view, LessonState& state, kit::Panels& panels);
void framing(View& view, LessonState& state, kit::Panels& panels);

}  // namespace lesson_views
}  // namespace inkgrad
