#pragma once

#include <nlohmann/json_fwd.hpp>

#include "web/app/state/app_state.hpp"

namespace inkgrad {

/// Networks of at most so many parameters travel inside a link: 784-10 has 7,850.
inline constexpr std::int64_t most_linked_parameters = 8000;

/// Takes those settings of a training that `settings` has; their ranges are not looked at. True if there was any. Throws
/// nlohmann::json's error for another type.
bool read_settings(const nlohmann::json& settings, Draft& draft);

/// What defines the view, for a link; what is as at the start is left out:
///   lesson    the open lesson's id
///   choices   of that lesson
///   settings  of the training: spec, batch, lr, optimizer, momentum, weight_decay, seed, images, label_noise
///   curves    how they are looked at: smoothing, log (the loss axis), from and to (steps)
///   model     the name of the model that reads, unless it is the one in training
///   pen       the pen's width in pad units
///   strokes   [[x, y, x, y, ...], ...] in pad units; fitted: true if they were fitted to the pad
///   picture   784 pixels, where an image stands in place of strokes
///   weights   with `weights`, if the model in training reads and is small: {spec, mean, std, limits, values}, parameter after
///             parameter, each value a whole number from -32767 to 32767 in units of its parameter's limit / 32767
nlohmann::json address(const AppState& app, bool weights);

/// Brings the view to what an address says; what it leaves out goes back to what it was at the start. What makes no sense (it may
/// come from anybody's link) is said in a notice and left as it is at the start.
void go_to(AppState& app, const nlohmann::json& address);

}  // namespace inkgrad
