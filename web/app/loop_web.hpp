#pragma once

#include "web/app/app.hpp"

namespace inkgrad {

/// Runs `app` in the browser: a frame for every animation frame in which something moves, none otherwise.
/// `Module.onFirstFrame()` is called after the first.
void start_loop(App& app);
/// Somebody has done something: draw a frame.
void wake_loop();
/// The training or the data have come further: draw a frame soon.
void show_progress();

}  // namespace inkgrad
