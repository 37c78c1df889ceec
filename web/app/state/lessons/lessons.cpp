#include "web/app/state/lessons/lessons.hpp"

#include "web/app/state/lessons/pixels.hpp"

namespace inkgrad {
namespace {

template <class State>
std::unique_ptr<LessonState> make() {
  return std::make_unique<State>();
}

constexpr LessonEntry entries[] = {
    {.id = "pixels", .pad = false, .training = false, .data = true, .make = make<PixelsLesson>},
};

}  // namespace

std::span<const LessonEntry> lesson_entries() { return entries; }

int lesson_index(std::string_view id) {
  int place = 0;
  for (const LessonEntry& entry : entries) {
    if (entry.id == id) return place;
    ++place;
  }
  return -1;
}

}  // namespace inkgrad
