#include "web/app/state/lessons/framing.hpp"

#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

InkSteps steps_of(const std::array<bool, FramingTool::steps>& on) { return {.crop = on[0], .pen = on[1], .grey = on[2], .centre = on[3]}; }

FramingTool::Stage stage(const AppState& app, const InkSteps& steps) {
  FramingTool::Stage stage;
  if (app.drawing.empty()) return stage;
  stage.image = app.drawing.image(steps);
  if (app.reader.chosen() == nullptr) return stage;
  stage.reading = predict(app.reader.chosen()->model, stage.image.pixels).front();
  stage.read = true;
  return stage;
}

}  // namespace

void FramingTool::toggle(int step) {
  bool& on = on_[static_cast<std::size_t>(step)];
  on = !on;
  touch();
}

bool FramingTool::update(AppState& app, double) {
  if (!stale_ && drawn_ == app.image_revision() && model_ == app.reader.revision()) return false;
  stale_ = false;
  drawn_ = app.image_revision();
  model_ = app.reader.revision();
  chosen_ = stage(app, steps_of(on_));
  std::array<bool, steps> so_far{};
  after_[0] = stage(app, steps_of(so_far));
  for (std::size_t i = 0; i < steps; ++i) {
    so_far[i] = true;
    after_[i + 1] = stage(app, steps_of(so_far));
  }
  done_ = done_ || (chosen_.read && after_[steps].read && chosen_.reading.digit != after_[steps].reading.digit);
  ++revision_;
  return false;
}

void FramingTool::choices(Choices& choices) {
  const char* names[] = {"crop", "pen", "grey", "centre"};
  for (std::size_t i = 0; i < steps; ++i) choices.flag(names[i], on_[i]);
}

Numbers FramingTool::numbers() const {
  Numbers numbers;
  if (!chosen_.read) return numbers;
  numbers.add("digit", chosen_.reading.digit);
  numbers.add("probabilities", std::vector<double>(chosen_.reading.probabilities.begin(), chosen_.reading.probabilities.end()));
  numbers.add("image", std::vector<double>(chosen_.image.pixels.begin(), chosen_.image.pixels.end()));
  return numbers;
}

}  // namespace inkgrad
