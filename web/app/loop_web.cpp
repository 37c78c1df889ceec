#include "web/app/loop_web.hpp"

#include <emscripten.h>
#include <emscripten/html5.h>

#include <cmath>

namespace inkgrad {
namespace {

// clang-format off
EM_JS(void, announce_first_frame, (), {
  if (Module["onFirstFrame"]) Module["onFirstFrame"]();
});
EM_JS(void, announce_rest, (), { Module["onRest"]?.(); });
// clang-format on

App* running = nullptr;
bool frame_asked = false;
long request = 0;  ///< of the frame that was asked for
bool first_frame_done = false;
int timer = 0;  ///< of the next change that comes by itself, 0 for none

void ask_for_frame();

void ask_for_frame_in(double seconds) {
  if (timer != 0) emscripten_clear_timeout(timer);
  timer = emscripten_set_timeout([](void*) {
    timer = 0;
    ask_for_frame();
  }, seconds * 1000 + 1, nullptr);
}

void take_back() {
  emscripten_cancel_animation_frame(request);
  frame_asked = false;
}

void ask_for_next() {
  const double pause = running->pause();
  if (pause > 0) ask_for_frame_in(pause);
  else ask_for_frame();
}

void wait_for_change() {
  const double seconds = running->state().next_change();
  if (std::isfinite(seconds)) {
    ask_for_frame_in(seconds);
  } else if (timer != 0) {
    emscripten_clear_timeout(timer);
    timer = 0;
  }
}

bool on_animation_frame(double, void*) {
  frame_asked = false;
  // The next one is asked for first and taken back where there is no need: asked for behind this one's drawing, the answer waits for the
  // graphics' queue, 2 ms in Chromium.
  ask_for_frame();
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) running->handle(event);
  running->frame();
  if (!first_frame_done) {
    first_frame_done = true;
    announce_first_frame();
  }
  if (!running->wants_frame() || running->pause() > 0) take_back();
  if (running->wants_frame()) {
    ask_for_next();
  } else {
    announce_rest();
    wait_for_change();
  }
  return false;
}

void ask_for_frame() {
  if (frame_asked) return;
  frame_asked = true;
  request = emscripten_request_animation_frame(on_animation_frame, nullptr);
}

}  // namespace

void start_loop(App& app) {
  running = &app;
  app.on_event = ask_for_frame;
  ask_for_frame();
}

void wake_loop() {
  if (running == nullptr) return;
  running->wake();
  ask_for_frame();
}

void show_progress() {
  if (running == nullptr) return;
  running->progress();
  ask_for_next();
}

}  // namespace inkgrad
