#pragma once

#include "web/app/app.hpp"

namespace inkgrad {

/// Runs `app` in the browser: a frame for every animation frame in which something moves, none otherwise.
/// `Module.onFirstFrame()` is called after the first.
void start_loop(App& app);
/// Something has happened: draw a frame.
void wake_loop();

}  // namespace inkgrad
