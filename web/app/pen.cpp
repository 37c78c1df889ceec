#include "web/app/pen.hpp"

#include <algorithm>
#include <cmath>

namespace inkgrad {
namespace {

bool inside(const Area& area, float x, float y) {
  return x >= area.x && y >= area.y && x < area.x + area.width && y < area.y + area.height;
}

Point on_pad(const Area& pad, float x, float y) {
  return {std::clamp((x - pad.x) / static_cast<double>(pad.width), 0.0, 1.0),
          std::clamp((y - pad.y) / static_cast<double>(pad.height), 0.0, 1.0)};
}

}  // namespace

void Pen::press(View& view, float x, float y) {
  if (view.pad_free && inside(view.pad, x, y) && inside(view.pad_visible, x, y)) {
    view.app.begin_stroke(on_pad(view.pad, x, y));
  }
}

void Pen::move(View& view, float x, float y) {
  if (view.app.drawing.active()) view.app.drawing.extend(on_pad(view.pad, x, y));
}

void Pen::pinch(const SDL_TouchFingerEvent& moved, View& view, ImVec2 window) {
  constexpr float nearest = 16;  // CSS pixels: fingers are no nearer
  const auto apart = [&] { return std::max(nearest, std::hypot(two_[0].at.x - two_[1].at.x, two_[0].at.y - two_[1].at.y)); };
  const float before = apart();
  for (Finger& finger : two_) {
    if (finger.id == moved.fingerId) finger.at = {moved.x * window.x, moved.y * window.y};
  }
  if (fingers_ != 2) return;
  view.pinch *= apart() / before;
  view.pinch_at = {(two_[0].at.x + two_[1].at.x) / 2, (two_[0].at.y + two_[1].at.y) / 2};
}

void Pen::handle(const SDL_Event& event, View& view, float width, float height) {
  Drawing& drawing = view.app.drawing;
  const std::uint64_t before = drawing.revision();
  switch (event.type) {
    case SDL_MOUSEBUTTONDOWN:
      // Fingers come as mice too; their own events are finer.
      if (event.button.which == SDL_TOUCH_MOUSEID || event.button.button != SDL_BUTTON_LEFT) break;
      view.touch = false;
      press(view, static_cast<float>(event.button.x), static_cast<float>(event.button.y));
      break;
    case SDL_MOUSEMOTION:
      if (event.motion.which == SDL_TOUCH_MOUSEID) break;
      move(view, static_cast<float>(event.motion.x), static_cast<float>(event.motion.y));
      break;
    case SDL_MOUSEBUTTONUP:
      if (event.button.which != SDL_TOUCH_MOUSEID && event.button.button == SDL_BUTTON_LEFT) drawing.end();
      break;
    case SDL_FINGERDOWN:
      view.touch = true;
      ++fingers_;
      if (fingers_ <= 2) two_[fingers_ - 1] = {event.tfinger.fingerId, {event.tfinger.x * width, event.tfinger.y * height}};
      view.pinch = 1;
      if (fingers_ > 1) {
        blocked_ = true;
        drawing.cancel();
      } else if (!blocked_) {
        drawing_finger_ = event.tfinger.fingerId;
        press(view, event.tfinger.x * width, event.tfinger.y * height);
      }
      break;
    case SDL_FINGERMOTION:
      pinch(event.tfinger, view, {width, height});
      if (!blocked_ && event.tfinger.fingerId == drawing_finger_) move(view, event.tfinger.x * width, event.tfinger.y * height);
      break;
    case SDL_FINGERUP:
      fingers_ = std::max(0, fingers_ - 1);
      if (event.tfinger.fingerId == drawing_finger_) drawing.end();
      if (fingers_ == 0) blocked_ = false;
      break;
    default:
      break;
  }
  if (drawing.revision() == before && event.type != SDL_MOUSEBUTTONUP) arrival_ = 0;
}

double Pen::take_delay() {
  if (arrival_ == 0) return -1;
  const auto ticks = static_cast<double>(SDL_GetPerformanceCounter() - arrival_);
  arrival_ = 0;
  return ticks * 1000 / static_cast<double>(SDL_GetPerformanceFrequency());
}

}  // namespace inkgrad
