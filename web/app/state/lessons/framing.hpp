#pragma once

#include <array>
#include <vector>

#include "engine/data/ink.hpp"
#include "engine/nn/model.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// How strokes become 28 x 28 pixels: each step with a switch, and what the model reads without it.
class FramingTool : public LessonState {
 public:
  static constexpr int steps = 4;

  /// Whether step `i` (crop, pen, grey, centre) is done.
  bool on(int step) const { return on_[static_cast<std::size_t>(step)]; }
  void toggle(int step);

  struct Stage {
    InkImage image;
    Reading reading;
    bool read = false;  ///< there is a drawing and a model
  };
  /// The drawing with the switches as they are.
  const Stage& chosen() const { return chosen_; }
  /// The drawing with all steps up to and with number `i` (-1: none).
  const Stage& after(int step) const { return after_[static_cast<std::size_t>(step + 1)]; }

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  std::array<bool, steps> on_{true, true, true, true};
  Stage chosen_;
  std::array<Stage, steps + 1> after_;
  std::uint64_t drawn_ = ~0ull, model_ = ~0ull;
};

}  // namespace inkgrad
