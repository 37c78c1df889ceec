#include "web/app/lessons/views.hpp"

#include "web/app/text/pixels.hpp"

namespace inkgrad {
namespace {

const LessonView views[] = {
    {"pixels", text::pixels::lesson, lesson_views::pixels},
};

}  // namespace

const LessonView& lesson_view(std::string_view id) {
  for (const LessonView& view : views) {
    if (view.id == id) return view;
  }
  return views[0];
}

}  // namespace inkgrad
