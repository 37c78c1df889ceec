#include "web/app/state/lessons/training_loop.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "web/app/lessons/kit.hpp"
#include "web/app/lessons/views.hpp"
#include "web/app/text/training_loop.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::training_loop;
using Lesson = TrainingLoopLesson;

constexpr float caption = 20;

// What a step has done, in the row of its button.
std::string result_of(const Lesson& lesson, Lesson::Step step) {
  if (!lesson.initialised()) return words::nothing_yet;
  switch (step) {
    case Lesson::initialise: return kit::print(words::did_initialise, lesson.accuracy_before() * 100);
    case Lesson::predict_scores:
      return lesson.shown_score() ? kit::print(words::did_predict, *lesson.shown_score()) : words::nothing_yet;
    case Lesson::loss: return lesson.batch_loss() ? kit::print(words::did_loss, *lesson.batch_loss()) : words::nothing_yet;
    case Lesson::gradient:
      return lesson.gradient_mean() ? kit::print(words::did_gradient, *lesson.gradient_mean()) : words::nothing_yet;
    case Lesson::step: return lesson.new_loss() ? kit::print(words::did_step, *lesson.new_loss()) : words::nothing_yet;
    case Lesson::repeat:
      return kit::print(words::did_repeat, std::min(lesson.epochs_done() + 1, std::max(1, lesson.epochs())),
                        static_cast<long long>(lesson.batch() + 1), static_cast<long long>(lesson.batches()));
    case Lesson::stop:
      if (lesson.last() != Lesson::stop) return words::nothing_yet;
      return lesson.accuracy() ? kit::print(words::did_stop, *lesson.accuracy() * 100) : words::did_stop_early;
  }
  return {};
}

void steps(View& view, Lesson& lesson, kit::Panels& panels) {
  const float row = kit::row_height(view) + 6;
  const Place place = panels.card("training_loop_steps", words::steps, Lesson::steps * row + 8 + row);
  constexpr float button = 132;
  float y = place.at.y;
  for (int i = 0; i < Lesson::steps; ++i, y += row) {
    const auto step = static_cast<Lesson::Step>(i);
    const bool allowed = lesson.allowed(step);
    const bool due = allowed && !(step == Lesson::initialise && lesson.initialised()) && step != Lesson::stop;
    const char* why_not = allowed ? nullptr : lesson.running() ? words::why_running
                          : lesson.last() == Lesson::stop ? words::why_stopped : words::why_not;
    ImGui::SetCursorScreenPos({place.at.x, y});
    const bool pressed = ui::button(words::names[i], words::names[i], Icon::none, due ? ui::Kind::primary : ui::Kind::plain,
                                    {button, row - 6}, words::tips[i], why_not);
    view.remember(kit::print("step_%d", i + 1).c_str());
    if (pressed) lesson.take(step);
    const bool now = lesson.last() == step;
    ui::text_at({place.at.x + button + 12, std::round(y + (row - 6 - ui::line_height(Type::caption)) / 2)},
                now ? Type::caption_strong : Type::caption, now ? theme().ink : theme().quiet, result_of(lesson, step).c_str());
  }
  y += 8;
  if (lesson.running()) {
    if (kit::button(view, "run", {place.at.x, y}, words::pause, Icon::pause, words::pause_tip)) lesson.pause();
  } else if (kit::button(view, "run", {place.at.x, y}, words::run, Icon::play, words::run_tip,
                         lesson.finished() ? words::why_finished : nullptr)) {
    lesson.run();
  }
}

// A picture under its caption; words in its place while there is nothing to show.
void picture(View& view, ImVec2 at, float width, const char* title, const char* empty, kit::Picture what) {
  what.title = title;
  ui::text_at(at, Type::caption, theme().quiet, title);
  if (!what.values.empty()) {
    kit::picture(view, {at.x, at.y + caption}, width, what);
    return;
  }
  ui::card({at.x, at.y + caption}, {at.x + width, at.y + caption + width}, theme().field, size::control_corner);
  kit::words({at.x + 12, at.y + caption + 12}, width - 24, Type::caption, theme().quiet, empty);
}

std::vector<float> values_of(const Tensor& tensor) {
  return tensor.defined() ? tensor.detach().to_vector<float>() : std::vector<float>();
}

kit::Picture signed_picture(const char* name, const std::vector<float>& values, const Lesson& lesson, const char* value) {
  return {.name = name,
          .values = values,
          .columns = image_side,
          .rows = image_side,
          .revision = lesson.revision(),
          .ramp = kit::Ramp::signed_values,
          .limit = kit::round_limit(values),
          .value = value,
          .hint = words::hint};
}

void parameters(View& view, const Lesson& lesson, kit::Panels& panels) {
  const float half = std::floor((panels.width() - size::gap) / 2);
  const Place place =
      panels.card("training_loop_parameters", words::parameters, caption + kit::picture_height(half, image_side, image_side));
  const std::vector<float> weights = lesson.initialised() ? values_of(lesson.weights()) : std::vector<float>();
  picture(view, place.at, half, words::weights, words::weights_empty,
          signed_picture("weights", weights, lesson, words::weight_value));
  const std::vector<float> gradient = values_of(lesson.weights_gradient());
  picture(view, {place.at.x + half + size::gap, place.at.y}, half, words::gradient, words::gradient_empty,
          signed_picture("gradient", gradient, lesson, words::gradient_value));
}

