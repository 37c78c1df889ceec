#pragma once

#include <string>
#include <string_view>

#include "web/app/state/app_state.hpp"

namespace inkgrad {

/// The playground's small interface for scripts and tests: one JSON object in, one out. Never throws: what is wrong becomes
/// {"error": "..."}. "call" is one of
///   draw     {strokes: [[[x, y], ...], ...], raw}: replaces the drawing. raw: coordinates are pad units (0 to 1); otherwise
///            they are in any unit and fitted to the pad. Answers like predict.
///   clear    {}
///   predict  {} -> {digit, probabilities, model}; digit is null when nothing is drawn or no model is loaded.
///   train    {options: {spec, batch, lr, optimizer, momentum, weight_decay, seed, images, epochs, steps, trace}}:
///            any of the first eight begins a new run; without them the current one goes on.
///   pause    {}
///   reset    {}: a new run of the settings there are, at step 0; nothing where there is none.
///   hide     {panels}: these parts of the window are out of sight, all others in sight: "top", "lessons", "curves", "tabs".
///   save_model  {}: the model that reads goes as a safetensors file to Outside::save.
///   lesson   {id, choices}: opens the lesson (null: none) with these choices, each optional. Answers {id, done,
///            busy (numbers are behind the choices), choices, numbers}.
///   address  {weights}, go {address}: see address.hpp
///   state    {trace} -> everything below; trace: true adds the losses of every step of a run that traces.
/// `changed`, if given: whether there may be something new to draw.
std::string call(AppState& app, std::string_view request, bool* changed = nullptr);

}  // namespace inkgrad
