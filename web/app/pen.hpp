#pragma once

#include <SDL.h>

#include <cstdint>

#include "web/app/view.hpp"

namespace inkgrad {

/// Turns the window's pointer events into strokes: straight from the events, so that no point is lost between frames.
/// One finger draws; a second one takes the stroke back, and nothing is drawn until all are up.
class Pen {
 public:
  /// Takes an event whose coordinates are CSS pixels. `width` and `height` are the window's.
  void handle(const SDL_Event& event, View& view, float width, float height);

  /// Notes the moment when a pointer event has arrived, if none is waiting to be read.
  void arrived() {
    if (arrival_ == 0) arrival_ = SDL_GetPerformanceCounter();
  }
  /// Milliseconds since the oldest pointer event that was not read yet, and forgets it. Negative if there was none.
  double take_delay();

 private:
  void press(View& view, float x, float y);
  void move(View& view, float x, float y);
  void pinch(const SDL_TouchFingerEvent& moved, View& view, ImVec2 window);

  int fingers_ = 0;
  struct Finger {
    SDL_FingerID id = 0;
    ImVec2 at;
  };
  Finger two_[2];  ///< the fingers that came down first and second
  bool blocked_ = false;
  SDL_FingerID drawing_finger_ = 0;
  std::uint64_t arrival_ = 0;
};

}  // namespace inkgrad