void step_and_image(View& view, Lesson& lesson, kit::Panels& panels) {
  const float half = std::floor((panels.width() - size::gap) / 2), row = kit::row_height(view);
  const float pictures = caption + kit::picture_height(half, image_side, image_side);
  const Place place = panels.card("training_loop_image", words::step_and_image, pictures + 8 + row);
  const std::vector<float> change = values_of(lesson.change());
  picture(view, place.at, half, words::change, words::change_empty,
          signed_picture("change", change, lesson, words::gradient_value));
  const std::vector<float> image = values_of(lesson.shown_image());
  const std::string title = kit::print(words::image, lesson.shown() + 1, static_cast<long long>(lesson.batch_images()),
                                       lesson.shown_is_three() ? words::three : words::seven);
  picture(view, {place.at.x + half + size::gap, place.at.y}, half, title.c_str(), "",
          {.name = "batch_image",
           .values = image,
           .columns = image_side,
           .rows = image_side,
           .revision = lesson.revision(),
           .limit = 1,
           .value = words::image_value,
           .hint = words::hint});
  const float y = place.at.y + pictures + 8;
  if (kit::button(view, "previous", {place.at.x, y}, nullptr, Icon::previous, words::previous)) lesson.show(-1);
  if (kit::button(view, "next", {place.at.x + row + 8, y}, nullptr, Icon::next, words::next)) lesson.show(1);
  const auto score = lesson.shown_score();
  const std::string read = score ? kit::print(*score > 0 ? words::reads_three : words::reads_seven, *score) : words::no_score;
  ui::text_at({place.at.x + 2 * row + 24, std::round(y + (row - ui::line_height(Type::body)) / 2)}, Type::body,
              score ? theme().ink : theme().quiet, read.c_str());
}

void settings(View& view, Lesson& lesson, kit::Panels& panels) {
  const float row = kit::slider_row_height(view);
  const Place place = panels.card("training_loop_settings", words::settings, 3 * row);
  double lr = lesson.lr(), batch = lesson.batch_size(), epochs = lesson.epochs();
  if (kit::slider_row(view, "lr", place.at, place.size.x, words::lr, words::lr_tip, &lr, 0.001, 10, true)) lesson.set_lr(lr);
  if (kit::slider_row(view, "batch_size", {place.at.x, place.at.y + row}, place.size.x, words::batch, words::batch_tip, &batch, 1,
                      4096, true, "%.0f")) {
    lesson.set_batch_size(static_cast<int>(std::lround(batch)));
  }
  if (kit::slider_row(view, "epochs", {place.at.x, place.at.y + 2 * row}, place.size.x, words::epochs, words::epochs_tip, &epochs,
                      1, 50, false, "%.0f")) {
    lesson.set_epochs(static_cast<int>(std::lround(epochs)));
  }
}

void results(View& view, const Lesson& lesson, kit::Panels& panels) {
  constexpr float high = 190;
  const double last = std::max(lesson.epochs(), lesson.epochs_done());
  const std::vector<ui::ChartPoint> goal = {{0, lessons::scratch_accuracy}, {last, lessons::scratch_accuracy}};
  const ui::Line lines[] = {{words::goal, goal, theme().good, ui::Stroke::dashed}, {words::accuracy, lesson.curve(), theme().accent}};
  const float width = panels.width(), legend = ui::legend_height(width, lines);
  const Place place = panels.card("training_loop_results", words::results, legend + high + 12 + 4 * kit::line_height);
  kit::chart(view, place.at, {width, high}, {.name = "accuracy_curve", .x = {0, last, words::epoch}, .y = {0.3, 1, ""}}, lines);
  float y = place.at.y + legend + high + 12;
  const auto show = [&](const char* word, const std::string& ours, const char* book = nullptr, bool agrees = false) {
    kit::number_line({place.at.x, y}, width, word, ours.c_str(), book, agrees, true);
    y += kit::line_height;
  };
  const auto number = [](const std::optional<double>& value, const char* format) {
    return value ? kit::print(format, *value) : std::string(words::nothing_yet);
  };
  show(words::line_loss, number(lesson.batch_loss(), "%.5f"));
  show(words::line_new_loss, number(lesson.new_loss(), "%.5f"));
  show(words::line_before, lesson.initialised() ? kit::print("%.4f", lesson.accuracy_before()) : words::nothing_yet);
  const std::string after = kit::print(words::line_after, lesson.epochs_done(), lesson.epochs());
  const std::string goal_line = kit::print(words::line_goal, lessons::scratch_accuracy);
  show(after.c_str(), number(lesson.accuracy(), "%.4f"), lesson.accuracy() ? goal_line.c_str() : nullptr,
       lesson.accuracy().value_or(0) >= lessons::scratch_accuracy);
}

}  // namespace

void training_loop(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<Lesson&>(state);
  if (!lesson.ready()) return;
  steps(view, lesson, panels);
  parameters(view, lesson, panels);
  step_and_image(view, lesson, panels);
  results(view, lesson, panels);
  settings(view, lesson, panels);
}

}  // namespace inkgrad::lesson_views
