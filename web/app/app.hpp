#pragma once

#include <SDL.h>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

#include "web/app/gfx/interface.hpp"
#include "web/app/pen.hpp"
#include "web/app/view.hpp"

namespace inkgrad {

/// The playground in a window: the same in a browser and natively. It owns the SDL window, its OpenGL context and Dear ImGui;
/// whoever owns it runs the loop: give it events, then `frame()` while it wants one.
class App {
 public:
  struct Options {
    int width = 1280, height = 800;  ///< of the window, in CSS pixels
    double device_ratio = 1;         ///< natively: device pixels a CSS pixel (a browser knows better)
    ThemeName theme = ThemeName::light;
    bool reduced_motion = false;
  };

  /// Throws Error if there is no window or no OpenGL to be had, or a shader does not compile.
  App(Link& link, const Options& options);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  AppState& state() { return state_; }
  View& view() { return view_; }

  /// Somebody has done something that the page may show: draw it in the next frame.
  void wake() {
    frames_due_ = frames_after_input;
    at_once_ = true;
  }
  /// The training or the data have come further: draw it in a next frame, not in every one where frames take long.
  void progress() { frames_due_ = std::max(frames_due_, frames_after_progress); }
  /// One event of the window's; the next frame shows what it does.
  void handle(const SDL_Event& event);
  /// One frame: events of the training, input, reading, panels, pixels. False: it has not drawn, since progress waits or a lesson worked
  /// (or there is no OpenGL).
  bool frame();
  /// Whether another frame is due at once; if not, the loop may sleep until an event, or `next_change()` of the state.
  bool wants_frame() const { return frames_due_ > 0; }
  /// How long the next frame may wait, in seconds: it would only wait by itself. 0 if it is for somebody's hand, or there is work to do.
  double pause() const;
  /// The window's size or its pixel ratio has changed.
  void resize(double width, double height, double device_ratio);
  /// The OpenGL context is gone: until it is back nothing is drawn and input is ignored; training goes on.
  void lose_graphics();
  /// There is a context again, an empty one. Throws Error if a shader does not compile.
  void restore_graphics();
  /// Puts `text` in place of what stands in the field in focus: from a phone's keyboard.
  void type_text(const std::string& text);

  /// Called as soon as an event of the window's arrives, before anybody asks for it: whoever sleeps may wake. Other threads'
  /// events too, on their threads.
  std::function<void()> on_event;
  /// Called when a text field gets or loses the focus, with its text.
  std::function<void(bool active, const char* text)> on_text_input;
  /// Called for every picture before it is shown; natively to keep one.
  std::function<void()> on_picture;

 private:
#ifdef __EMSCRIPTEN__
  static constexpr bool in_browser = true;
#else
  static constexpr bool in_browser = false;
#endif
  // Dear ImGui needs a second frame to settle sizes, and spreads a quick press and release over two.
  static constexpr int frames_after_input = 3;
  static constexpr int frames_after_progress = 2;

  static int watch(void* app, SDL_Event* event);
  void start_graphics();
  void start_renderers();
  void prepare_frame();
  void time_frame(double now);
  bool waits(double now) const { return !at_once_ && now < next_progress_; }
  void shortcut(std::string_view typed);

  AppState state_;
  View view_;
  InterfaceRenderer interface_{in_browser};  // a canvas keeps what it shows (bridge_web.cpp), a window's two buffers take turns
  Pen pen_;
  SDL_Window* window_ = nullptr;
  SDL_GLContext context_ = nullptr;
  float device_ratio_;
  float window_scale_;  ///< window units a CSS pixel
  float fonts_ratio_ = 0;
  ThemeName shown_theme_;
  bool typing_ = false;
  bool graphics_lost_ = false;
  bool key_repeats_ = false;
  int frames_due_ = frames_after_input;
  bool at_once_ = true;         ///< the next frame is for somebody's hand
  double last_frame_ = 0;       ///< when it began, seconds
  bool last_painted_ = false;   ///< the last call of frame() painted, and the next one was to come at once
  bool slow_ = false;           ///< painting takes longer than the screen waits
  bool lesson_turn_ = true;     ///< the lesson works in this frame; the last one's until the next begins
  double next_progress_ = 0;    ///< from when on progress may be painted again, seconds
};

}  // namespace inkgrad
